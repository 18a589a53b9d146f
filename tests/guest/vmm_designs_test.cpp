// SPDX-License-Identifier: Apache-2.0
// VMMs that page their VMs run the same whatever the associator is: they never look at it, and where nothing
// else keeps it right they PURGE it.
#include "guest/guest_run.h"

namespace hv::test {
namespace {

// Goes through 40 pages three times, and halts with a sum over what it has left in them.
const char* const kSweeper = R"(
        .org 7
        .word 0, 0, -1
        .org 64
        .entry start
start:  LA R5,3
round:  LA R4,4096
        LA R6,40
page:   LOAD R7,0(R4)
        ADDI R7,5
        ADD R7,sum
        STORE R7,0(R4)
        STORE R7,sum
        ADDI R4,512
        SUBI R6,1
        JNZ R6,page
        SUBI R5,1
        JNZ R5,round
        LOAD R7,sum
        HALT 0
sum:    .word 0
)";

template <class Use>
void for_each_legal_design(Use use) {
  for (const auto key : {AssociatorKey::vmid, AssociatorKey::level, AssociatorKey::none})
    for (const auto invalidation : {Invalidation::snoop, Invalidation::lvmid, Invalidation::purge, Invalidation::flush})
      for (const auto replacement : {Replacement::lru, Replacement::fifo, Replacement::random, Replacement::plru})
        for (const auto contents :
             {AssociatorContents::end_to_end, AssociatorContents::adjacent, AssociatorContents::per_level})
          for (const auto input : {AssociatorInput::resource, AssociatorInput::process}) {
            const AssociatorConfig config{16, 4, key, invalidation, replacement, 1, contents, input};
            if (!objection(config)) use(config);
          }
}

TEST(VmmUnderAnAssociator, RunsAsUnderNone) {
  constexpr unsigned kDepth = 2;
  const GuestImage image = program(kSweeper, 60);
  auto parameters = vmm_parameters(700, tb::least_frames(kDepth));
  parameters.churn = true;
  const Chain chain(image, kDepth, {}, parameters);
  MachineConfig config;
  config.associator.entries = 0;
  const GuestRun plain(chain.outermost, 5'000'000, config);
  ASSERT_EQ(plain.halt_code(), std::optional<Word>(0));
  const Counters expected = plain.machine->counters();
  ASSERT_GT(expected.vm_faults, 100u) << "pages come and go";
  unsigned designs = 0;
  for_each_legal_design([&](const AssociatorConfig& design) {
    config.associator = design;
    const GuestRun run(chain.outermost, 5'000'000, config);
    const auto what = std::string(to_string(design.key)) + " " + to_string(design.invalidation) + " " +
                      to_string(design.replacement) + " " + to_string(design.contents) + " " + to_string(design.input);
    EXPECT_EQ(run.halt_code(), std::optional<Word>(0)) << what;
    EXPECT_EQ(run.machine->composer().real_digest(), plain.machine->composer().real_digest()) << what;
    EXPECT_EQ(run.memory(0, chain.outermost.pages), plain.memory(0, chain.outermost.pages)) << what;
    const Counters counters = run.machine->counters();
    EXPECT_EQ(counters.vm_faults_by_level, expected.vm_faults_by_level) << what;
    EXPECT_EQ(counters.instructions, expected.instructions) << what;
    EXPECT_GT(counters.associator_forgotten, 0u) << what;
    ++designs;
  });
  // Key none goes with flush alone: 2 · 4 + 1 ways to forget, under 4 policies and 4 pairs of contents and input.
  EXPECT_EQ(designs, 9u * 4 * 4);
}

}  // namespace
}  // namespace hv::test
