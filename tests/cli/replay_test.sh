#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs hvsim's commands for traces as a user would, well and badly: replays, sweeps and their pictures.
# Usage: replay_test.sh HVSIM SOURCE_DIR
set -uo pipefail
hvsim=$(realpath -e "$1") && source_dir=$(realpath -e "$2") || exit 2
# shellcheck source=tests/cli/cli_support.sh
source "$source_dir/tests/cli/cli_support.sh"

# Replay
run 0 replay little.lackey --depth 3 --stats stats.json; says out "real digest"
grep -q '"references": 6000' stats.json || wrong "stats.json does not count 6000 references"
"$hvsim" replay - --depth 3 --stats stdin.json <little.lackey >out 2>err || wrong "replay from standard input"
equal "standard input is as good as a file" "$(cat stdin.json)" "$(cat stats.json)"
refused "no/such/folder" -- replay little.lackey --stats no/such/folder/s.json

# Misses told apart: 7 pages of code, and as many as there are squares modulo 13, so 14 compulsory ones
kinds=(misses_compulsory misses_capacity misses_conflict misses_invalidation)
run 0 replay little.lackey --associator.entries 8 --associator.ways 2 --misses.apart yes --stats kinds.json
says out "  compulsory       14"; says out "  conflict  "
equal "compulsory misses" "$(sum_of kinds.json misses_compulsory)" 14
equal "kinds of miss add up" "$(sum_of kinds.json "${kinds[@]}")" "$(sum_of kinds.json associator_misses)"
grep -q misses_compulsory stats.json && wrong "kinds of miss that nobody asked for"
run 0 sweep little.lackey --axis associator.entries=8,16 --axis associator.ways=0,2 --misses.apart yes --out kinds.csv
equal "the sweep's compulsory misses" "$(column kinds.csv misses_compulsory | sort -u)" 14
equal "the sweep's conflict misses" "$(column kinds.csv misses_conflict | sed -n 2p)" "$(sum_of kinds.json misses_conflict)"
equal "no conflict in one set" "$(column kinds.csv misses_conflict | sed -n 1p)" 0
run 0 replay little.lackey --associator.entries 8 --associator.ways 2 --misses.apart yes --trace.warm-up 1000 --stats warm.json
run 0 sweep little.lackey --axis associator.entries=8,16 --axis associator.ways=0,2 --misses.apart yes --trace.warm-up 1000 --out warm.csv
equal "kinds of miss after a warm-up" "$(for kind in "${kinds[@]}"; do column warm.csv "$kind" | sed -n 2p; done | tr '\n' ' ')" \
  "$(for kind in "${kinds[@]}"; do sum_of warm.json "$kind"; done | tr '\n' ' ')"
run 0 sweep little.lackey --axis associator.entries=8,16 --axis associator.ways=0,2 --misses.apart yes --out kinds.csv --resume
refused "misses.apart is counted in the pure core" -- replay little.lackey --misses.apart yes --systemc
refused "no axis" -- sweep little.lackey --axis misses.apart=no,yes --out x.csv
refused "misses.apart is for the replay of traces" -- run nest --misses.apart yes
refused "misses.apart is for the replay of traces" -- sweep nest --axis depth=1,2 --misses.apart yes --out x.csv
absent x.csv

# Frames by policy: other real names, and nothing else
digest_of() { "$hvsim" replay little.lackey --depth 2 "$@" | awk '/real digest/ { print $3 }'; }
digests=$(digest_of; for policy in alternating in-order first-touch random random/in-order; do digest_of --fmap.policy $policy; done; digest_of --fmap.policy random --seed 2)
equal "digests of policies" "$(sort -u <<<"$digests" | wc -l) $(wc -l <<<"$digests")" "6 7"
equal "the same seed, the same frames" "$(digest_of --fmap.policy random --seed 2)" "$(tail -1 <<<"$digests")"
run 0 replay little.lackey --depth 2 --fmap.policy random --stats pure.json
run 0 replay little.lackey --depth 2 --fmap.policy random --stats timed.json --systemc
equal "SystemC has the same frames" "$(cmp pure.json timed.json && echo same)" same
refused "--fmap.policy: 'ordered'" "first-touch" -- replay little.lackey --fmap.policy ordered

