#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Runs hvsim as a user would, well and badly, and holds status, messages and files against what is promised: all but
# replays and sweeps of traces, which are replay_test.sh's.
# Usage: hvsim_test.sh HVSIM SOURCE_DIR
set -uo pipefail
hvsim=$(realpath -e "$1") && source_dir=$(realpath -e "$2") || exit 2
# shellcheck source=tests/cli/cli_support.sh
source "$source_dir/tests/cli/cli_support.sh"

# Help and commands
run 0 --help; says out "sweep"
run 0 --version; says out "hvsim "
for command in step params replay sweep merge trace-info convert; do run 0 "$command" --help; says out "Usage: hvsim $command"; done
refused "a command is missing" --
refused "no command swep" "sweep" -- swep
run 0 params; says out "associator.entries"; says out "DEFAULT"

# Options
refused "TRACE is missing" -- replay
refused "one argument too many" "b.hvt" -- trace-info a.hvt b.hvt
refused "--associator.entrys" "associator.entries" -- replay little.lackey --associator.entrys 4
refused "-x" -- replay little.lackey -x
refused "--depth is given twice" -- replay little.lackey --depth 1 --depth 2
refused "--depth needs a value" -- replay little.lackey --depth
refused "--depth: 'two' is no whole number" "0 to 32" -- replay little.lackey --depth two
refused "1, 2, 4, 8" -- replay little.lackey --associator.entries 12 --associator.replacement plru
refused "end-to-end" -- replay little.lackey --associator.input process --associator.contents adjacent
refused "multiple" -- replay little.lackey --associator.entries 10 --associator.ways 4
refused "flush" -- replay little.lackey --associator.key none
refused "memory.pages is 3" -- replay little.lackey --memory.pages 3
refused "nowhere.lackey" -- replay nowhere.lackey
refused "fmap.page-bits" -- run os --fmap.page-bits 2
refused "--vm" "nest" -- sweep nest --vm 1=little.lackey --axis depth=1:2 --out table.csv
refused "--config ." -- replay little.lackey --config .
refused "--config /dev/zero: the file is longer than 1048576 bytes" -- replay little.lackey --config /dev/zero
refused "nowhere.ini" -- replay little.lackey --config nowhere.ini
refused "takes no value" -- params --help=yes

# Configuration files
printf 'depth = 2\n# a comment\nassociator.entries = 8\n' >machine.ini
run 0 replay --config machine.ini --associator.entries=16 --print-config
says out "depth = 2"; says out "associator.entries = 16"; says out "registers = name"
cp out again.ini
run 0 replay --config again.ini --print-config
equal "a printed configuration reads back" "$(cat out)" "$(cat again.ini)"
printf 'depth = 1\nasociator.ways = 2\n' >bad.ini
refused "bad.ini:2" "associator.ways" -- replay little.lackey --config bad.ini

# Scenarios
run 0 list; says out "table2"; says out "nest"
run 0 table2 --events t.jsonl --vcd t.vcd --stats t.json
says out "f1.1(3100) = 2100"; says out "f2(2100) = t"; says out "Append 1 to VMID"
equal "lines of the event log" "$(wc -l <t.jsonl)" 6
equal "line 6 in the event log" "$(sed -n 6p t.jsonl | grep -c '"fetch":\[\["phi",1100,3100\],\["f1.1",3100,2100\],\["f1",2100,5100\]\]')" 1
checks=$((checks + 1)); [[ -s t.vcd && -s t.json ]] || wrong "table2 has not written its files"
run 0 explain table2 --vmid 1.1 --name 3100
says out "f1.1(3100) = 2100"; says out "f1(2100) = 5100"; says out "real 7303: 2000"; says out "LOAD 500"
run 0 explain table2 --vmid 2 --process-name 100; says out "VM-fault to level 0"
refused "no VM 3" -- explain table2 --vmid 3 --name 1
refused "--name" -- explain table2
refused "--vmid" -- explain table2 --vmid 1..1 --name 1
refused "no scenario and no file tabel2" "table2" -- run tabel2
refused "page.words" -- run table2 --page.words 512
refused "--max-instructions" -- run nest --max-instructions none
refused "nowhere/x.vcd: cannot be created" -- run nest --vcd nowhere/x.vcd
refused "nowhere/x.fst: cannot be created" -- run nest --vcd nowhere/x.fst
for depth in 0 1 2 5; do
  run 0 run nest --depth $depth --stats n$depth.json; says out "instructions"
