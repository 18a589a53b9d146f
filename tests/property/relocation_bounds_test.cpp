// SPDX-License-Identifier: Apache-2.0
// Nests of relocation-bounds maps: inclusive, and composed statically into one pair.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <random>

#include "oracle/show.h"
#include "oracle/test_machine.h"

namespace hv::test {
namespace {

constexpr Word kPage = 100;

struct RelocationBoundsNest {
  /// Each map inside the one below it, or (not `inclusive`) anywhere.
  RelocationBoundsNest(unsigned depth, bool inclusive, std::mt19937_64& random) {
    Word size = 64;
    for (unsigned level = 1; level <= depth; ++level) {
      const Word base = random() % (inclusive ? size / 3 + 1 : 12);
      const Word bound = inclusive ? 1 + random() % (size - base) : random() % 40;
      bases.push_back(base * kPage);
      bounds.push_back(bound * kPage);
      ActiveLevel active;
      active.syllable = 1;
      active.map = {FormCode::relocation_bounds, 1, bases.back(), bounds.back()};
      vmid.append(active);
      size = bound;
    }
  }
  /// By hand: bound after bound, sum after sum.
  std::string expected(Word y) const {
    for (std::size_t i = bases.size(); i > 0; --i) {
      if (y >= bounds[i - 1])
        return "t" + std::to_string(i) + " " + std::to_string(y) + "@" + std::to_string(i) + " beyond bound read";
      y += bases[i - 1];
    }
    return "real " + std::to_string(y);
  }
  std::vector<Word> bases, bounds;
  VmidRegister vmid{8};
  ArrayMemory memory{64 * kPage};
};

TEST(RelocationBoundsNests, OnlyTheDeepestMapFailsWhenEachLiesInTheOneBelow) {
  std::uint64_t real = 0, failed = 0;
  unsigned round = 0;
  const bool held = rc::check([&] {
    std::mt19937_64 random(*rc::gen::arbitrary<std::uint64_t>());
    const unsigned depth = 1 + round++ % 6;
    RelocationBoundsNest nest(depth, true, random);
    const Composition machine{nest.vmid, nest.memory, PageSize(kPage), RegistersPolicy::name,
                              nullptr,   nullptr,     nullptr};
    for (int i = 0; i < 100; ++i) {
      const Word y = random() % (nest.bounds.back() + 3 * kPage);
      const Translation got = compose_resource(machine, {y, depth}, AccessKind::read);
      RC_ASSERT(show(got) == nest.expected(y));
      const auto* fault = std::get_if<VmFault>(&got);
      RC_ASSERT((fault != nullptr) == (y >= nest.bounds.back()));
      if (fault) RC_ASSERT(fault->level == depth);
      (fault ? failed : real)++;
    }
  });
  ASSERT_TRUE(held);
  EXPECT_GT(real, 1000u);
  EXPECT_GT(failed, 1000u);
}

TEST(RelocationBoundsNests, StaticCompositionEqualsTheWalkWhoeverFails) {
  std::map<char, std::uint64_t> outcomes;  // 'r', or the level that failed
  std::uint64_t one_step = 0;
  unsigned round = 0;
  const bool held = rc::check([&] {
    std::mt19937_64 random(*rc::gen::arbitrary<std::uint64_t>());
    const unsigned depth = 1 + round++ % 5;
    RelocationBoundsNest nest(depth, false, random);
    ComposerConfig config;
    config.page_words = kPage;
    config.associator.entries = 0;
    MapComposer composer(config, nest.vmid, nest.memory, nest.memory);
    composer.vmid_appended();
    for (int i = 0; i < 100; ++i) {
      const Word y = random() % (30 * kPage);
      const auto before = composer.counters().map_steps;
      const std::string got = show(composer.translate_resource(y, AccessKind::read));
      RC_ASSERT(got == nest.expected(y));
      ++outcomes[got[0] == 'r' ? 'r' : got[1]];
      if (got[0] == 'r') RC_ASSERT(composer.counters().map_steps == before + 1);
      one_step += got[0] == 'r' && depth > 1;
    }
    RC_ASSERT(composer.counters().map_reads == 0u);
  });
  ASSERT_TRUE(held);
  for (const char outcome : {'r', '1', '2', '3', '4', '5'}) EXPECT_GT(outcomes[outcome], 50u) << outcome;
  EXPECT_GT(one_step, 200u);
}

TEST(RelocationBoundsNests, RunsOverAPageMapAreComposedAsFarAsTheyReach) {
  TestMachine nest(small_config(128, 128));
  const auto paged = nest.image.add_chain(1, FormCode::paged);
  VmSpec spec;
  spec.form = FormCode::relocation_bounds;
  spec.pages = 40;
  const auto outer = nest.image.add(paged, 1, spec);
  spec.pages = 20;
  const auto inner = nest.image.add(outer, 1, spec);
  nest.enter_chain(3);
  nest.machine.reset_counters();
  EXPECT_EQ(nest.read(777), show(RealName{nest.image.real(inner, 777)}));
  EXPECT_EQ(nest.machine.counters().map_reads, 1u);
  EXPECT_EQ(nest.machine.counters().map_steps, 3u) << "phi, the pair, f1";
  EXPECT_EQ(nest.read(20 * 128), "t3 2560@3 beyond bound read");
}

}  // namespace
}  // namespace hv::test
