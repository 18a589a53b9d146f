// SPDX-License-Identifier: Apache-2.0
// No name that is not reachable any more is reached by a grant from before. (In SystemC: tests/systemc.)
#include <gtest/gtest.h>

#include "agree/machine_end.h"
#include "agree/protection_cases.h"

namespace hv::test {
namespace {

class Protection : public testing::TestWithParam<ProtectionCase> {};
INSTANTIATE_TEST_SUITE_P(, Protection, testing::ValuesIn(protection_cases()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST_P(Protection, HoldsForFetchReadAndWriteInThePureCore) {
  for (const ProtectionRun& run : protection_runs(GetParam())) {
    PureMachine fast(run.config()), slow(run.config());
    for (PureMachine* machine : {&fast, &slow}) {
      run.put([&](RealName name, Word word) { ASSERT_TRUE(machine->memory().write(name, word)); });
      machine->processor().set_state(run.start());
    }
    fast.run(kProtectionAttempts);
    for (std::uint64_t i = 0; i < kProtectionAttempts && !slow.processor().stopped(); ++i) slow.step();
    EXPECT_EQ(slow.processor().halt_code(), kKept) << run.describe() << ", stepping";
    EXPECT_EQ(fast.processor().halt_code(), kKept) << run.describe();
    EXPECT_EQ(difference(end_of(slow), end_of(fast)), "") << run.describe();
    EXPECT_GE(fast.processor().granted_instructions(), kProtectionGranted) << run.describe();
  }
}

}  // namespace
}  // namespace hv::test
