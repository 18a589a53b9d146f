# SPDX-License-Identifier: Apache-2.0
# What tests of sweeps share; to be sourced by bash, with hvsim and source_dir set. Goes into a new empty folder.
# shellcheck shell=bash
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
checks=0 failures=0

# 125 · 8 points, no two of which are found in one pass over the trace.
axes=(--axis timing.memory=1:125 --axis depth=0:7)

wrong() { echo "FAILED: $1" >&2; failures=$((failures + 1)); }
expect() { checks=$((checks + 1)); [[ $2 == "$3" ]] || wrong "$1: '$2', not '$3'"; }
same() { checks=$((checks + 1)); cmp "$1" "$2" >&2 || wrong "$1 differs from $2"; }
finish() { echo "$checks checks, $failures failed"; ((failures == 0 && checks > 0)); exit; }

# make_trace N: the first N references of a bundled trace, as prefix.hvt.
make_trace() {
  "$hvsim" convert "$source_dir/traces/sort.hvt" - 2>/dev/null | head -n "$1" >prefix.lackey
  "$hvsim" convert prefix.lackey prefix.hvt >/dev/null || exit 1
}

# rows FILE: finished points in a table or journal: whole lines but comments and the column names.
rows() { if [[ -e $1 ]]; then awk '/^#/ { next } { n++ } END { print (n > 0 ? n - 1 : 0) }' <(head -n "$(wc -l <"$1")" "$1"); else echo 0; fi; }

# wait_for SECONDS COMMAND...: until the command succeeds; 1 if it does not.
wait_for() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < end)) || return 1
    sleep 0.02
  done
}

# wait_for_rows N JOURNAL
has_rows() { (($(rows "$2") >= $1)); }
wait_for_rows() { wait_for 120 has_rows "$1" "$2" || wrong "$2 never had $1 rows"; }

# kill_at N JOURNAL PID: kills the process, a child, once the journal has N rows.
kill_at() {
  wait_for_rows "$1" "$2"
  kill -KILL "$3" || wrong "$2: the process had ended before it was killed"
  wait "$3" 2>/dev/null
  expect "status of the killed" $? 137
}

# owner FILE: the process that has it open.
owner() {
  local link
  for link in /proc/[0-9]*/fd/*; do
    [[ ! $link -ef $1 ]] || { link=${link#/proc/}; echo "${link%%/*}"; return; }
  done
}
