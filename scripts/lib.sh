# SPDX-License-Identifier: Apache-2.0
# Shared by the scripts beside it; to be sourced by bash, not run. Sets:
#   HV_ROOT            the checkout
#   HV_BUILD_DIR       where to build; build/ in the checkout unless set by the caller
#   HV_BUILD_PACKAGES, HV_PICTURE_PACKAGES, HV_TEST_PACKAGES, HV_FUZZ_PACKAGES
#                      the Debian packages that building, drawing, testing and fuzzing take, but for node and npm:
#                      need_npm
# Nothing here writes to standard output: it may belong to a program that a script runs.
# shellcheck shell=bash

HV_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
HV_BUILD_DIR=${HV_BUILD_DIR:-$HV_ROOT/build}
# shellcheck disable=SC2034  # used by those who source this
HV_BUILD_PACKAGES=(g++ cmake ninja-build pkg-config libsystemc-dev libboost-dev libboost-program-options-dev
  libboost-iostreams-dev nlohmann-json3-dev libzstd-dev libedit-dev libgtest-dev libbenchmark-dev librapidcheck-dev)

# shellcheck disable=SC2034
HV_PICTURE_PACKAGES=(gnuplot-nox gtkwave xvfb xauth fonts-dejavu-core)
# shellcheck disable=SC2034
HV_TEST_PACKAGES=(qemu-user git chromium parallel slurmctld slurmd slurm-client)
# shellcheck disable=SC2034
HV_FUZZ_PACKAGES=(clang-14 libclang-rt-14-dev)

# How build_project configures; a script may put something else here.
HV_CONFIGURE=(-DCMAKE_BUILD_TYPE=Release)

# fail STATUS MESSAGE...: ends the script with this message and status.
fail() {
  local status=$1
  shift
  echo "${0##*/}: $*" >&2
  exit "$status"
}

# need_packages PACKAGE...: installs those that are missing; needs root or sudo only if some are.
need_packages() {
  local missing=() package as_root=() log
  for package in "$@"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  if ((EUID != 0)); then
    command -v sudo >/dev/null || fail 1 "these packages are missing, and it takes root or sudo to install them: ${missing[*]}"
    as_root=(sudo)
  fi
  echo "${0##*/}: installing ${missing[*]}" >&2
  log=$(mktemp)
  # A list of packages that is missing or out of date is the usual cause of a failure: fetch it, once.
  hv_apt_install "${missing[@]}" >"$log" 2>&1 ||
    { "${as_root[@]}" apt-get -qq update && hv_apt_install "${missing[@]}"; } >>"$log" 2>&1 || {
      cat "$log" >&2
      rm -f "$log"
      fail 1 "these packages could not be installed: ${missing[*]}"
    }
  rm -f "$log"
}

# For need_packages alone: uses its as_root.
hv_apt_install() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@" </dev/null
}

# build_project TARGET...: configures (once, with HV_CONFIGURE) and builds these targets; prints on failure only.
build_project() {
  local log
  log=$(mktemp)
  {
    [[ -f $HV_BUILD_DIR/build.ninja ]] ||
      cmake -S "$HV_ROOT" -B "$HV_BUILD_DIR" -G Ninja "${HV_CONFIGURE[@]}"
    cmake --build "$HV_BUILD_DIR" --target "$@"
  } >"$log" 2>&1 </dev/null || {
    cat "$log" >&2
    rm -f "$log"
    fail 1 "the build failed"
  }
  rm -f "$log"
}

# need_npm: node and npm, from wherever; Debian's if there are none.
need_npm() {
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then need_packages nodejs npm; fi
}

# report_modules: installs what the page of a sweep takes from npm, as pinned in scripts/report, and prints the folder.
report_modules() {
  local source=$HV_ROOT/scripts/report folder=$HV_BUILD_DIR/report log
  if ! cmp -s "$source/package-lock.json" "$folder/installed"; then
    log=$(mktemp)
    { mkdir -p "$folder" && cp "$source"/{package.json,package-lock.json,.npmrc} "$folder" &&
      npm --prefix "$folder" ci --ignore-scripts && cp "$source/package-lock.json" "$folder/installed"; } >"$log" 2>&1 </dev/null || {
      cat "$log" >&2
      rm -f "$log"
      fail 1 "npm could not install what the page takes (scripts/report/package.json)"
    }
    rm -f "$log"
  fi
  echo "$folder/node_modules"
}
