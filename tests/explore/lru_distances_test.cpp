// SPDX-License-Identifier: Apache-2.0
// Are misses of all sizes and shapes those of the associator itself, also where entries are forgotten?
#include "explore/lru_distances.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>

#include "explore/lru_shapes.h"
#include "semantics/associator.h"

namespace hv::explore {
namespace {

/// One associator, asked as the composer asks it.
class Alone {
 public:
  Alone(std::uint32_t entries, std::uint32_t ways)
      : associator_({entries, ways, AssociatorKey::vmid, Invalidation::snoop}) {}
  void reference(Word page) {
    if (associator_.lookup({page, 0}) != Associator::kNoSlot) return;
    ++misses_;
    associator_.fill({page, 0}, RealName{});
  }
  template <class Condemned>
  void forget(Condemned condemned) {
    associator_.forget_if([&](const Tag& tag, Associator::Slot) { return condemned(tag.page); });
  }
  std::uint64_t misses() const { return misses_; }

 private:
  Associator associator_;
  std::uint64_t misses_ = 0;
};

/// Dense numbers for pages, in order of first appearance.
class Numbers {
 public:
  LruDistances::Tag of(Word page) {
    return known_.try_emplace(page, static_cast<LruDistances::Tag>(known_.size())).first->second;
  }

 private:
  std::map<Word, LruDistances::Tag> known_;
};

/// What happens in a stream: references, and pages being forgotten.
struct Event {
  enum class Kind { reference, forget, forget_odd, forget_all } kind;
  Word page = 0;
};

/// One in `rarity` events forgets something (0: none does).
std::vector<Event> random_events(std::size_t count, Word pages, unsigned rarity, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<Event> events;
  for (std::size_t i = 0; i < count; ++i) {
    const Word page = random() % (1 + random() % pages);
    Event::Kind kind = Event::Kind::reference;
    if (rarity != 0 && random() % rarity == 0) {
      const unsigned which = random() % 40;
      kind = which == 0 ? Event::Kind::forget_all : which < 3 ? Event::Kind::forget_odd : Event::Kind::forget;
    }
    events.push_back({kind, page});
  }
  return events;
}

/// The same events for something with reference(page), and forget(pages for which).
template <class Memory>
void live_through(const std::vector<Event>& events, Memory& memory) {
  for (const Event& event : events) switch (event.kind) {
      case Event::Kind::reference: memory.reference(event.page); break;
      case Event::Kind::forget: memory.forget([&](Word page) { return page == event.page; }); break;
      case Event::Kind::forget_odd: memory.forget([](Word page) { return page % 2 == 1; }); break;
      case Event::Kind::forget_all: memory.forget([](Word) { return true; }); break;
    }
}

/// All sizes, and some shapes.
class Together {
 public:
  Together(Word pages, const std::vector<LruShapes::Asked>& asked) : pages_(pages), shapes_(asked) {}
  void reference(Word page) {
    counts_.add(stack_.reference(numbers_.of(page)));
    shapes_.reference(numbers_.of(page), page);
  }
  template <class Condemned>
  void forget(Condemned condemned) {
    bool all = true;
    for (Word page = 0; page < pages_; ++page) all = all && condemned(page);
    if (all) return stack_.clear(), shapes_.clear();
    for (Word page = 0; page < pages_; ++page)
      if (condemned(page)) stack_.forget(numbers_.of(page)), shapes_.forget(numbers_.of(page), page);
  }
  std::uint64_t misses(std::uint32_t entries) const { return counts_.misses(entries); }
  std::uint64_t misses(std::uint32_t sets, std::uint32_t ways) const { return shapes_.misses(sets, ways); }
  std::size_t places() const { return stack_.places(); }

