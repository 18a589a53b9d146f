// SPDX-License-Identifier: Apache-2.0
// A guest cannot tell the real machine from one that VMMs make for it, and reaches nothing but its own.
#include <gtest/gtest.h>

#include <cstdlib>

#include "proof/proof_run.h"

namespace hv::test {
namespace {

std::uint64_t from_environment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

TEST(Equivalence, RandomGuestsEndAsOnTheRealMachine) {
  const ProofResult result =
      run_cases(from_environment("HV_PROOF_CASES", 4000), from_environment("HV_PROOF_SEED", 1), 1);
  for (const ProofFailure& failure : result.first)
    ADD_FAILURE() << "hv-proof --case " << failure.seed << ": " << failure.what;
  EXPECT_EQ(result.failures, 0u);

  // The cases must have been worth it.
  const Mix& mix = result.mix;
  EXPECT_GE(mix.cases, 1000u);
  EXPECT_LE(mix.depths[1] * 10, mix.cases * 7) << "at least three in ten at depth 2 and more";
  for (const auto& [name, share] : shares(mix))
    if (name == "excluded") {
      EXPECT_LE(share, 0.001) << name;
    } else if (name.find("depth") != 0) {
      EXPECT_GE(share, 0.01) << name;
    }
  EXPECT_GT(mix.depths[4], 0u);
  EXPECT_GT(mix.accesses_checked, mix.cases * 100);
  EXPECT_GT(mix.stores_checked, mix.cases * 20);
}

}  // namespace
}  // namespace hv::test
