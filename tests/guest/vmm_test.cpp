// SPDX-License-Identifier: Apache-2.0
// The VMM: what it runs cannot tell it from the real machine, at any depth.
#include "guest/guest_run.h"

namespace hv::test {
namespace {

// Says what it sees of the machine: memory, timer, exceptions, its own words.
const char* const kProbe = R"(
        .org 7
        .word exception, 0, -1
        .org 64
        .entry start
start:  LA R1,25
        LTIM R1
        LOAD R2,18
        LA R3,'h'
        STORE R3,0(R2)
        LA R3,'i'
        STORE R3,0(R2)
        LA R3,10
        STORE R3,0(R2)
        RTIM R5
        STORE R5,timer
        LOAD R4,17
        MUL R4,16
        STORE R3,-1(R4)      ; last word
        LA R5,after
        STORE R5,resume
        STORE R3,0(R4)       ; nothing there
after:  LA R6,on
        OR R6,enabled
        STORE R6,resume
        RESUME resume
on:     LA R7,1
        JMP on
exception:
        LOAD R9,5
        STORE R9,causes(R8)
        LOAD R9,6
        STORE R9,names(R8)
        LOAD R9,2
        STORE R9,old(R8)
        ADDI R8,1
        LA R9,0(R8)
        SEQI R9,2
        JNZ R9,end
        RESUME resume
end:    RTIM R5
        STORE R5,timer+1
        HALT 0
resume: .word 0, 0, -1
enabled: .word 1 << 62
timer:  .word 0, 0
causes: .word 0, 0
names:  .word 0, 0
old:    .word 0, 0
)";

class Forms : public testing::TestWithParam<GuestVm> {};

TEST_P(Forms, SoftwareInsideNeverKnows) {
  const GuestImage image = program(kProbe, 3);
  const GuestRun real(image);
  ASSERT_EQ(real.halt_code(), std::optional<Word>(0));
  EXPECT_EQ(real.output(), "hi\n");
  for (unsigned depth = 1; depth <= 4; ++depth) {
    const Chain chain(image, depth, GetParam());
    const GuestRun run(chain.outermost);
    ASSERT_EQ(run.halt_code(), std::optional<Word>(0)) << depth << " after " << run.attempted;
    EXPECT_EQ(run.output(), real.output());
    EXPECT_EQ(run.memory(chain.innermost_home(), image.pages), real.memory(0, image.pages)) << depth;
  }
}

GuestVm vm_of(FormCode form, bool pinned, unsigned bits = 4, layout::MapType type = layout::MapType::resource) {
  GuestVm vm;
  vm.form = form;
  vm.pinned = pinned;
  vm.segment_bits = bits;
  vm.type = type;
  return vm;
}

INSTANTIATE_TEST_SUITE_P(All, Forms,
                         testing::Values(vm_of(FormCode::paged, false), vm_of(FormCode::paged, true),
                                         vm_of(FormCode::relocation_bounds, true), vm_of(FormCode::radix, false),
                                         vm_of(FormCode::segmented, false), vm_of(FormCode::segmented, true, 1),
                                         vm_of(FormCode::paged, false, 4, layout::MapType::process),
                                         vm_of(FormCode::segmented, false, 2, layout::MapType::process)));

TEST(Vmm, EvictsUnderItsVmsFeet) {
  const GuestImage image = program(kProbe, 60);
  const GuestRun real(image);
  for (unsigned depth = 1; depth <= 3; ++depth) {
    auto parameters = vmm_parameters(700, tb::least_frames(depth));
    parameters.churn = true;
    const Chain chain(image, depth, {}, parameters);
    const GuestRun run(chain.outermost);
    ASSERT_EQ(run.halt_code(), std::optional<Word>(0)) << depth << " after " << run.attempted;
    EXPECT_EQ(run.output(), real.output());
    EXPECT_EQ(run.memory(chain.innermost_home(), image.pages), real.memory(0, image.pages)) << depth;
  }
}

// What the VMM does for a VM takes longer than the slice, and a page leaves at the end of each: still every slice
// brings the VM on.
TEST(Vmm, TheShortestSlicesMakeProgress) {
  const GuestImage image = program(kProbe, 3);
  const GuestRun real(image);
  for (const Word slice : {1, 2, 7, 50}) {
    auto parameters = vmm_parameters(slice);
    parameters.churn = true;
    const Chain chain(image, 1, {}, parameters);
    const GuestRun run(chain.outermost, 2'000'000);
    ASSERT_EQ(run.halt_code(), std::optional<Word>(0)) << slice;
    EXPECT_EQ(run.memory(chain.innermost_home(), image.pages), real.memory(0, image.pages)) << slice;
  }
}

}  // namespace
}  // namespace hv::test