 private:
  Word pages_;
  Numbers numbers_;
  LruDistances stack_;
  DistanceCounts counts_;
  LruShapes shapes_;
};

struct Stream {
  Word pages;
  unsigned rarity;
};

class AnyStream : public testing::TestWithParam<Stream> {};

/// Every size from 1 to more than there are pages.
TEST_P(AnyStream, AllSizesMissWhatTheAssociatorMisses) {
  const auto [pages, rarity] = GetParam();
  for (unsigned seed = 1; seed <= 5; ++seed) {
    const std::vector<Event> events = random_events(4000, pages, rarity, seed);
    Together together(pages, {});
    live_through(events, together);
    for (std::uint32_t entries = 1; entries <= pages + 2; ++entries) {
      Alone alone(entries, 0);
      live_through(events, alone);
      ASSERT_EQ(together.misses(entries), alone.misses()) << entries << " entries, seed " << seed;
    }
    EXPECT_LE(together.places(), pages);
  }
}

TEST_P(AnyStream, AllShapesMissWhatTheAssociatorMisses) {
  const auto [pages, rarity] = GetParam();
  const std::vector<LruShapes::Asked> asked = {{1, 8}, {2, 8}, {4, 8},    {8, 5},  {3, 4},
                                               {6, 7}, {5, 2}, {15, 100}, {2, 80}, {7, 1}};
  const std::vector<Event> events = random_events(6000, pages, rarity, 99);
  Together together(pages, asked);
  live_through(events, together);
  for (const LruShapes::Asked& each : asked)
    for (std::uint32_t ways = 1; ways <= each.ways; ways += 1 + ways / 8) {
      Alone alone(each.sets * ways, ways);
      live_through(events, alone);
      ASSERT_EQ(together.misses(each.sets, ways), alone.misses()) << each.sets << " sets of " << ways;
    }
}

INSTANTIATE_TEST_SUITE_P(Streams, AnyStream,
                         testing::Values(Stream{5, 0}, Stream{5, 3}, Stream{40, 0}, Stream{40, 4}, Stream{40, 50},
                                         Stream{150, 0}, Stream{150, 6}, Stream{150, 200}));

/// The line's positions are given out anew many times, over more than one word of the tree and with holes in it.
TEST(LruDistances, LongStreamsOverManyPages) {
  constexpr Word kPages = 3000;
  for (const unsigned rarity : {0u, 20u}) {
    std::vector<Event> events = random_events(100000, kPages, rarity, 7);
    for (Event& event : events)  // rarely
      if (event.kind == Event::Kind::forget_all && event.page % 16 != 0) event.kind = Event::Kind::forget;
    Together together(kPages, {});
    live_through(events, together);
    for (const std::uint32_t entries : {1u, 31u, 32u, 33u, 64u, 500u, 1000u, 2000u, 2999u, 3000u}) {
      Alone alone(entries, 0);
      live_through(events, alone);
      ASSERT_EQ(together.misses(entries), alone.misses()) << entries << " entries";
    }
    EXPECT_LE(together.places(), kPages);
  }
}

/// n pages round and round, r times: a smaller memory has forgotten each when it comes again, a larger one none.
TEST(LruDistances, ACyclicSweepMissesAlwaysOrOnce) {
  for (const std::uint32_t pages : {1u, 2u, 31u, 32u, 33u, 64u, 65u, 1000u, 5000u}) {
    constexpr std::uint64_t kRounds = 7;
    LruDistances stack;
    DistanceCounts counts;
    for (std::uint64_t round = 0; round < kRounds; ++round)
      for (LruDistances::Tag page = 0; page < pages; ++page) counts.add(stack.reference(page));
    EXPECT_EQ(counts.references(), kRounds * pages);
    for (const std::uint32_t entries : {1u, 2u, 31u, 32u, 33u, 999u, 1000u, 4999u, 5000u, 6000u})
      EXPECT_EQ(counts.misses(entries), entries < pages ? kRounds * pages : pages) << pages << " in " << entries;
    EXPECT_EQ(counts.misses(0), kRounds * pages);
    EXPECT_EQ(counts.enough(), pages);
    EXPECT_EQ(stack.places(), pages);
  }
}

/// By hand: a b c, then b is forgotten. Two entries held c and b: one is empty, so d replaces nothing and c is a hit.
/// Three held all: d goes where b was, and a is a hit.
TEST(LruDistances, AForgottenPlaceIsFilledFirst) {
  LruDistances stack;
  for (const LruDistances::Tag tag : {0u, 1u, 2u}) EXPECT_EQ(stack.reference(tag), LruDistances::kNowhere);
  stack.forget(1);
  EXPECT_EQ(stack.reference(3), LruDistances::kNowhere);
  EXPECT_EQ(stack.reference(2), 1u);
  EXPECT_EQ(stack.reference(0), 2u);
  EXPECT_EQ(stack.reference(1), LruDistances::kNowhere);
  EXPECT_EQ(stack.places(), 4u);
}

TEST(LruShapes, CountsEachClassByItself) {
  LruShapes shapes({{2, 2}}, 2);
  for (const Word page : {0, 2, 4, 0, 0}) shapes.reference(static_cast<LruShapes::Tag>(page), page, 0);
  for (const Word page : {1, 3, 1}) shapes.reference(static_cast<LruShapes::Tag>(page), page, 1);
  EXPECT_EQ(shapes.references(0), 5u);
  EXPECT_EQ(shapes.references(1), 3u);
  EXPECT_EQ(shapes.misses(2, 2, 0), 4u);
  EXPECT_EQ(shapes.misses(2, 2, 1), 2u);
  EXPECT_EQ(shapes.misses(2, 1, 1), 3u);
  EXPECT_THROW(shapes.misses(4, 1), std::invalid_argument);
  EXPECT_THROW(shapes.misses(2, 3), std::invalid_argument);
}

}  // namespace
}  // namespace hv::explore