# Several traces at once: 6,000 references each, 3,000 at a time, so three switches from one VM to the other
cp little.lackey other.lackey
run 0 replay little.lackey other.lackey --depth 2 --schedule.quantum 0/3000 --stats two.json
says out "VM 1.1  6000 references"; says out "VM 1.2  6000 references"; says out "other.lackey"
equal "references of all" "$(sed -n 's/^    "references": \([0-9]*\),$/\1/p' two.json | head -1)" 12000
equal "VMIDs changed" "$(sum_of two.json vm_switches)" 6
equal "VMs in the statistics" "$(grep -c '"vmid": "1.[12]"' two.json)" 2
run 0 replay --vm 1.1=little.lackey --vm 1.2=other.lackey --schedule.quantum 0/3000 --stats named.json
equal "names say the same" "$(cmp two.json named.json && echo same)" same
run 0 replay --vm 1.2.1=little.lackey --vm 3=other.lackey --schedule.quantum 500 --associator.invalidation lvmid --misses.apart yes --stats tree.json
says out "VM 1.2.1  6000 references"; says out "  invalidation     "
equal "VMIDs changed in the tree" "$(sum_of tree.json vm_switches)" 46
equal "kinds of miss add up in a tree" "$(sum_of tree.json "${kinds[@]}")" "$(sum_of tree.json associator_misses)"
run 0 replay --vm 1.2.1=little.lackey --vm 3=other.lackey --print-config; says out "depth = 3"
cp out tree.ini
run 0 replay --vm 1.2.1=little.lackey --vm 3=other.lackey --config tree.ini
run 0 sweep little.lackey other.lackey --depth 2 --axis associator.entries=4,64 --axis schedule.quantum=100,0/3000 --out several.csv
says out "4 points"
equal "the sweep's VMIDs" "$(column several.csv vm_switches | tr '\n' ' ')" "238 6 238 6 "
equal "the sweep's misses" "$(column several.csv associator_misses | tail -1)" "$(sum_of two.json associator_misses)"
run 0 sweep --vm 1=little.lackey --vm 2.1=other.lackey --axis associator.invalidation=snoop,lvmid,flush --out named.csv
grep -q '^# command: hvsim sweep --vm 1=little.lackey --vm 2.1=other.lackey --axis' named.csv || wrong "the command of a sweep with --vm"
grep -qE '^# input: [0-9a-f]{16},[0-9a-f]{16}$' named.csv || wrong "the inputs of a sweep with --vm"
refused "little.lackey' has no VM" -- replay little.lackey --vm 1=other.lackey
refused "--vm 1.x=little.lackey" "such as 1.2" -- replay --vm 1.x=little.lackey
refused "NAME=TRACE" -- replay --vm 1.2
refused "VM 1.1 lies beneath VM 1" -- replay --vm 1=little.lackey --vm 1.1=other.lackey
refused "VM 1 is there twice" -- replay --vm 1=little.lackey --vm 1=other.lackey
refused "depth is 2" "leave depth out" -- replay --vm 1=little.lackey --depth 2
refused "at depth 0 there are no VMs" -- replay little.lackey other.lackey --depth 0
refused "--systemc is for one trace" -- replay little.lackey other.lackey --systemc
refused "standard input can be only one" -- replay - -
refused "nowhere.lackey" -- replay little.lackey nowhere.lackey
refused "depth=2" "leave depth out" -- sweep --vm 1=little.lackey --axis depth=1,2 --out x.csv
refused "'little.lackey' is one argument too many" -- sweep nest little.lackey --axis depth=1,2 --out x.csv
refused "TRACE is missing" -- replay --depth 2

