# SPDX-License-Identifier: Apache-2.0
# What tests of hvsim's commands share; to be sourced by bash, with hvsim and source_dir set. Goes into a new folder with
# a little trace in it.
# shellcheck shell=bash
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
checks=0 failures=0

wrong() {
  echo "FAILED: $1" >&2
  sed 's/^/  stdout: /' out >&2
  sed 's/^/  stderr: /' err >&2
  failures=$((failures + 1))
}

# run STATUS WORDS...: runs hvsim; its output is in the files out and err.
run() {
  local wanted=$1 status
  shift
  checks=$((checks + 1)) what="hvsim $*"
  "$hvsim" "$@" >out 2>err </dev/null
  status=$?
  ((status == wanted)) || wrong "$what: status $status, not $wanted"
}

# What the last run said: in a file, there must be this text.
says() { grep -qF -- "$2" "$1" || wrong "$what: no '$2' on std$1"; }

# refused MESSAGE... -- WORDS...: status 2, nothing on standard output, each message on standard error.
refused() {
  local messages=()
  while [[ $1 != -- ]]; do messages+=("$1"); shift; done
  shift
  run 2 "$@"
  [[ -s out ]] && wrong "$what: refused, yet something is on standard output"
  for message in "${messages[@]}"; do says err "$message"; done
}

column() { awk -F, -v name="$2" '/^#/ { next } !at { for (i = 1; i <= NF; i++) if ($i == name) at = i; next } { print $at }' "$1"; }
equal() { checks=$((checks + 1)); [[ $2 == "$3" ]] || wrong "$1: '$2', not '$3'"; }
absent() { checks=$((checks + 1)); [[ -z $(ls -A "$1"* 2>/dev/null) ]] || wrong "$what: left $(ls "$1"*) behind"; }

# A little trace: 14 pages, three kinds.
awk 'BEGIN { for (i = 0; i < 3000; i++) {
  printf "I  %08x,4\n", 4096 * (i % 7) + i % 1000
  printf " %s %08x,8\n", substr("LSM", i % 3 + 1, 1), 4096 * (100 + i * i % 13) + i % 4090 } }' >little.lackey

# Another one of the same references, in the native format.
"$hvsim" convert little.lackey little.hvt >out || exit 1

# sum_of FILE NAME...: of numbers in a statistics file.
sum_of() { local file=$1 sum=0; shift; for name; do sum=$((sum + $(sed -n "s/^    \"$name\": \(-*[0-9]*\),*$/\1/p" "$file"))); done; echo "$sum"; }
finish() { echo "$checks checks, $failures failed"; ((failures == 0 && checks > 0)); exit; }
