// SPDX-License-Identifier: Apache-2.0
// Are misses told apart as models/MISSES.md says? Against lists that are searched one by one.
#include "explore/miss_kinds.h"

#include <algorithm>
#include <list>
#include <random>
#include <set>

#include "explore/one_pass.h"
#include "explore/sweep_table.h"
#include "support.h"

namespace hv::explore {
namespace {

constexpr std::uint64_t kPageBytes = 4096;
using Pages = std::vector<std::uint64_t>;

CompactTrace trace_of(const Pages& pages) {
  CompactTrace trace(512);
  for (std::size_t i = 0; i < pages.size(); ++i) trace.add(pages[i] * kPageBytes, 8, static_cast<AccessKind>(i % 3));
  return trace;
}

/// Some near, some far, with loops and returns.
Pages random_pages(std::mt19937& random) {
  Pages pages;
  const std::uint64_t range = 1 + random() % 60, stride = 1 + random() % 9;
  const std::size_t length = 1 + random() % 1500;
  while (pages.size() < length) switch (random() % 3) {
      case 0: pages.push_back(random() % range * stride); break;
      case 1:
        for (std::uint64_t page = 0, end = random() % range; page < end; ++page) pages.push_back(page * stride);
        break;
      default: pages.insert(pages.end(), random() % 5, random() % (1 + range / 8) + 1000);
    }
  return pages;
}

/// A set-associative LRU memory as lists of pages, the last used first.
class NaiveSets {
 public:
  NaiveSets(std::uint64_t entries, std::uint64_t ways) : ways_(ways), sets_(entries / ways) {}
  bool misses(std::uint64_t page) {
    std::list<std::uint64_t>& set = sets_[page % sets_.size()];
    const auto place = std::find(set.begin(), set.end(), page);
    const bool missing = place == set.end();
    if (!missing) set.erase(place);
    set.push_front(page);
    if (set.size() > ways_) set.pop_back();
    return missing;
  }

