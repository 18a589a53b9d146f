// SPDX-License-Identifier: Apache-2.0
// The associator against naive lists for every policy of replacement, and its index against std::map, for random
// streams.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <random>

#include "oracle/lru_list.h"
#include "oracle/replacement_lists.h"
#include "semantics/tag_index.h"

namespace hv::test {
namespace {

struct Seen {
  std::uint64_t hits = 0, misses = 0, replaced = 0, forgotten = 0, written = 0;
};

AssociatorConfig config_of(Replacement policy, std::uint32_t entries, std::uint32_t ways, std::uint64_t seed = 1) {
  return {entries, ways, AssociatorKey::vmid, Invalidation::snoop, policy, seed};
}

template <class Naive>
struct Pair {
  Pair(const AssociatorConfig& config, const Naive& plain)
      : real(std::make_unique<AssociatorArray>(
            ArrayShape{config.entries, config.ways, config.replacement, config.seed})),
        naive(plain) {}

  void reference(const Tag& tag, Word frame, Seen& seen) {
    const auto slot = real->lookup(tag);
    const auto* line = naive.use(tag);
    RC_ASSERT((slot != AssociatorArray::kNoSlot) == (line != nullptr));
    (line ? seen.hits : seen.misses)++;
    if (line) {
      RC_ASSERT(real->frame(slot).value == line->frame);
    } else {
      const auto filled = real->fill(tag, RealName{frame});
      RC_ASSERT(filled < real->entries());
      RC_ASSERT(real->frame(filled).value == frame);
      naive.fill(tag, frame);
    }
  }
  /// A use as whoever was granted pages notes it: nothing but a later time, as often as one likes, and that of fetches
  /// only at the end, when others have had later ones.
  void use_granted(const std::vector<Tag>& tags, Seen& seen) {
    std::vector<AssociatorArray::Slot> slots;
    for (const Tag& tag : tags)
      if (const auto slot = real->probe(tag); slot != AssociatorArray::kNoSlot) slots.push_back(slot);
    if (slots.empty()) return;
    const AssociatorArray::Slot fetched = slots.front();
    auto& time = real->clock();
    for (const auto slot : slots) {
      naive.use(real->tag(fetched));
      naive.use(real->tag(slot));
      time += 2;
      real->last_use(slot) = time;
      ++seen.written;
    }
    real->last_use(fetched) = std::max(real->last_use(fetched), time - 1);
  }
  void probe(const Tag& tag) const {
    const auto slot = real->probe(tag);
    const auto* line = naive.find(tag);
    RC_ASSERT((slot != AssociatorArray::kNoSlot) == (line != nullptr));
    if (line) RC_ASSERT(real->frame(slot).value == line->frame);
  }
  void forget(Word remainder, Seen& seen) {
    const auto condemned = [&](const Tag& tag) { return (tag.page + tag.space) % 7 == remainder; };
    const auto forgotten = real->forget_if([&](const Tag& tag, AssociatorArray::Slot slot) {
      RC_ASSERT(real->probe(tag) == slot);
      return condemned(tag);
    });
    RC_ASSERT(forgotten == naive.forget(condemned));
    seen.forgotten += forgotten;
  }
  std::unique_ptr<AssociatorArray> real;
  Naive naive;
};

template <class Naive>
void use_both(Pair<Naive> pair, std::mt19937_64& random, Seen& seen) {
  const std::uint32_t entries = pair.real->entries();
  for (int i = 0; i < 3000; ++i) {
    const Word spread = random() % 3 ? entries + 2 : 4 * entries + 4;
    const Tag tag{random() % spread, static_cast<std::uint32_t>(random() % 3)};
    if (random() % 200 == 0)
      pair.forget(random() % 7, seen);
    else if (random() % 4 == 0)
      pair.probe(tag);
    else if (random() % 6 == 0)
      pair.use_granted({tag, {random() % spread, tag.space}, {random() % spread, tag.space}}, seen);
    else
      pair.reference(tag, random(), seen);
    RC_ASSERT(pair.real->occupancy() == pair.naive.size());
  }
  seen.replaced += pair.naive.replaced;
}

class AssociatorProperty : public testing::TestWithParam<Replacement> {};
INSTANTIATE_TEST_SUITE_P(Policies, AssociatorProperty,
                         testing::Values(Replacement::lru, Replacement::fifo, Replacement::random, Replacement::plru),
                         [](const auto& test) { return std::string(to_string(test.param)); });

TEST_P(AssociatorProperty, BehavesAsTheNaiveList) {
  Seen seen;
  const bool held = rc::check([&] {
    const Replacement policy = GetParam();
    auto entries = *rc::gen::inRange<std::uint32_t>(1, 41);
    auto ways = *rc::gen::inRange<std::uint32_t>(0, 9);
    if (policy == Replacement::plru) {
      if ((ways & (ways - 1)) != 0) ways = 8;
      if (ways == 0) entries = 1u << entries % 6;
    }
    if (ways) entries = ways * (1 + entries / ways);
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    std::mt19937_64 random(seed);
    const AssociatorConfig config = config_of(policy, entries, ways, seed);
    RC_ASSERT(!objection(config));
    if (policy == Replacement::lru)
      use_both(Pair<LruList>(config, LruList(entries, ways)), random, seen);
    else
      use_both(Pair<ReplacementLists>(config, ReplacementLists(policy, entries, ways, seed)), random, seen);
  });
  ASSERT_TRUE(held);
  EXPECT_GT(seen.hits, 10000u);
  EXPECT_GT(seen.misses, 10000u);
  EXPECT_GT(seen.replaced, 10000u);
  EXPECT_GT(seen.forgotten, 300u);
  EXPECT_GT(seen.written, 10000u);
}

TEST(AssociatorSizes, EverySizeFromOneToFortyAndEveryWayThatDividesIt) {
  Seen seen;
  unsigned kinds = 0;
  std::mt19937_64 random(11);
  for (std::uint32_t entries = 1; entries <= 40; ++entries)
    for (const std::uint32_t ways : {0u, 1u, 2u, 3u}) {
      if (ways && entries % ways) continue;
      ++kinds;
      const bool held = [&] {
        Pair<LruList> pair(config_of(Replacement::lru, entries, ways), LruList(entries, ways));
        for (int i = 0; i < 500; ++i) {
          const Tag tag{random() % (2 * entries), static_cast<std::uint32_t>(random() % 2)};
          const bool hit = pair.real->lookup(tag) != AssociatorArray::kNoSlot;
          if (hit != (pair.naive.use(tag) != nullptr)) return false;
          (hit ? seen.hits : seen.misses)++;
          if (!hit) pair.real->fill(tag, RealName{}), pair.naive.fill(tag, 0);
          if (pair.real->occupancy() != pair.naive.size()) return false;
        }
        return true;
      }();
      EXPECT_TRUE(held) << entries << " entries in " << ways << " ways";
    }
  EXPECT_EQ(kinds, 40u + 40 + 20 + 13);
  EXPECT_GT(seen.hits, 10000u);
  EXPECT_GT(seen.misses, 10000u);
}

/// Each policy gives up another entry of the same four, made in the order 0 1 2 3 and used 1 0.
TEST(AssociatorPolicies, GiveUpWhatTheyAreNamedFor) {
  const auto gone = [](Replacement policy, std::uint64_t seed) {
    AssociatorArray associator(ArrayShape{4, 0, policy, seed});
    for (const Word page : {0, 1, 2, 3}) associator.fill({page, 0}, RealName{});
    for (const Word page : {1, 0}) associator.lookup({page, 0});
    std::vector<Word> pages;
    for (Word next = 4; next < 9; ++next) {
      const auto slot = associator.next_to_go({next, 0});
      pages.push_back(associator.tag(slot).page);
      EXPECT_EQ(associator.fill({next, 0}, RealName{}), slot);
    }
    return pages;
  };
  EXPECT_EQ(gone(Replacement::lru, 1), (std::vector<Word>{2, 3, 1, 0, 4}));
  EXPECT_EQ(gone(Replacement::fifo, 1), (std::vector<Word>{0, 1, 2, 3, 4}));
  // The halves are {0, 1} and {2, 3}: after 1 and 0 the second half, in it 2, since 3 was used later.
  EXPECT_EQ(gone(Replacement::plru, 1), (std::vector<Word>{2, 1, 3, 0, 4}));
  // The published first outputs of splitmix64 from 1234567 are 0x599e…, 0x2c73…, 0x883e…, 0x3fbe…, 0xe3b8…: their first
  // two bits are the slots 1, 0, 2, 0, 3.
  EXPECT_EQ(gone(Replacement::random, 1234567), (std::vector<Word>{1, 0, 2, 5, 3}));
}

TEST(TagIndexProperty, IsAMap) {
  std::uint64_t found = 0, missing = 0, erased = 0;
  const bool held = rc::check([&] {
    const auto entries = *rc::gen::inRange<std::uint32_t>(1, 70);
    std::mt19937_64 random(*rc::gen::arbitrary<std::uint64_t>());
    const Word stride = Word{1} << random() % 40;  // so that homes collide
    TagIndex index(entries);
    std::map<std::pair<Word, std::uint32_t>, AssociatorArray::Slot> naive;
    for (std::uint32_t i = 0; i < 3000; ++i) {
      const Tag tag{random() % (entries + 3) * stride, static_cast<std::uint32_t>(random() % 3)};
      const auto place = naive.find({tag.page, tag.space});
      RC_ASSERT(index.find(tag) == (place == naive.end() ? AssociatorArray::kNoSlot : place->second));
      (place == naive.end() ? missing : found)++;
      if (place != naive.end() && random() % 2) {
        index.erase(tag);
        naive.erase(place);
        ++erased;
      } else if (place == naive.end() && naive.size() < entries) {
        index.insert(tag, i);
        naive[{tag.page, tag.space}] = i;
      }
      if (i % 100 == 0)
        for (const auto& [key, slot] : naive) RC_ASSERT(index.find({key.first, key.second}) == slot);
    }
  });
  ASSERT_TRUE(held);
  EXPECT_GT(found, 10000u);
  EXPECT_GT(missing, 10000u);
  EXPECT_GT(erased, 10000u);
}

}  // namespace
}  // namespace hv::test