done
run 1 run nest --max-instructions 7; says err "7 instructions"
run 0 run nest --depth 2 --fmap.form rb/radix --registers real
run 0 replay little.hvt --depth 3 --stats pure.json
run 0 replay little.hvt --depth 3 --stats timed.json --systemc
checks=$((checks + 1)); cmp -s pure.json timed.json || wrong "replay through SystemC differs from the pure core"

# Windows of waves, and FST
# changes FILE.vcd: its changes as "name time value", without leading digits that a reader would add again.
changes() {
  awk '
    $1 == "$var" { name[$4] = $5; next }
    /^#/ { time = substr($1, 2); next }
    /^[01xz]/ { print name[substr($1, 2)], time, substr($1, 1, 1) }
    /^b/ { value = substr($1, 2); sub(/^(0+|z+|x+)/, substr(value, 1, 1), value); sub(/^0+1/, "1", value); print name[$2], time, value }
  ' "$1" | sort | uniq
}
run 0 table2 --vcd again.vcd
equal "waves of the same run are the same" "$(cmp again.vcd t.vcd && echo same)" same
run 0 table2 --vcd t.fst
fst2vcd -f t.fst -o back.vcd >/dev/null 2>&1
equal "changes in the FST" "$(diff <(changes back.vcd) <(changes t.vcd) | head -n 5)" ""
equal "there are changes" $(($(changes t.vcd | wc -l) > 200)) 1
mkdir fst && run 0 table2 --vcd fst/t.fst && equal "an FST leaves nothing beside it" "$(ls fst)" "t.fst"
mkdir empty-path && checks=$((checks + 1)) what="hvsim without vcd2fst"
PATH=$work/empty-path "$hvsim" table2 --vcd without.fst --stats without.json >out 2>err
equal "status without vcd2fst" $? 2; says err "vcd2fst"; says err "Debian package gtkwave"; absent without
printf '#!/bin/sh\nexit 3\n' >empty-path/vcd2fst && chmod +x empty-path/vcd2fst
PATH=$work/empty-path "$hvsim" table2 --vcd without.fst >out 2>err
equal "status with a vcd2fst that fails" $? 2; says err "status 3"; absent without
run 0 run os --depth 2 --stats whole.json
for window in "--vcd-from 20ms --vcd-to 20010us" "--vcd-trigger vm-fault:40 --vcd-before 3 --vcd-window 20" "--vcd-trigger halt"; do
  # shellcheck disable=SC2086  # these are words
  run 0 run os --depth 2 --vcd window.vcd $window --stats window.json
  equal "a run with $window" "$(cmp window.json whole.json && echo same)" same
  equal "a small file of $window" $(($(wc -c <window.vcd) < 30000)) 1
done
equal "instructions of a window by time" "$(changes window.vcd | grep -c '^number ')" 1
run 0 run os --depth 2 --vcd window.vcd --vcd-trigger vm-fault:40 --vcd-before 3 --vcd-window 20
equal "instructions of a window at an event" "$(changes window.vcd | grep -c '^number ')" 23
equal "the event is in it" "$(changes window.vcd | awk '$1 == "active" && $3 == 1' | wc -l)" 1
run 0 table2 --vcd - ; says out "\$enddefinitions"
refused "'2x' is no time" "ns, us, ms or s" -- table2 --vcd x.vcd --vcd-from 2x
refused "is no time" -- table2 --vcd x.vcd --vcd-from us
refused "--vcd-to: " -- table2 --vcd x.vcd --vcd-to 99999999999999999999s
refused "--vcd-to must be later than --vcd-from" -- table2 --vcd x.vcd --vcd-from 2us --vcd-to 2000
refused "--vcd-from needs --vcd" -- table2 --vcd-from 2us
refused "--vcd-window needs --vcd-trigger" -- table2 --vcd x.vcd --vcd-window 5
refused "--vcd-from cannot be with --vcd-trigger" -- table2 --vcd x.vcd --vcd-from 2us --vcd-trigger halt
refused "--vcd-trigger: " "vm-fault, exception" -- table2 --vcd x.vcd --vcd-trigger vm-faults
refused "--vcd-trigger: this happens 2 times" -- table2 --vcd x.vcd --vcd-trigger vm-fault:3
refused "--vcd-trigger: " "no label nowhere" -- run os --vcd x.vcd --vcd-trigger label:nowhere
run 2 table2 --vcd x.vcd --vcd-from 1s; says err "no instruction began in this time"
absent x

