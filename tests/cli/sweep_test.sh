#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A sweep of 1,000 points over the beginning of a bundled trace: killed, resumed, split and merged, it writes what it
# writes undisturbed.
# Usage: sweep_test.sh HVSIM SOURCE_DIR
set -uo pipefail
hvsim=$(realpath -e "$1") && source_dir=$(realpath -e "$2") || exit 2
# shellcheck source=tests/cli/sweep_support.sh
source "$source_dir/tests/cli/sweep_support.sh"

make_trace 40000
sweep=("$hvsim" sweep prefix.hvt "${axes[@]}")
expect "1,000 points" "$("${sweep[@]}" --dry-run | wc -l)" 1000
"${sweep[@]}" --out whole.csv --jobs 2 >/dev/null || wrong "the undisturbed sweep fails"
expect "rows of 1,000 points" "$(rows whole.csv)" 1000

# Killed three times.
for hundreds in 2 5 8; do
  "${sweep[@]}" --out killed.csv --jobs 2 --resume >/dev/null &
  kill_at $((hundreds * 100)) killed.csv.part $!
  [[ ! -e killed.csv ]] || wrong "a table that is not finished has its name"
done

# What is finished is not computed again: a row that is changed in the journal stays as it is changed.
cp killed.csv.part marked.csv.part
sed -i '/^20,3,/s/[0-9a-f]*$/0123456789abcdef/' marked.csv.part
expect "changed rows" "$(grep -c ',0123456789abcdef$' marked.csv.part)" 1

before=$(rows killed.csv.part)
expect "said on resuming" "$("${sweep[@]}" --out killed.csv --resume)" "killed.csv: 1000 points, $before of them from before"
same killed.csv whole.csv
"${sweep[@]}" --out marked.csv --resume >/dev/null || wrong "resuming fails"
expect "rows done again" "$(diff marked.csv whole.csv | grep -c '^<.*0123456789abcdef$')" 1
expect "other differences" "$(diff marked.csv whole.csv | grep -c '^[<>]')" 2

# Shards, one of them killed.
for shard in 1 2 3; do
  if ((shard == 2)); then
    "${sweep[@]}" --shard 2/3 --out 2.csv >/dev/null &
    kill_at 100 2.csv.part $!
    "$hvsim" merge merged.csv 1.csv 2.csv.part 3.csv >out 2>&1
    expect "status of merging with a journal" $? 2
    [[ ! -e merged.csv ]] || wrong "a failed merge leaves a table"
  fi
  "${sweep[@]}" --shard "$shard/3" --out "$shard.csv" --resume --jobs "$shard" >/dev/null || wrong "shard $shard/3 fails"
done
"$hvsim" merge merged.csv 2.csv 3.csv 1.csv >/dev/null || wrong "merging fails"
same merged.csv whole.csv

# While one is at work, no other begins; nor does one throw away what is there.
"${sweep[@]}" --out busy.csv --resume >/dev/null &
worker=$!
wait_for_rows 1 busy.csv.part
"${sweep[@]}" --out busy.csv --resume 2>err && wrong "two at work on one sweep"
grep -q 'busy.csv.part: another process is at work' err || wrong "the second says: $(cat err)"
kill_at 20 busy.csv.part $worker
"${sweep[@]}" --out busy.csv 2>err && wrong "a journal was thrown away"
grep -q 'busy.csv.part is there.*--resume' err || wrong "without --resume: $(cat err)"
"${sweep[@]}" --seed 2 --out busy.csv --resume 2>err && wrong "a journal of another sweep was taken"
grep -q "busy.csv.part is of another sweep: its line 2 is '.*', not '.* --seed 2'" err || wrong "another: $(cat err)"
"${sweep[@]}" --shard 1/2 --out busy.csv --resume 2>err && wrong "a journal of the whole was taken for a shard"

# A trace that is read again must stay as it is.
cp prefix.hvt changing.hvt
"$hvsim" sweep changing.hvt "${axes[@]}" --associator.replacement fifo --trace-memory 0 --out changing.csv >/dev/null 2>err &
worker=$!
wait_for_rows 1 changing.csv.part
cp prefix.hvt changed.hvt && mv changed.hvt changing.hvt
wait $worker
expect "status of a sweep whose trace is changed" $? 2
grep -q 'changing.hvt: it was changed while it was replayed' err || wrong "a changed trace: $(cat err)"
[[ ! -e changing.csv ]] || wrong "a sweep whose trace was changed has its table"

# On a terminal there are progress and time left, from two seconds on.
touch typescript
script -qefc "$hvsim sweep $source_dir/traces/sort.hvt ${axes[*]} --out long.csv" typescript >/dev/null &
terminal=$!
wait_for 60 grep -qE '[0-9]+ of 1000 points, about [0-9]+ s left' typescript || wrong "no progress: $(cat typescript)"
kill -KILL "$(owner long.csv.part)"
wait $terminal

expect "files beside the tables" "$(find . -name '*.csv.*' -printf '%f\n' | sort | tr '\n' ' ')" "busy.csv.part changing.csv.part long.csv.part "
finish
