// SPDX-License-Identifier: Apache-2.0
// The associator by itself: which combinations have a meaning, replacement, occupancy, forgetting.
#include "semantics/associator.h"

#include <gtest/gtest.h>

#include <memory>

namespace hv::test {
namespace {

std::unique_ptr<Associator> make(std::uint32_t entries, std::uint32_t ways) {
  return std::make_unique<Associator>(AssociatorConfig{entries, ways, AssociatorKey::vmid, Invalidation::snoop});
}

TEST(AssociatorConfigs, LegalCombinations) {
  unsigned legal = 0;
  for (const auto key : {AssociatorKey::vmid, AssociatorKey::level, AssociatorKey::none})
    for (const auto invalidation : {Invalidation::snoop, Invalidation::lvmid, Invalidation::flush}) {
      const bool expected = key != AssociatorKey::none || invalidation == Invalidation::flush;
      EXPECT_EQ(!objection(AssociatorConfig{8, 0, key, invalidation}), expected);
      legal += expected;
    }
  EXPECT_EQ(legal, 7u);
}

TEST(AssociatorConfigs, EverySetHasTheSameNumberOfWays) {
  for (std::uint32_t entries = 1; entries <= 40; ++entries)
    for (std::uint32_t ways = 0; ways <= 41; ++ways)
      EXPECT_EQ(!objection(AssociatorConfig{entries, ways, AssociatorKey::vmid, Invalidation::snoop}),
                ways == 0 || entries % ways == 0);
  EXPECT_FALSE(objection(AssociatorConfig{0, 3, AssociatorKey::vmid, Invalidation::snoop}));
  EXPECT_TRUE(objection(AssociatorConfig{(1u << 24) + 1, 0, AssociatorKey::vmid, Invalidation::snoop}));
}

TEST(Associator, ReplacesTheLeastRecentlyUsed) {
  const auto associator = make(3, 0);
  for (Word page = 0; page < 3; ++page) associator->fill({page, 7}, RealName{page * 100});
  EXPECT_EQ(associator->occupancy(), 3u);
  EXPECT_NE(associator->lookup({0, 7}), Associator::kNoSlot);
  associator->fill({9, 7}, RealName{900});
  EXPECT_EQ(associator->occupancy(), 3u);
  EXPECT_EQ(associator->probe({1, 7}), Associator::kNoSlot) << "1 was the oldest";
  ASSERT_NE(associator->probe({0, 7}), Associator::kNoSlot);
  EXPECT_EQ(associator->frame(associator->probe({0, 7})).value, 0u);
  EXPECT_EQ(associator->frame(associator->probe({9, 7})).value, 900u);
}

TEST(Associator, ProbeHasNoEffectOnTheOrder) {
  const auto associator = make(2, 0);
  associator->fill({1, 0}, RealName{});
  associator->fill({2, 0}, RealName{});
  for (int i = 0; i < 5; ++i) EXPECT_NE(associator->probe({1, 0}), Associator::kNoSlot);
  associator->fill({3, 0}, RealName{});
  EXPECT_EQ(associator->probe({1, 0}), Associator::kNoSlot);
  EXPECT_NE(associator->probe({2, 0}), Associator::kNoSlot);
}

TEST(Associator, TellsSpacesApart) {
  const auto associator = make(4, 2);
  associator->fill({5, 1}, RealName{100});
  EXPECT_EQ(associator->lookup({5, 2}), Associator::kNoSlot);
  associator->fill({5, 2}, RealName{200});
  EXPECT_EQ(associator->frame(associator->lookup({5, 1})).value, 100u);
  EXPECT_EQ(associator->frame(associator->lookup({5, 2})).value, 200u);
}

TEST(Associator, SetsAreChosenByThePageAndDoNotDisturbEachOther) {
  const auto associator = make(6, 2);  // three sets
  for (const Word page : {0, 3, 1}) associator->fill({page, 0}, RealName{});
  associator->fill({6, 0}, RealName{});  // the third page of set 0
  EXPECT_EQ(associator->probe({0, 0}), Associator::kNoSlot);
  EXPECT_NE(associator->probe({3, 0}), Associator::kNoSlot);
  EXPECT_NE(associator->probe({1, 0}), Associator::kNoSlot);
  EXPECT_EQ(associator->occupancy(), 3u);
}

TEST(Associator, ForgetIfTellsHowManyAndTheirPlacesAreFilledFirst) {
  const auto associator = make(4, 0);
  for (Word page = 0; page < 4; ++page) associator->fill({page, 0}, RealName{});
  EXPECT_EQ(associator->forget_if([](const Tag& tag, Associator::Slot) { return tag.page % 2 == 1; }), 2u);
  EXPECT_EQ(associator->occupancy(), 2u);
  associator->fill({10, 0}, RealName{});
  associator->fill({11, 0}, RealName{});
  EXPECT_EQ(associator->occupancy(), 4u);
  for (const Word page : {0, 2, 10, 11}) EXPECT_NE(associator->probe({page, 0}), Associator::kNoSlot) << page;
  EXPECT_EQ(associator->forget_if([](const Tag&, Associator::Slot) { return true; }), 4u);
  EXPECT_EQ(associator->occupancy(), 0u);
  EXPECT_EQ(associator->forget_if([](const Tag&, Associator::Slot) { return true; }), 0u);
}

}  // namespace
}  // namespace hv::test
