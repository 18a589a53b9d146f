#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The shards of a sweep under GNU parallel, one worker killed half way, then all at once: the same table.
# Usage: parallel_test.sh HVSIM SOURCE_DIR
set -uo pipefail
hvsim=$(realpath -e "$1") && source_dir=$(realpath -e "$2") || exit 2
# shellcheck source=tests/cli/sweep_support.sh
source "$source_dir/tests/cli/sweep_support.sh"
command -v parallel >/dev/null || { echo "GNU parallel is missing (Debian package parallel)" >&2; exit 1; }

make_trace 100000
sweep=("$hvsim" sweep prefix.hvt "${axes[@]}")
"${sweep[@]}" --out whole.csv >/dev/null || wrong "the undisturbed sweep fails"
line=(parallel --jobs 2 --joblog jobs.log --resume --retries 3
  "${sweep[@]}" --jobs 1 --shard '{}/5' --out '{}.csv' --resume ::: 1 2 3 4 5)

# One worker is killed: parallel begins it again, and it goes on.
"${line[@]}" >said &
parallel=$!
wait_for_rows 50 2.csv.part
worker=$(owner 2.csv.part)
kill -KILL "$worker" || wrong "there is no worker on shard 2 to kill"
before=$(rows 2.csv.part)
wait $parallel
expect "status of parallel" $? 0
grep -q "^2.csv: 200 points, $before of them from before$" said || wrong "shard 2 had $before points: $(cat said)"
expect "shards that were undisturbed" "$(grep -c '^[1345].csv: 200 points$' said)" 4
"$hvsim" merge merged.csv [1-5].csv >/dev/null || wrong "merging fails"
same merged.csv whole.csv

# Everything is killed: the same line does the rest.
rm -f [1-5].csv jobs.log merged.csv
set -m # a process group of its own
"${line[@]}" >said 2>/dev/null &
parallel=$!
set +m
wait_for_rows 50 3.csv.part
kill -KILL -- "-$parallel"
wait $parallel 2>/dev/null
for worker in $(owner 3.csv.part) $(owner 4.csv.part); do kill -KILL "$worker" 2>/dev/null; done # their own groups
finished=$(find . -name '[1-5].csv' | wc -l)
((finished >= 1 && finished < 5)) || wrong "$finished shards were finished when all was killed"
"${line[@]}" >said || wrong "parallel fails when resumed"
grep -q '^3.csv: 200 points, [1-9][0-9]* of them from before$' said || wrong "shard 3 was begun anew: $(cat said)"
"$hvsim" merge merged.csv [1-5].csv >/dev/null || wrong "merging fails"
same merged.csv whole.csv
finish
