// SPDX-License-Identifier: Apache-2.0
// The associator against a naive LRU list, and its index against std::map, for random streams.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <random>

#include "oracle/lru_list.h"
#include "semantics/tag_index.h"

namespace hv::test {
namespace {

struct Seen {
  std::uint64_t hits = 0, misses = 0, replaced = 0, forgotten = 0, written = 0;
};

struct Pair {
  Pair(std::uint32_t entries, std::uint32_t ways)
      : real(std::make_unique<Associator>(AssociatorConfig{entries, ways, AssociatorKey::vmid, Invalidation::snoop})),
        naive(entries, ways) {}

  void reference(const Tag& tag, Word frame, Seen& seen) {
    const auto slot = real->lookup(tag);
    const auto* line = naive.use(tag);
    RC_ASSERT((slot != Associator::kNoSlot) == (line != nullptr));
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
    std::vector<Associator::Slot> slots;
    for (const Tag& tag : tags)
      if (const auto slot = real->probe(tag); slot != Associator::kNoSlot) slots.push_back(slot);
    if (slots.empty()) return;
    const Associator::Slot fetched = slots.front();
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
    RC_ASSERT((slot != Associator::kNoSlot) == (line != nullptr));
    if (line) RC_ASSERT(real->frame(slot).value == line->frame);
  }
  void forget(Word remainder, Seen& seen) {
    const auto condemned = [&](const Tag& tag) { return (tag.page + tag.space) % 7 == remainder; };
    const auto forgotten = real->forget_if([&](const Tag& tag, Associator::Slot slot) {
      RC_ASSERT(real->probe(tag) == slot);
      return condemned(tag);
    });
    RC_ASSERT(forgotten == naive.forget(condemned));
    seen.forgotten += forgotten;
  }
  std::unique_ptr<Associator> real;
  LruList naive;
};

TEST(AssociatorProperty, BehavesAsTheNaiveList) {
  Seen seen;
  const bool held = rc::check([&] {
    const auto entries = *rc::gen::inRange<std::uint32_t>(1, 41);
    auto ways = *rc::gen::inRange<std::uint32_t>(0, 4);
    if (ways && entries % ways) ways = 0;
    std::mt19937_64 random(*rc::gen::arbitrary<std::uint64_t>());
    Pair pair(entries, ways);
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
  });
  ASSERT_TRUE(held);
  EXPECT_GT(seen.hits, 10000u);
  EXPECT_GT(seen.misses, 10000u);
  EXPECT_GT(seen.replaced, 10000u);
  EXPECT_GT(seen.forgotten, 300u);
  EXPECT_GT(seen.written, 10000u);
}

TEST(AssociatorProperty, EverySizeFromOneToFortyAndEveryWayThatDividesIt) {
  Seen seen;
  unsigned kinds = 0;
  std::mt19937_64 random(11);
  for (std::uint32_t entries = 1; entries <= 40; ++entries)
    for (const std::uint32_t ways : {0u, 1u, 2u, 3u}) {
      if (ways && entries % ways) continue;
      ++kinds;
      const bool held = [&] {
        Pair pair(entries, ways);
        for (int i = 0; i < 500; ++i) {
          const Tag tag{random() % (2 * entries), static_cast<std::uint32_t>(random() % 2)};
          const bool hit = pair.real->lookup(tag) != Associator::kNoSlot;
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

TEST(TagIndexProperty, IsAMap) {
  std::uint64_t found = 0, missing = 0, erased = 0;
  const bool held = rc::check([&] {
    const auto entries = *rc::gen::inRange<std::uint32_t>(1, 70);
    std::mt19937_64 random(*rc::gen::arbitrary<std::uint64_t>());
    const Word stride = Word{1} << random() % 40;  // so that homes collide
    TagIndex index(entries);
    std::map<std::pair<Word, std::uint32_t>, Associator::Slot> naive;
    for (std::uint32_t i = 0; i < 3000; ++i) {
      const Tag tag{random() % (entries + 3) * stride, static_cast<std::uint32_t>(random() % 3)};
      const auto place = naive.find({tag.page, tag.space});
      RC_ASSERT(index.find(tag) == (place == naive.end() ? Associator::kNoSlot : place->second));
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
