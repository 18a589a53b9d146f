// SPDX-License-Identifier: Apache-2.0
// Many instructions counted at once are as many counted one by one.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

#include "semantics/processor/interval_timers.h"

namespace hv::test {
namespace {

constexpr unsigned kLevels = 4;

/// ISA.md, section 7, as it is written.
struct NaiveTimers {
  std::array<Word, kLevels> words{};
  void tick() {
    for (Word& word : words)
      if ((word & IntervalTimers::kCount) != 0 && (--word & IntervalTimers::kCount) == 0)
        word |= IntervalTimers::kRequest;
  }
  std::uint64_t until_next() const {
    std::uint64_t least = ~std::uint64_t{0};
    for (const Word word : words)
      if (const Word count = word & IntervalTimers::kCount) least = std::min(least, count);
    return least;
  }
};

void same(const NaiveTimers& naive, const IntervalTimers& timers) {
  std::optional<unsigned> lowest;
  for (unsigned level = kLevels; level-- > 0;) {
    ASSERT_EQ(timers.get(level), naive.words[level]) << level;
    if (naive.words[level] & IntervalTimers::kRequest) lowest = level;
  }
  ASSERT_EQ(timers.requesting(), lowest);
  ASSERT_EQ(timers.any_request(), lowest.has_value());
  // It may look again too early, but never too late.
  ASSERT_GE(timers.until_next(), 1u);
  ASSERT_LE(timers.until_next(), naive.until_next());
}

TEST(TimerTicks, ManyAtOnceAreAsManyOneByOne) {
  std::mt19937_64 random(3);
  std::uint64_t expired = 0, at_once = 0;
  for (int round = 0; round < 200; ++round) {
    IntervalTimers timers;
    NaiveTimers naive;
    for (int i = 0; i < 200; ++i) {
      const unsigned level = random() % kLevels;
      if (random() % 3 == 0) {
        const Word word = (random() % 4 ? random() % 60 : 0) | (random() % 8 ? 0 : IntervalTimers::kRequest);
        timers.set(level, word);
        naive.words[level] = word;
      } else if (random() % 5 == 0) {
        timers.acknowledge(level);
        naive.words[level] &= IntervalTimers::kCount;
      } else {
        const std::uint64_t most = std::min<std::uint64_t>(timers.until_next(), 100);
        const std::uint64_t count = random() % 3 ? most : 1 + random() % most;
        const bool before = timers.any_request();
        timers.tick(count);
        for (std::uint64_t each = 0; each < count; ++each) naive.tick();
        expired += !before && timers.any_request();
        at_once += count > 1;
      }
      same(naive, timers);
    }
  }
  EXPECT_GT(expired, 1000u);
  EXPECT_GT(at_once, 1000u);
}

TEST(TimerTicks, UntilNextIsJustTheLeastCountOnceNothingStandsStillAgain) {
  IntervalTimers timers;
  EXPECT_GT(timers.until_next(), std::uint64_t{1} << 62);
  timers.set(2, 40);
  timers.set(0, 70);
  EXPECT_EQ(timers.until_next(), 40u);
  timers.tick(39);
  EXPECT_EQ(timers.until_next(), 1u);
  EXPECT_FALSE(timers.any_request());
  timers.tick(1);
  EXPECT_EQ(timers.requesting(), 2u);
  EXPECT_EQ(timers.until_next(), 30u);
  timers.set(1, IntervalTimers::kCount);
  timers.tick(30);
  EXPECT_EQ(timers.requesting(), 0u);
  EXPECT_EQ(timers.until_next(), IntervalTimers::kCount - 30);
}

}  // namespace
}  // namespace hv::test
