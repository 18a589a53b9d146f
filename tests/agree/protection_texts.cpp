// SPDX-License-Identifier: Apache-2.0
#include "agree/protection_cases.h"

namespace hv::test {

// TARGET is a name of the machine itself; X one of its VM 1, FRAME where that is. VM 1 has pages 10 to 13 (and more in
// some cases), VM 2 pages 20 to 23, one behind the other.
const std::vector<ProtectionCase>& protection_cases() {
  static const std::vector<ProtectionCase> cases{
      {"ResumeToSlaveUnderABound", R"(
main:   use TARGET, 0
        keep TARGET
        RESUME process
process: .word (1 << 63) + tries, 0, 512
tries:  touch TARGET
        SVC 99
handler: LRB all
        said 5, 1
        said 6, TARGET
        untouched TARGET
        HALT 7
)"},
      {"LrbWithABound", R"(
main:   use TARGET, 0
        keep TARGET
        LRB pair
        touch TARGET
        SVC 99
pair:   .word 0, 512
handler: LRB all
        said 5, 1
        said 6, TARGET
        untouched TARGET
        HALT 7
)"},
      {"ExceptionIntoAHandlerUnderABound", R"(
main:   LA R1, 512
        STORE R1, 9
        use TARGET, 0
        keep TARGET
        SVC 1
handler: LOAD R1, 5
        SUBI R1, 4
        JZ R1, tries
        LRB all
        said 5, 1
        said 6, TARGET
        untouched TARGET
        HALT 7
tries:  touch TARGET
        HALT 99
)"},
      {"ResumeUnderAnotherRelocation", R"(
main:   use TARGET, 0
        keep TARGET
        RESUME process
process: .word (1 << 63) + tries - 64, 64, 640
tries:  touch TARGET
        SVC 55
handler: LRB all
        said 5, 4
        said 6, 55
        ; it was the word of the next page
        moved TARGET, TARGET + 64
        HALT 7
        .org TARGET + 64
        SVC 55
)"},
      {"PrivilegedOnTheSamePageInSlaveMode", R"(
main:   LA R1, 6
loop:   RRB R2
        SUBI R1, 1
        JNZ R1, loop
        use TARGET, 0
        RESUME process
process: .word (1 << 63) + loop, 0, -1
handler: said 5, 2
        said 6, loop
        HALT 7
)"},
      {"LvmidIntoAVmWithLessMemory", R"(
main:   use TARGET, 0
        keep TARGET
        LVMID one
vmm:    said vmcb1 + 7, 2 + 256 * KIND
        said vmcb1 + 8, TARGET
        untouched_by_vm TARGET, vmcb1
        HALT 7
        .org vm1 + 64
        LA R5, 119
        LA R6, 341
        touch TARGET
        HALT 99
)"},
      {"VmFaultBackToTheVmmsOwnWord", R"(
main:   LOAD R1, TARGET
        STORE R1, kept
        LVMID one
vmm:    said vmcb1 + 7, 6
        LA R5, 119
        LA R6, 341
        touch X
        .if KIND == 0
        HALT 99
        .endif
        ; it was the VMM's own word
        .if KIND == 1
        SUB R5, copy
        JNZ R5, bad
        .endif
        .if KIND == 2
        said X, 341
        said FRAME, 85
        .endif
        HALT 7
copy:   HALT 7
        .org X
        HALT 7
        .org vm1 + 64
        use X, vm1
        HALT 1
)"},
      {"LvmidIntoASibling", R"(
main:   LVMID one
vmm:    LOAD R1, stage
        JNZ R1, second
        ADDI R1, 1
        STORE R1, stage
        said vmcb1 + 7, 6
        LOAD R1, FRAME
        STORE R1, kept
        LA R1, 1
        SHLI R1, 63
        STORE R1, table2 + 2
        LVMID two
second: said vmcb2 + 7, 1 + 256 * KIND
        said vmcb2 + 8, X
        untouched_by_vm FRAME, vmcb2
        HALT 7
        .org vm1 + 64
        use X, vm1
        HALT 1
        .org vm2 + 64
        LA R5, 119
        LA R6, 341
        touch X
        HALT 99
)"},
      {"EvictionOfAPage", R"(
main:   LVMID one
vmm:    LOAD R1, stage
        JNZ R1, second
        ADDI R1, 1
        STORE R1, stage
        said vmcb1 + 7, 6
        LOAD R1, FRAME
        STORE R1, kept
        LA R1, 1
        SHLI R1, 63
        STORE R1, table1 + 2
        again
second: said vmcb1 + 7, 1 + 256 * KIND
        said vmcb1 + 8, X
        untouched_by_vm FRAME, vmcb1
        HALT 7
        .org vm1 + 64
        use X, vm1
        HALT 1
        LA R5, 119
        LA R6, 341
        touch X
        HALT 99
)"},
      {"EvictionFromUnderARunningLoop", R"(
main:   LA R1, 60
        LTIM R1
        LVMID one
vmm:    LOAD R1, stage
        JNZ R1, second
        ADDI R1, 1
        STORE R1, stage
        said vmcb1 + 7, 7
        LA R1, 1
        SHLI R1, 63
        STORE R1, table1 + 2
        LVMID one
second: said vmcb1 + 7, 1 + 256 * KIND
        said vmcb1 + 8, X
        HALT 7
        .org vm1 + 64
again1: touch X
        JMP again1 - vm1
)"},
      {"MapWordsOfTheControlBlock", R"(
main:   LVMID one
vmm:    LOAD R1, stage
        JNZ R1, second
        ADDI R1, 1
        STORE R1, stage
        said vmcb1 + 7, 6
        LOAD R1, FRAME
        STORE R1, kept
        LA R1, 2
        STORE R1, vmcb1 + 1
        again
second: said vmcb1 + 7, 2 + 256 * KIND
        said vmcb1 + 8, X
        untouched_by_vm FRAME, vmcb1
        HALT 7
        .org vm1 + 64
        use X, vm1
        HALT 1
        LA R5, 119
        LA R6, 341
        touch X
        HALT 99
)"},
      {"AnotherTable", R"(
main:   LVMID one
vmm:    LOAD R1, stage
        JNZ R1, second
        ADDI R1, 1
        STORE R1, stage
        said vmcb1 + 7, 6
        LOAD R1, FRAME
        STORE R1, kept
        LA R1, other
        STORE R1, vmcb1
        again
second: said vmcb1 + 7, 1 + 256 * KIND
        said vmcb1 + 8, X
        untouched_by_vm FRAME, vmcb1
        HALT 7
other:  .word 640, 704, 1 << 63, 832
        .org vm1 + 64
        use X, vm1
        HALT 1
        LA R5, 119
        LA R6, 341
        touch X
        HALT 99
)"},
      {"EvictionUnderANest", R"(
; VM 1 is a VMM; its VM has pages 2 and 3 of it. The name is 69 there, X in VM 1.
main:   LA R1, 90
        LTIM R1
        LVMID one
vmm:    LOAD R1, stage
        JNZ R1, second
        ADDI R1, 1
        STORE R1, stage
        said vmcb1 + 7, 7
        LA R1, 1
        SHLI R1, 63
        STORE R1, table1 + 2
        LVMID one
second: said vmcb1 + 7, 1 + 256 * KIND
        said vmcb1 + 8, X
        HALT 7
        .org vm1
        .word 16
        LVMID 20
        .org vm1 + 16
        .word 1, 32
        .org vm1 + 20
        .word 1
        .org vm1 + 32
        vmcb 60, 2, 10
        .word 192, 128
        .org vm1 + 64
        LVMID 20
        .org vm1 + 192 + 10
again1: touch 69
        JMP again1 - vm1 - 192
)"},
      {"AStoreIntoAPageThatHasJustComeToHoldTableWords", R"(
; Page 5 of VM 1 is the page of the second half of its own table: HIGH is a page whose table word lies there.
HIGH = 25 * 64 + 5
main:   LA R1, late
        STORE R1, vmcb1
        LA R1, 28
        STORE R1, vmcb1 + 1
        LVMID one
vmm:    said vmcb1 + 7, 1 + 256 * KIND
        said vmcb1 + 8, HIGH
        HALT 7
        .org 896 + 40
late:   .word 640, 704, 768, 832, 384, 960
        .org late + 25
        .word 1024
        .org 1024 + 5
        JMP 0(R13)
        .org vm1 + 64
        LA R1, 6
fill:   STORE R1, 5 * 64 + 50
        SUBI R1, 1
        JNZ R1, fill - vm1
        use HIGH, vm1
        LA R1, 6
more:   STORE R1, 5 * 64 + 50
        SUBI R1, 1
        JNZ R1, more - vm1
        LA R1, 1
        SHLI R1, 63
        STORE R1, 5 * 64 + late + 25 - 960
        touch HIGH
        HALT 99
)",
       true},
  };
  return cases;
}

}  // namespace hv::test
