# SPDX-License-Identifier: Apache-2.0
# A Slurm of one machine for one test, to be sourced by bash: Debian's own daemons, for this user, reached on loopback
# alone, with ports, files and processes of their own. Needs tests/cli/sweep_support.sh.
# shellcheck shell=bash

# start_slurm FOLDER: starts controller and node; sets SLURM_CONF for all of Slurm's commands. Returns 1 if they do not
# come up.
start_slurm() {
  local folder=$1 port
  mkdir -p "$folder/state" "$folder/spool"
  port=$(free_ports)
  export SLURM_CONF=$folder/slurm.conf
  # Nobody else can reach it, so nobody has to prove who he is.
  cat >"$SLURM_CONF" <<CONF
ClusterName=hvtest
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/none
CredType=cred/none
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
MailProg=/bin/true
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SchedulerParameters=sched_interval=1,batch_sched_delay=0
ReturnToService=2
KillWait=2
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=3 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
  # Nor are there control groups in every chroot or container: the old plugin only looks for them when they are used.
  echo "CgroupPlugin=cgroup/v1" >"$folder/cgroup.conf"
  /usr/sbin/slurmctld -D -c >"$folder/slurmctld.out" 2>&1 &
  slurm_pids=($!)
  /usr/sbin/slurmd -D >"$folder/slurmd.out" 2>&1 &
  slurm_pids+=($!)
  wait_for 60 node_is_idle && return
  tail -n 20 "$folder"/slurm*.log "$folder"/slurm*.out >&2
  return 1
}

# Ends the jobs, then the daemons that start_slurm started.
stop_slurm() {
  scancel --user="$(id -un)" 2>/dev/null || true
  wait_for 20 no_job_is_there || true
  kill "${slurm_pids[@]}" 2>/dev/null || true
  wait "${slurm_pids[@]}" 2>/dev/null || true
}

node_is_idle() { [[ $(sinfo --noheader --format=%t 2>/dev/null) == idle ]]; }

# no_job_is_there [JOB,JOB...]
no_job_is_there() { [[ -z $(squeue --noheader ${1:+--jobs="$1"} 2>/dev/null) ]]; }

# Prints the first of two neighbouring ports on which nobody listens.
free_ports() {
  local port
  while :; do
    port=$((20000 + RANDOM % 10000))
    (: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || (: <>"/dev/tcp/127.0.0.1/$((port + 1))") 2>/dev/null || break
  done
  echo "$port"
}
