// SPDX-License-Identifier: Apache-2.0
// That the rows are what they are said to be.
#include <gtest/gtest.h>

#include <array>
#include <set>

#include "agree/machine_rows.h"

namespace hv::test {
namespace {

using Triple = std::array<std::pair<unsigned, unsigned>, 3>;  // factor and value

/// Only the associator's factors and the form of φ limit each other, so it is enough to try these out.
bool has_a_meaning(const Factors& factors, const Triple& triple) {
  Factors::Row row(factors.sizes.size(), 0);
  for (row[kEntries] = 0; row[kEntries] < factors.sizes[kEntries]; ++row[kEntries])
    for (row[kWays] = 0; row[kWays] < factors.sizes[kWays]; ++row[kWays])
      for (row[kKey] = 0; row[kKey] < factors.sizes[kKey]; ++row[kKey])
        for (row[kInvalidation] = 0; row[kInvalidation] < factors.sizes[kInvalidation]; ++row[kInvalidation])
          for (row[kDesign] = 0; row[kDesign] < factors.sizes[kDesign]; ++row[kDesign])
            for (row[kPhiForm] = 0; row[kPhiForm] < factors.sizes[kPhiForm]; ++row[kPhiForm]) {
              const auto limits = [](unsigned factor) { return factor <= kDesign || factor == kPhiForm; };
              bool holds = true;
              for (const auto& [factor, value] : triple) holds = holds && (!limits(factor) || row[factor] == value);
              if (holds && !objection(shape_of(row).machine)) return true;
            }
  return false;
}

TEST(MachineRows, HoldEveryThreeChoicesThatGoTogetherAndNoneThatDoNot) {
  const Factors factors = machine_factors();
  std::set<Triple> covered;
  for (const Factors::Row& row : machine_rows()) {
    EXPECT_EQ(objection(shape_of(row).machine), std::nullopt);
    for (unsigned i = 0; i < kMachineFactors; ++i)
      for (unsigned j = i + 1; j < kMachineFactors; ++j)
        for (unsigned k = j + 1; k < kMachineFactors; ++k) covered.insert({{{i, row[i]}, {j, row[j]}, {k, row[k]}}});
  }
  std::size_t legal = 0;
  for (unsigned i = 0; i < kMachineFactors; ++i)
    for (unsigned j = i + 1; j < kMachineFactors; ++j)
      for (unsigned k = j + 1; k < kMachineFactors; ++k)
        for (unsigned a = 0; a < factors.sizes[i]; ++a)
          for (unsigned b = 0; b < factors.sizes[j]; ++b)
            for (unsigned c = 0; c < factors.sizes[k]; ++c) {
              const Triple triple{{{i, a}, {j, b}, {k, c}}};
              const bool wanted = has_a_meaning(factors, triple);
              legal += wanted;
              ASSERT_EQ(covered.count(triple) == 1, wanted)
                  << i << "=" << a << " " << j << "=" << b << " " << k << "=" << c;
            }
  EXPECT_GT(legal, 4000u);
  EXPECT_LT(machine_rows().size(), 1000u) << "greedy, but not as good as it can be";
}

}  // namespace
}  // namespace hv::test
