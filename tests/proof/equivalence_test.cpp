// SPDX-License-Identifier: Apache-2.0
// A guest cannot tell the real machine from one that VMMs make for it.
#include <gtest/gtest.h>

#include "proof/proof_case.h"

namespace hv::test {
namespace {

TEST(Equivalence, RandomGuestsEndAsOnTheRealMachine) {
  Mix mix;
  for (std::uint64_t number = 0; number < 2000; ++number) {
    const std::uint64_t seed = case_seed(1, number);
    const std::string problem = run_case(seed, mix);
    ASSERT_EQ(problem, "") << "hv-proof --case " << seed;
  }
}

}  // namespace
}  // namespace hv::test