# Traces that are not kept
for how in "" "--trace.warm-up 70" "--misses.apart yes" "--systemc"; do
  # shellcheck disable=SC2086
  run 0 replay little.hvt --depth 2 --associator.replacement fifo $how --stats kept.json
  # shellcheck disable=SC2086
  run 0 replay little.hvt --depth 2 --associator.replacement fifo $how --trace-memory 0 --stats again.json
  equal "$how, read again" "$(cmp kept.json again.json && echo same)" same
done
run 0 replay little.hvt other.lackey --depth 2 --schedule.quantum 0/3000 --trace-memory 0 --stats again.json
equal "several traces, read again" "$(cmp two.json again.json && echo same)" same
axes=(--axis associator.entries=4,16 --axis associator.replacement=lru,fifo --axis page.words=512,1024)
run 0 sweep little.hvt "${axes[@]}" --out kept.csv
run 0 sweep little.hvt "${axes[@]}" --trace-memory 0 --out again.csv
equal "a sweep, read again" "$(cmp kept.csv again.csv && echo same)" same
"$hvsim" replay - --associator.replacement fifo --trace-memory 0 <little.lackey >out 2>err || wrong "standard input, which is kept"
"$hvsim" replay <(cat little.lackey) --associator.replacement fifo --trace-memory 0 --depth 2 --stats pipe.json >out 2>err || wrong "a pipe, which is kept"
run 0 replay little.lackey --associator.replacement fifo --depth 2 --stats kept.json
equal "a pipe is as good as a file" "$(cmp pipe.json kept.json && echo same)" same
refused "--trace-memory: 'much'" -- replay little.hvt --trace-memory much
refused "--trace-memory is for traces, but nest is none" -- sweep nest --axis depth=1,2 --trace-memory 1 --out x.csv

# Traces
run 0 convert little.lackey anew.hvt
equal "converted twice" "$(cmp anew.hvt little.hvt && echo same)" same
run 0 trace-info little.hvt; says out "references      6000"
hash=$(awk '$1 == "hash" { print $2 }' out)
run 0 trace-info little.lackey
equal "the hash is the same in every format" "$(awk '$1 == "hash" { print $2 }' out)" "$hash"
head -c -20 little.hvt >cut.hvt
refused "cut.hvt" -- trace-info cut.hvt
refused "cut.hvt" -- replay cut.hvt --stats cut.json; absent cut.json
refused "cut.hvt" -- sweep cut.hvt --axis depth=0:1 --out cut.csv; absent cut.csv
refused "cut.hvt" -- convert cut.hvt copy.lackey; absent copy
refused "copy.unknown" -- convert little.hvt copy.unknown

# Sweeps
sweep=(sweep little.hvt --axis associator.entries=4:4096:x2 --axis depth=0:4)
run 0 "${sweep[@]}" --out s.csv
equal "rows of the sweep" "$(grep -vc '^#' s.csv)" 56
equal "digests of the sweep: one a depth" "$(column s.csv real_digest | sort -u | wc -l)" 5
equal "first points" "$(column s.csv depth | head -6 | tr '\n' ' ')" "0 1 2 3 4 0 "
run 0 "${sweep[@]}" --jobs 1 --out one.csv
run 0 "${sweep[@]}" --jobs 2 --out two.csv
equal "rows do not depend on the jobs" "$(cmp one.csv two.csv && cmp one.csv s.csv && echo same)" same
run 0 "${sweep[@]}" --dry-run
equal "points of a dry run" "$(wc -l <out)" 55
equal "first point of a dry run" "$(head -1 out)" "associator.entries=4 depth=0"
misses=$(column s.csv associator_misses | sed -n 5p) reads=$(column s.csv map_reads | sed -n 5p)
equal "map reads at depth 4" "$reads" "$((misses * 15))"
run 0 sweep little.hvt --axis page.words=512,1024 --out pages.csv
equal "pages of two sizes" "$(grep -vc '^#' pages.csv)" 3

