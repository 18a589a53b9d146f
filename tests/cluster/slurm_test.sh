#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# scripts/sweep-slurm on a Slurm of this machine, with a worker killed, a task requeued, a whole array cancelled: the
# same table.
# Usage: slurm_test.sh HVSIM SOURCE_DIR
set -uo pipefail
hvsim=$(realpath -e "$1") && source_dir=$(realpath -e "$2") || exit 2
# shellcheck source=tests/cli/sweep_support.sh
source "$source_dir/tests/cli/sweep_support.sh"
# shellcheck source=tests/cluster/slurm_daemons.sh
source "$source_dir/tests/cluster/slurm_daemons.sh"
HV_BUILD_DIR=$(dirname "$hvsim") HV_SLURM_POLL=0.5
export HV_BUILD_DIR HV_SLURM_POLL
[[ -x /usr/sbin/slurmctld && -x /usr/sbin/slurmd ]] && command -v sbatch >/dev/null ||
  { echo "Slurm is missing (Debian packages slurmctld, slurmd, slurm-client)" >&2; exit 1; }
submit=$source_dir/scripts/sweep-slurm

make_trace 100000
sweep=(prefix.hvt "${axes[@]}")
"$hvsim" sweep "${sweep[@]}" --out whole.csv >/dev/null || wrong "the undisturbed sweep fails"

trap 'stop_slurm; rm -rf "$work"' EXIT
start_slurm "$work/slurm" || exit 1

# One worker is killed, and one task requeued.
"$submit" 4 a.csv --wait -- "${sweep[@]}" >said 2>&1 &
script=$!
wait_for_rows 20 a.csv.shards/2.csv.part
kill -KILL "$(owner a.csv.shards/2.csv.part)" || wrong "there is no worker on shard 2 to kill"
wait_for_rows 20 a.csv.shards/3.csv.part
array=$(cut -d ' ' -f 1 a.csv.shards/jobs)
scontrol requeue "${array}_3" || wrong "task 3 cannot be requeued"
is_pending() { [[ $(squeue --noheader --jobs="$1" --format=%T) == PENDING ]]; }
wait_for 60 is_pending "${array}_3" || wrong "task 3 is not pending"
[[ -e a.csv.shards/3.csv.part ]] || wrong "shard 3 was finished when it was requeued"
sleep 2 # a node refuses what was begun in the second in which it was revoked
scontrol update JobId="${array}_3" StartTime=now # Slurm would wait for two minutes
"$submit" 4 a.csv -- "${sweep[@]}" >again 2>&1
expect "status of submitting the same again meanwhile" $? 2
grep -q 'at work already' again || wrong "submitted again: $(cat again)"
wait $script
expect "status of the script" $? 0
same a.csv whole.csv
grep -q 'killed by signal 9' a.csv.shards/2.log || wrong "shard 2 was not killed: $(cat a.csv.shards/2.log)"
for shard in 2 3; do
  grep -q '250 points, [1-9][0-9]* of them from before$' a.csv.shards/$shard.log || wrong "shard $shard: $(cat a.csv.shards/$shard.log)"
done
grep -q '250 points$' a.csv.shards/1.log || wrong "shard 1: $(cat a.csv.shards/1.log)"
expect "left in the folder" "$(ls a.csv.shards | tr '\n' ' ')" "1.log 2.log 3.log 4.log merge.log "
grep -q '1000 points in 4 tasks' said || wrong "the script said: $(cat said)"

# The array is cancelled; the same command goes on.
"$submit" 4 b.csv -- "${sweep[@]}" >said 2>&1 || wrong "cannot submit: $(cat said)"
read -r array merge <b.csv.shards/jobs
wait_for_rows 20 b.csv.shards/1.csv.part
scancel "$array"
wait_for 60 no_job_is_there "$array,$merge" || wrong "cancelled jobs do not end"
[[ ! -e b.csv ]] || wrong "there is a table of a cancelled sweep"
rows_before=$(rows b.csv.shards/1.csv.part)
"$submit" 3 b.csv -- "${sweep[@]}" 2>err; expect "status with another number of shards" $? 2
grep -q 'shards of another sweep' err || wrong "another number of shards: $(cat err)"
script -qefc "$(printf '%q ' "$submit" 4 b.csv --wait -- "${sweep[@]}")" typescript >/dev/null || wrong "going on fails: $(cat typescript)"
grep -qE '[0-9]+ of 1000 points, about [0-9]+ s left' typescript || wrong "no progress on a terminal: $(cat typescript)"
same b.csv whole.csv
grep -q "250 points, $rows_before of them from before$" b.csv.shards/1.log || wrong "shard 1: $(cat b.csv.shards/1.log)"

# What makes no sense is not submitted.
"$submit" 4 c.csv -- "${sweep[@]}" --depth 3 >out 2>err; expect "status of a bad sweep" $? 2
"$submit" 0 c.csv -- "${sweep[@]}" >out 2>err; expect "status of no shards" $? 2
"$submit" 4 c.csv -- "${sweep[@]}" --out x.csv >out 2>err; expect "status with --out" $? 2
"$submit" 4 c.csv --partition=none -- "${sweep[@]}" >out 2>err; expect "status without such a partition" $? 1
[[ ! -e c.csv.shards ]] || wrong "a refused sweep left a folder"
finish
