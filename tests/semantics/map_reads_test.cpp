// SPDX-License-Identifier: Apache-2.0
// How many table words a composition reads, against the closed forms: T(n) = ∏(k_i + 1) − 1 with names,
// T(n) = k(T(n−1) + 1) with the root of each table as a real address, k + 3 in place of k with nothing kept.
#include <gtest/gtest.h>

#include "oracle/test_machine.h"

namespace hv::test {
namespace {

struct Shape {
  FormCode form;
  unsigned levels;   // of a radix map
  unsigned deepest;  // depth to go to
};

unsigned dependent(const Shape& shape) {
  return shape.form == FormCode::paged ? 1 : shape.form == FormCode::radix ? shape.levels : 0;
}

std::uint64_t power(std::uint64_t base, unsigned exponent) {
  std::uint64_t product = 1;
  while (exponent-- > 0) product *= base;
  return product;
}

/// The closed forms, by policy.
std::uint64_t expected_reads(RegistersPolicy policy, unsigned k, unsigned n) {
  if (policy == RegistersPolicy::none) return power(k + 4, n) - 1;
  if (policy == RegistersPolicy::name || k == 0) return power(k + 1, n) - 1;
  std::uint64_t reads = 0;
  for (unsigned level = 1; level <= n; ++level) reads = k * (reads + 1);
  return reads;
}

class MapReads : public testing::TestWithParam<RegistersPolicy> {
 protected:
  /// Reads for one reference in a chain of `depth` VMs. The name lies on the page that all digits 0 lead to
  /// or on the next; both have the same cost.
  Counters one_reference(const Shape& shape, unsigned depth) {
    MachineConfig config = small_config(256, 128);
    config.registers = GetParam();
    TestMachine nest(config);
    const auto vm = nest.image.add_chain(depth, shape.form, shape.levels);
    nest.enter_chain(depth);
    nest.machine.reset_counters();
    EXPECT_EQ(nest.read(128 + 5), show(RealName{nest.image.real(vm, 128 + 5)}));
    return nest.machine.counters();
  }
};

INSTANTIATE_TEST_SUITE_P(Policies, MapReads,
                         testing::Values(RegistersPolicy::name, RegistersPolicy::real, RegistersPolicy::none),
                         [](const auto& test) { return std::string(to_string(test.param)); });

TEST_P(MapReads, EqualTheClosedFormsAtEveryDepth) {
  const Shape shapes[] = {{FormCode::paged, 1, 6},
                          {FormCode::radix, 1, 6},
                          {FormCode::radix, 2, 6},
                          {FormCode::radix, 3, 5},
                          {FormCode::radix, 4, 5},
                          {FormCode::radix, 5, 4},
                          {FormCode::relocation_bounds, 1, 6}};
  unsigned nests = 0;
  for (const Shape& shape : shapes)
    for (unsigned depth = 0; depth <= shape.deepest; ++depth, ++nests)
      EXPECT_EQ(one_reference(shape, depth).map_reads, expected_reads(GetParam(), dependent(shape), depth))
          << to_string(shape.form) << " " << shape.levels << " at depth " << depth;
  EXPECT_EQ(nests, 45u);
}

TEST_P(MapReads, AreAttributedToTheMapsOfEachLevelAndSumUp) {
  for (unsigned depth = 0; depth <= 6; ++depth) {
    const Counters work = one_reference({FormCode::paged, 1, 6}, depth);
    std::uint64_t sum = 0;
    for (const auto reads : work.map_reads_by_level) sum += reads;
    EXPECT_EQ(sum, work.map_reads);
    EXPECT_EQ(work.map_reads_by_level[0], 0u) << "phi is in registers";
    // f_i is applied once for each name of level i: the reference itself, and the words of the maps above it.
    for (unsigned level = 1; level <= depth; ++level) {
      const std::uint64_t names = GetParam() == RegistersPolicy::real   ? 1
                                  : GetParam() == RegistersPolicy::name ? power(2, depth - level)
                                                                        : power(5, depth - level);
      const std::uint64_t each = GetParam() == RegistersPolicy::none ? 4 : 1;
      EXPECT_EQ(work.map_reads_by_level[level], each * names) << level << " of " << depth;
    }
  }
}

TEST_P(MapReads, TheNumbersThatAreWrittenDown) {
  const std::map<RegistersPolicy, std::vector<std::uint64_t>> paged = {
      {RegistersPolicy::name, {0, 1, 3, 7, 15, 31, 63}},
      {RegistersPolicy::real, {0, 1, 2, 3, 4, 5, 6}},
      {RegistersPolicy::none, {0, 4, 24, 124, 624, 3124, 15624}}};
  const auto& expected = paged.at(GetParam());
  for (unsigned depth = 0; depth <= 6; ++depth)
    EXPECT_EQ(one_reference({FormCode::paged, 1, 6}, depth).map_reads, expected[depth]);
  if (GetParam() != RegistersPolicy::real) return;
  const std::vector<std::uint64_t> radix4 = {0, 4, 20, 84, 340};
  for (unsigned depth = 0; depth <= 4; ++depth)
    EXPECT_EQ(one_reference({FormCode::radix, 4, 4}, depth).map_reads, radix4[depth]);
}

TEST(MapReadsOfReal, AWordOnAnotherPageThanTheTablesBaseIsReadByName) {
  MachineConfig config = small_config(64, 128);
  config.registers = RegistersPolicy::real;
  TestMachine nest(config);
  const auto vm1 = nest.image.add_chain(1, FormCode::paged);
  VmSpec spec;
  spec.pages = 10;
  const auto vm2 = nest.image.add(vm1, 1, spec);
  const Word moved = nest.image.take_page(vm1) + 124;  // four words on this page, six on the next
  nest.image.take_page(vm1);
  for (Word page = 0; page < 10; ++page) nest.image.poke(vm1, moved + page, nest.image.home(vm2, page));
  nest.image.set_vmcb_word(vm2, kVmcbTable, moved);
  nest.enter_chain(2);
  for (Word page = 0; page < 10; ++page) {
    nest.machine.reset_counters();
    EXPECT_EQ(nest.read(page * 128 + 1), show(RealName{nest.image.real(vm2, page * 128 + 1)}));
    EXPECT_EQ(nest.machine.counters().map_reads, page < 4 ? 2u : 3u) << page;
  }
}

/// φ in tables over one f, as today's machines nest two-dimensional walks.
struct TwoDimensional {
  unsigned phi_levels;
  FormCode f;
  unsigned f_levels;
  std::uint64_t published;
};

class PublishedShapes : public testing::TestWithParam<TwoDimensional> {};

INSTANTIATE_TEST_SUITE_P(Walks, PublishedShapes,
                         testing::Values(TwoDimensional{4, FormCode::radix, 4, 24},
                                         TwoDimensional{5, FormCode::radix, 5, 35},
                                         TwoDimensional{3, FormCode::radix, 3, 15},
                                         TwoDimensional{4, FormCode::paged, 1, 9}),
                         [](const auto& test) { return "Reads" + std::to_string(test.param.published); });

TEST_P(PublishedShapes, OfTheTwoDimensionalWalk) {
  MachineConfig config = small_config(128);
  config.phi_form = FormCode::radix;
  config.phi_radix_levels = GetParam().phi_levels;
  TestMachine nest(config);
  const auto vm = nest.image.add_chain(1, GetParam().f, GetParam().f_levels);
  const Word root = nest.image.take_page(vm);
  Word table = root;
  for (unsigned level = 1; level < GetParam().phi_levels; ++level) {
    const Word next = nest.image.take_page(vm);
    nest.image.poke(vm, table, next);
    table = next;
  }
  nest.image.poke(vm, table, 7 * 512);
  nest.enter_chain(1);
  nest.composer().load_process_map(root, 512);
  nest.machine.reset_counters();
  EXPECT_EQ(nest.read(11), show(RealName{nest.image.real(vm, 7 * 512 + 11)}));
  const Counters work = nest.machine.counters();
  EXPECT_EQ(work.map_reads, GetParam().published);
  EXPECT_EQ(work.map_reads_by_level[0], GetParam().phi_levels);
  EXPECT_EQ(work.map_reads_by_level[1], GetParam().published - GetParam().phi_levels);
}

TEST(PublishedShapesAtLevelZero, PhiInTablesIsReadOnTheRealMachineToo) {
  MachineConfig config = small_config();
  config.phi_form = FormCode::radix;
  config.phi_radix_levels = 3;
  TestMachine real(config);
  real.image.poke(0, 512, 1024);
  real.image.poke(0, 1024, 1536);
  real.image.poke(0, 1536, 2560);
  real.composer().load_process_map(512, 512);
  EXPECT_EQ(real.read(9), "real 2569");
  EXPECT_EQ(real.machine.counters().map_reads, 3u);
  EXPECT_EQ(real.machine.counters().map_reads_by_level[0], 3u);
}

}  // namespace
}  // namespace hv::test