# Shards; tests/cli/sweep_test.sh kills and resumes
for shard in 1 2 3 4; do run 0 "${sweep[@]}" --shard "$shard/4" --out "shard.$shard.csv" --jobs "$shard"; done
says out "shard.4.csv: 13 points"
run 0 "${sweep[@]}" --shard 2/4 --dry-run
equal "points of a shard" "$(wc -l <out) $(head -1 out)" "14 associator.entries=4 depth=1"
run 0 merge merged.csv shard.3.csv shard.1.csv shard.4.csv shard.2.csv; says out "merged from 4 shards"
equal "the merged table is that of the sweep" "$(cmp merged.csv s.csv && echo same)" same
run 0 merge - shard.?.csv; equal "merged to standard output" "$(cmp out s.csv && echo same)" same
refused "there is no file of shard 2/4" -- merge x.csv shard.1.csv shard.3.csv shard.4.csv
refused "shard.1.csv: shard 1/4 is there already, as shard.1.csv" -- merge x.csv shard.1.csv shard.?.csv
refused "s.csv: this is no shard" -- merge x.csv s.csv
refused "little.hvt: this is no table" -- merge x.csv little.hvt
refused "no.csv: cannot be opened" -- merge x.csv no.csv
refused "/dev/zero: the file is longer than 1073741824 bytes" -- merge x.csv /dev/zero
refused "SHARD.csv is missing" -- merge x.csv
sed 's/seed = 1/seed = 2/' shard.2.csv >seed.csv
refused "seed.csv: this is of another sweep than shard.1.csv" "'# seed = 2', not '# seed = 1'" \
  -- merge x.csv shard.1.csv seed.csv shard.3.csv shard.4.csv
run 0 "${sweep[@]}" --out s.csv --resume; says out "55 points, 55 of them from before"
equal "a finished table is left as it is" "$(cmp merged.csv s.csv && echo same)" same
refused "s.csv is of another sweep: its line 2 is" "--depth 1" -- sweep little.hvt --axis seed=1,2 --depth 1 --out s.csv --resume
cp little.hvt "a trace.hvt"
run 0 sweep "a trace.hvt" --axis depth=0:1 --out -; says out "# command: hvsim sweep 'a trace.hvt' --axis depth=0:1"
equal "files beside tables" "$(ls -- *.csv.* 2>/dev/null)" ""
refused "--axis" -- sweep little.hvt --out x.csv
refused "--out" -- sweep little.hvt --axis depth=0:1
refused "deph" "depth" -- sweep little.hvt --axis deph=0:1 --out x.csv
refused "1 is there twice" -- sweep little.hvt --axis depth=1,1 --out x.csv
refused "is an axis of the sweep too" -- sweep little.hvt --axis depth=0:1 --depth 1 --out x.csv
refused "associator.ways=8" "multiple" -- sweep little.hvt --axis associator.entries=4,8 --axis associator.ways=8 --out x.csv
refused "--shard: '2' is no shard" "I/N" -- sweep little.hvt --axis depth=0:1 --shard 2 --out x.csv
refused "--shard: 3 is out of range" -- sweep little.hvt --axis depth=0:1 --shard 3/2 --out x.csv
refused "- is no file" -- sweep little.hvt --axis depth=0:1 --resume --out -
refused "no/such/folder" -- sweep little.hvt --axis depth=0:1 --out no/such/folder/x.csv
refused "--jobs" -- sweep little.hvt --axis depth=0:1 --jobs 0 --out x.csv
refused "depth=2" "memory.pages" -- sweep little.hvt --axis depth=0:2 --memory.pages 16 --out x.csv
absent x.csv

# The picture
plot=$source_dir/scripts/plot-sweep
checks=$((checks + 4))
"$plot" --help >out 2>err || wrong "plot-sweep --help"
"$plot" s.csv s.svg >out 2>err || wrong "plot-sweep s.csv s.svg"
grep -q 'depth 1, 2, 3, 4 (the same curve)' s.svg || wrong "the picture does not say that misses do not depend on depth"
"$plot" little.lackey no.svg >out 2>err; equal "plot-sweep of something else" $? 2; absent no.svg
"$plot" s.csv no.svg --x nonsense >out 2>err; equal "plot-sweep of an unknown axis" $? 2; absent no.svg
finish