# Looking: timeline, summary, stepper
run 0 run repair-nested --timeline tl.json --stats st.json; says out "time by level"
equal "the timeline has an end for each beginning" "$(grep -c '"ph":"B"' tl.json)" "$(grep -c '"ph":"E"' tl.json)"
equal "machines in the statistics" "$(grep -o '"vmid": "[^"]*"' st.json | tr -d '\n')" '"vmid": "NULL""vmid": "1""vmid": "1.1"'
run 0 run table2 --timeline -; equal "nothing but the timeline on standard output" "$(tail -1 out)" "]}"
refused "nowhere" -- run table2 --timeline nowhere/t.json
run 1 run nest --max-instructions 7 --timeline cut.json
equal "a run that was cut short closes its bars" "$(tail -1 cut.json)" "]}"
# step STATUS COMMANDS...: a session with table2, a command an argument.
step() {
  local wanted=$1 status
  shift
  checks=$((checks + 1)) what="hvsim step table2 <<< $*"
  printf '%s\n' "$@" | "$hvsim" step table2 >out 2>err
  status=$?
  ((status == wanted)) || wrong "$what: status $status, not $wanted"
}
step 0 "break fault" continue; says out "f2(2100) = t, absent, VM-fault to NULL"
equal "no prompt" "$(grep -c '(hv)' out)" 0
step 0 "step 5" "explain 3100" quit nonsense
says out "f1.1(3100) = 2100"; says out "f1(2100) = 5100"; says out "real name 5100, which holds LOAD 500"
step 2 "step" "jump 5" "step 5"; says err "standard input, line 2: there is no command jump; there are step, next"
equal "what follows a mistake is not done" "$(grep -c LOAD out)" 1
run 0 step table2; equal "no commands, no output" "$(cat out)" ""
run 0 step nest --print-config --depth 3; says out "depth = 3"
refused "no scenario" -- step tabel2
refused "--max-instructions" -- step table2 --max-instructions 0

# Assembler
cat >loop.hvs <<'END'
        .include "count.inc"
        .org 128
main:   LA R1,COUNT
.loop:  SUBI R1,1
        JNZ R1,.loop
        HALT WHY
END
mkdir inc && echo "COUNT = 10" >inc/count.inc
run 0 asm loop.hvs -o loop.img -DWHY=3 -I inc --listing loop.lst
equal "the image, put together by hand from ISA.md" "$(cat loop.img)" "hv-image 1
entry 128
org 128
031000000000000a
2110000000000001
3210000000000081
8400000000000003
symbol main 128
symbol main.loop 129
end 4"
grep -q '129  2110000000000001      4   .loop:  SUBI R1,1' loop.lst || wrong "the listing lacks the line of .loop"
run 0 disasm loop.img; says out "main.loop:"; says out "JNZ R1,129"
cp out again.hvs
run 0 asm again.hvs --output again.img
equal "a disassembly assembles to the same image" "$(cat again.img)" "$(cat loop.img)"
printf ' LAOD R1,5\n LOAD R1,5(R0)\n JMP nowhere\n' >wrong.hvs
refused "wrong.hvs:1:2: " "wrong.hvs:2:12: " "wrong.hvs:3:6: " "3 errors; no image is written" \
  -- asm wrong.hvs -o wrong.img --listing wrong.lst
absent wrong.img; absent wrong.lst
refused "FILE.hvs is missing" -- asm
refused "-o IMAGE is missing" -- asm loop.hvs
refused "-o needs a value" -- asm loop.hvs -o
refused "-o is given twice" -- asm loop.hvs -o x.img -o y.img
refused "-D WHY: this is no definition" -- asm loop.hvs -o x.img -D WHY
refused "-D R1=5: this is no definition" -- asm loop.hvs -o x.img -D R1=5
refused "the name is given twice" -- asm loop.hvs -o x.img -D WHY=1 -D WHY=2
refused "loop.hvs:1:18: the file count.inc cannot be read" -- asm loop.hvs -o x.img -D WHY=1
refused "nowhere.hvs: the file cannot be read" -- asm nowhere.hvs -o x.img
refused "no/such/folder" -- asm again.hvs -o no/such/folder/x.img
absent x.img
head -c -10 loop.img >cut.img
refused "cut.img:9: " -- disasm cut.img
refused "nowhere.img: the file cannot be read" -- disasm nowhere.img

# Guest software: the same at every depth, each VM-fault delivered once
for depth in 0 1 2 3 4 5 6 7 8; do
  run 0 run os --depth "$depth" --guest.size 4 --console "os.$depth" --stats os.json
  equal "the operating system under $depth VMMs" "$(cmp os.0 "os.$depth" 2>&1)" ""
  tr -d ' \n' <os.json >flat
  faults=$(grep -o '"vm_faults":[0-9]*' flat | head -n 1 | cut -d: -f2)
  taken=$(grep -o '"vm_faults_taken_by_level":\[[0-9,]*\]' flat | grep -o '[0-9,]*' | tr , '\n' | awk '{ sum += $1 } END { print sum }')
  equal "VM-faults under $depth VMMs, each delivered once" "$taken" "$faults"
  equal "VM-faults under $depth VMMs" $((faults > 0)) $((depth > 0))
done
grep -q "^ended: .*sort" os.8 || wrong "the operating system does not say in which order its processes ended"
run 0 run tree --vcd tree.vcd; says out "2: 1: bbbbbbbb"; grep -q "label" tree.vcd || wrong "no tree name in the waves"
cat >echo.hvs <<'END'
        .entry start            ; says its input again
        .org 64
start:  LOAD R1,18
.next:  LOAD R2,0(R1)
        JN R2,.end
        STORE R2,0(R1)
        JMP .next
.end:   HALT 0
END
printf 'hello\nyou\n' >words
for depth in 0 1 3; do
  run 0 run echo.hvs --depth "$depth" --input words --console said
  equal "echo under $depth VMMs" "$(cat said)" "$(cat words)"
done
run 0 asm echo.hvs -o echo.image; run 0 run echo.image --input words; says out "hello"
printf '.org 64\n HALT 3\n' >three.hvs
run 1 run three.hvs; says err "HALT 3"
printf '.org 64\nx: JMP x\n' >loop-forever.hvs
run 1 run loop-forever.hvs --max-instructions 1000; says err "had not stopped after 1000 instructions"
refused "wrong.hvs:1:2: " -- run wrong.hvs
refused "cut.img:9: " -- run cut.img
refused "--input: nowhere" -- run echo.hvs --input nowhere
refused "--input: /dev/zero: the file is longer" -- run echo.hvs --input /dev/zero
refused "phi.form" -- run os --phi.form paged
refused "fmap.radix-levels" "2 table levels" -- run os --fmap.form radix --fmap.radix-levels 3
refused "pool has 8 frames" -- run os --vmm.frames 8

# Guest software at each point of a sweep: what hvsim run counts, without SystemC
# counted NAME: its value in os.json.
counted() { tr -d ' \n"' <os.json | grep -oE "[{,]$1:[0-9a-f]+" | head -n 1 | cut -d: -f2; }
run 0 sweep os --axis depth=0:3 --guest.size 4 --out guests.csv
for depth in 0 1 2 3; do
  run 0 run os --depth "$depth" --guest.size 4 --stats os.json
  for name in instructions references associator_misses map_reads vm_faults process_exceptions cycles real_digest; do
    equal "$name of the sweep at depth $depth" "$(column guests.csv "$name" | sed -n "$((depth + 1))p")" "$(counted "$name")"
  done
done
run 0 sweep echo.image --axis depth=0,2 --out programs.csv; run 0 sweep echo.hvs --axis depth=0,2 --out sources.csv
equal "a source is swept as its image is" "$(grep -v '^#' sources.csv)" "$(grep -v '^#' programs.csv)"
run 1 sweep loop-forever.hvs --axis depth=1,0 --max-instructions 1000 --out x.csv
says err "the point depth="; says err "had not stopped after 1000 instructions"
run 1 sweep three.hvs --axis depth=0 --out x.csv; says err "HALT 3; HALT 0 was expected"
refused "no scenario and no file nowhere" "table2" -- sweep nowhere --axis depth=1 --out x.csv
refused "the point depth=1: " "depth = 2; it cannot be changed" -- sweep table2 --axis depth=1,2 --out x.csv
refused "--max-instructions is for scenarios" -- sweep little.hvt --axis depth=1 --max-instructions 5 --out x.csv
refused "wrong.hvs:1:2: " -- sweep wrong.hvs --axis depth=1 --out x.csv
absent x.csv

finish