 private:
  std::size_t ways_;
  std::vector<std::list<std::uint64_t>> sets_;
};

/// Of one VM, in which nothing is ever forgotten; counted from the reference `from` on.
MissKinds naive(const Pages& pages, std::uint64_t entries, std::uint64_t ways, std::size_t from = 0) {
  NaiveSets own(entries, ways == 0 ? entries : ways), full(entries, entries);
  std::set<std::uint64_t> seen;
  std::int64_t own_misses = 0, full_misses = 0, first = 0;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    const bool own_misses_it = own.misses(pages[i]), full_misses_it = full.misses(pages[i]),
               is_first = seen.insert(pages[i]).second;
    if (i < from) continue;
    own_misses += own_misses_it, full_misses += full_misses_it, first += is_first;
  }
  return {static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(full_misses - first), own_misses - full_misses,
          0};
}

std::string text(const MissKinds& kinds) {
  std::string text;
  MissKinds::for_each(kinds, [&](const char*, auto count) { text += std::to_string(count) + " "; });
  return text;
}

std::uint64_t sum(const MissKinds& kinds) {
  return kinds.compulsory + kinds.capacity + static_cast<std::uint64_t>(kinds.conflict) + kinds.invalidation;
}

Configuration apart(std::uint64_t entries, std::uint64_t ways, const std::string& warm_up = "0") {
  return configured({{"misses.apart", "yes"},
                     {"depth", "2"},
                     {"associator.entries", std::to_string(entries)},
                     {"associator.ways", std::to_string(ways)},
                     {"trace.warm-up", warm_up}});
}

TEST(MissKinds, AreThoseOfNaiveLists) {
  std::mt19937 random(7);
  bool some_negative = false;
  for (int round = 0; round < 60; ++round) {
    const Pages pages = random_pages(random);
    const CompactTrace trace = trace_of(pages);
    std::vector<Configuration> family;
    for (int shape = 0; shape < 6; ++shape) {
      const std::uint64_t ways = shape == 0 ? 0 : 1 + random() % 5,
                          entries = shape == 0 ? 1 + random() % 20 : ways * (1 + random() % 8);
      const MissKinds expected = naive(pages, entries, ways);
      some_negative |= expected.conflict < 0;
      const RunResult result = replay(apart(entries, ways), trace);
      ASSERT_TRUE(result.misses);
      EXPECT_EQ(text(*result.misses), text(expected)) << entries << " entries, " << ways << " ways";
      EXPECT_EQ(sum(*result.misses), result.counters.associator_misses);
      family.push_back(apart(entries, ways));
    }
    const std::vector<RunResult> together = one_pass(family, trace);
    for (std::size_t i = 0; i < family.size(); ++i)
      EXPECT_EQ(text(together[i].misses.value()), text(replay(family[i], trace).misses.value())) << "one pass";
  }
  EXPECT_TRUE(some_negative) << "no stream in which sets do better";
}

TEST(MissKinds, AfterAWarmUpFirstReferencesAreThoseThatComeLater) {
  std::mt19937 random(8);
  for (int round = 0; round < 20; ++round) {
    const Pages pages = random_pages(random);
    const std::size_t from = pages.size() / 2;
    for (const std::uint64_t ways : {0, 1, 2}) {
      const RunResult result = replay(apart(8, ways, std::to_string(from)), trace_of(pages));
      EXPECT_EQ(text(*result.misses), text(naive(pages, 8, ways, from)));
      EXPECT_EQ(sum(*result.misses), result.counters.associator_misses);
    }
  }
}

/// Five pages in turn, four entries: the fully associative associator misses all, the direct-mapped one two of five.
TEST(MissKinds, OfATraceNumberedInBlocksAreOfThePagesReferredTo) {
  CompactTrace trace(512, 3);
  for (const std::uint64_t page : {1, 9, 2, 1, 17, 9, 2, 25, 1}) trace.add(page * kPageBytes, 8, AccessKind::read);
  Configuration c = apart(2, 0);
  c.fmap_page_bits = {3};
  const std::string expected = text(naive({1, 9, 2, 1, 17, 9, 2, 25, 1}, 2, 0, 0));
  EXPECT_EQ(text(*replay(c, trace).misses), expected);
  EXPECT_EQ(text(*one_pass({c}, trace).front().misses), expected);
}

TEST(MissKinds, ConflictMissesMayBeNegative) {
  Pages pages;
  for (std::uint64_t i = 0; i < 50; ++i) pages.push_back(i % 5);
  EXPECT_EQ(text(*replay(apart(4, 1), trace_of(pages)).misses), "5 45 -27 0 ");
  EXPECT_EQ(text(*replay(apart(4, 4), trace_of(pages)).misses), "5 45 0 0 ");
}

/// FIFO against a list in the order in which pages came; the rest is that of LRU.
TEST(MissKinds, OfAnotherReplacementAreHeldAgainstLru) {
  std::mt19937 random(10);
  for (int round = 0; round < 20; ++round) {
    const Pages pages = random_pages(random);
    std::list<std::uint64_t> fifo;
    std::int64_t misses = 0;
    for (const std::uint64_t page : pages) {
      if (std::find(fifo.begin(), fifo.end(), page) != fifo.end()) continue;
      ++misses;
      fifo.push_back(page);
      if (fifo.size() > 8) fifo.pop_front();
    }
    Configuration c = apart(8, 0);
    c.machine.associator.replacement = Replacement::fifo;
    MissKinds expected = naive(pages, 8, 0);
    expected.conflict = misses - static_cast<std::int64_t>(expected.compulsory + expected.capacity);
    EXPECT_EQ(text(*replay(c, trace_of(pages)).misses), text(expected));
  }
}

TEST(MissKinds, AreRefusedWhereAMissIsNotThatOfOnePage) {
  const std::vector<std::pair<std::string, std::string>> refused = {
      {"associator.contents", "adjacent"}, {"associator.contents", "per-level"}, {"associator.input", "process"},
      {"associator.fetch-entries", "8"},   {"associator.second-entries", "64"},  {"associator.level-entries", "8"}};
  for (const auto& value : refused)
    expect_error<ParameterError>([&] { configured({{"misses.apart", "yes"}, value}); }, {"misses.apart needs"});
}

TEST(MissKinds, ChangeNothingElse) {
  std::mt19937 random(9);
  const CompactTrace trace = trace_of(random_pages(random));
  for (const std::uint64_t ways : {0, 2}) {
    Configuration plain = apart(8, ways);
    plain.misses_apart = false;
    const RunResult without = replay(plain, trace), with = replay(apart(8, ways), trace);
    EXPECT_FALSE(without.misses);
    EXPECT_TRUE(with.counters == without.counters);
    EXPECT_EQ(with.real_digest, without.real_digest);
    EXPECT_EQ(with.cycles, without.cycles);
  }
}

TEST(MissKinds, AreAllNoneWhereTheAssociatorIsNotAsked) {
  const CompactTrace trace = trace_of({1, 2, 1, 3});
  const Configuration none = apart(0, 0);
  Configuration real = apart(4, 0);
  real.depth = 0;
  for (const Configuration& c : {none, real}) {
    EXPECT_EQ(text(replay(c, trace).misses.value()), "0 0 0 0 ");
    EXPECT_EQ(text(one_pass({c}, trace).front().misses.value()), "0 0 0 0 ");
  }
}

TEST(MissKinds, AreColumnsOfASweepThatAsksForThem) {
  const std::vector<Axis> axes = {parse_axis("associator.ways=1,4")};
  const Configuration base = apart(4, 1);
  SweepTable table(table_header({}, base, axes), {"1,", "4,"});
  EXPECT_NE(table.header().find(",misses_compulsory,misses_capacity,misses_conflict,misses_invalidation,cycles,"),
            std::string::npos);
  EXPECT_EQ(table_header({}, Configuration{}, axes).find("misses_compulsory"), std::string::npos);
  RunResult result;
  result.misses = MissKinds{5, 45, -27, 0};
  const std::vector<SweepPoint> points = sweep_points(base, axes);
  EXPECT_NE(table_row(points[0], result).find(",5,45,-27,0,0,"), std::string::npos);
  for (const SweepPoint& point : points) table.put(table_row(point, result));
  EXPECT_EQ(table.done(), 2u);
  expect_error<ParameterError>([] { parse_axis("misses.apart=no,yes"); }, {"no axis"});
}

}  // namespace
}  // namespace hv::explore
