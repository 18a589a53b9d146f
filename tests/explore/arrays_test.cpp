// SPDX-License-Identifier: Apache-2.0
// Associators of several arrays, and the cache for table words: against lists, and against closed forms.
#include <algorithm>
#include <random>

#include "oracle/lru_list.h"
#include "semantics/table_words.h"
#include "support.h"

namespace hv::explore {
namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

CompactTrace random_trace(unsigned references, unsigned pages, unsigned seed) {
  std::mt19937 random(seed);
  CompactTrace trace(512);
  for (unsigned i = 0; i < references; ++i) {
    const std::uint64_t page = 0x300 + random() % pages * (random() % 3 ? 1 : 5) % pages;
    static const AccessKind kinds[] = {AccessKind::fetch, AccessKind::read, AccessKind::write};
    trace.add(page * 4096 + 16, 8, kinds[random() % 3]);
  }
  return trace;
}

struct Expected {
  std::uint64_t hits = 0, misses = 0, fetch_misses = 0, second_lookups = 0, second_hits = 0;
};

/// What arrays of these sizes do (0: there is none). What the second level answers goes into the first.
Expected simulate(const CompactTrace& trace, test::LruList data, test::LruList* fetches, test::LruList* second) {
  Expected expected;
  trace.for_each([&](const ReplayReference& reference) {
    const bool fetch = reference.kind == AccessKind::fetch;
    test::LruList& first = fetch && fetches ? *fetches : data;
    const Tag tag{reference.tag_page, 1};
    if (first.use(tag)) return void(++expected.hits);
    expected.second_lookups += second != nullptr;
    if (second && second->use(tag)) {
      ++expected.second_hits;
      ++expected.hits;
    } else {
      ++expected.misses;
      expected.fetch_misses += fetch && fetches;
      if (second) second->fill(tag, 0);
    }
    first.fill(tag, 0);
  });
  return expected;
}

void expect_as(const Expected& expected, const RunResult& result) {
  const Counters& c = result.counters;
  EXPECT_EQ(c.associator_hits, expected.hits);
  EXPECT_EQ(c.associator_misses, expected.misses);
  EXPECT_EQ(c.associator_fetch_misses, expected.fetch_misses);
  EXPECT_EQ(c.associator_second_lookups, expected.second_lookups);
  EXPECT_EQ(c.associator_second_hits, expected.second_hits);
}

struct Shape {
  unsigned entries, ways;
  test::LruList list() const { return test::LruList(std::max(entries, 1u), ways); }
};

Configuration with(unsigned depth, Shape data, Shape fetches, Shape second) {
  const auto text = [](unsigned number) { return std::to_string(number); };
  return configured({{"depth", text(depth)},
                     {"associator.entries", text(data.entries)},
                     {"associator.ways", text(data.ways)},
                     {"associator.fetch-entries", text(fetches.entries)},
                     {"associator.fetch-ways", text(fetches.ways)},
                     {"associator.second-entries", text(second.entries)},
                     {"associator.second-ways", text(second.ways)}});
}

TEST(Arrays, HitAndMissAsListsDo) {
  unsigned mixed = 0;
  for (const unsigned depth : {1u, 3u})
    for (const Shape data : {Shape{5, 0}, Shape{12, 3}})
      for (const Shape fetches : {Shape{0, 0}, Shape{3, 0}, Shape{8, 2}})
        for (const Shape second : {Shape{0, 0}, Shape{2, 0}, Shape{20, 0}, Shape{24, 4}})
          for (unsigned seed = 1; seed <= 3; ++seed) {
            const CompactTrace trace = random_trace(1500, 12 * seed, seed);
            const Configuration c = with(depth, data, fetches, second);
            const RunResult result = replay(c, trace);
            test::LruList fetch_list = fetches.list(), second_list = second.list();
            const Expected expected = simulate(trace, data.list(), fetches.entries ? &fetch_list : nullptr,
                                               second.entries ? &second_list : nullptr);
            expect_as(expected, result);
            const RunResult plain = replay(with(depth, {0, 0}, {0, 0}, {0, 0}), trace);
            EXPECT_EQ(result.real_digest, plain.real_digest);
            // All pages cost the same: what a miss reads, each reference reads without an associator.
            EXPECT_EQ(result.counters.map_reads * trace.size(), expected.misses * plain.counters.map_reads);
            mixed += expected.misses > 100 && expected.hits > 100 && (second.entries == 0 || expected.second_hits > 10);
          }
  EXPECT_GT(mixed, 80u);
}

/// The first level in front of a second one that has all pages misses as often as alone, but reads nothing more than a
/// second level alone does.
TEST(Arrays, ALargeSecondLevelReadsEachPageOnce) {
  const CompactTrace trace = random_trace(3000, 40, 9);
  const RunResult alone = replay(with(2, {8, 0}, {0, 0}, {0, 0}), trace);
  const RunResult both = replay(with(2, {8, 0}, {0, 0}, {64, 0}), trace);
  EXPECT_EQ(both.counters.associator_second_lookups, alone.counters.associator_misses);
  EXPECT_EQ(both.counters.associator_misses, trace.pages());
  EXPECT_EQ(both.counters.map_reads, trace.pages() * 3) << "(k+1)^n - 1 with one read a map, two levels";
  EXPECT_EQ(both.cycles, cycles_of(both.counters, Timing{}));
}

/// Entries of one array or of one for each level: with room for all, the same; with one entry each, a level that is
/// asked for one page only always answers, whatever the others do.
TEST(Arrays, OfALevelAreItsOwn) {
  const CompactTrace trace = random_trace(400, 6, 3);
  const auto with_levels = [&](const char* levels, const char* contents) {
    return replay(configured({{"depth", "3"},
                              {"associator.contents", contents},
                              {"associator.entries", "512"},
                              {"associator.level-entries", levels}}),
                  trace);
  };
  for (const char* contents : {"adjacent", "per-level"}) {
    const Counters shared = with_levels("0", contents).counters, apart = with_levels("512", contents).counters;
    EXPECT_EQ(apart, shared) << contents;
    const Counters little = with_levels("512/512/1", contents).counters;
    EXPECT_GT(little.associator_misses, shared.associator_misses);
    EXPECT_EQ(with_levels("512/512/1", contents).real_digest, with_levels("0", contents).real_digest);
  }
  // End to end, all entries are of the running VM's level.
  EXPECT_EQ(with_levels("1/2/7", "end-to-end").counters,
            replay(configured({{"depth", "3"}, {"associator.entries", "7"}}), trace).counters);
}

TEST(TableWords, AreReadOnceWhereThereIsRoomForAll) {
  const CompactTrace trace = random_trace(2000, 30, 5);
  for (const unsigned depth : {1u, 2u, 4u}) {
    const auto with_words = [&](const char* words, const char* entries) {
      return replay(
          configured(
              {{"depth", std::to_string(depth)}, {"associator.entries", entries}, {"associator.table-words", words}}),
          trace);
    };
    const RunResult plain = with_words("0", "4"), cached = with_words("65536", "4");
    EXPECT_EQ(cached.real_digest, plain.real_digest);
    EXPECT_EQ(cached.counters.map_reads, plain.counters.map_reads);
    EXPECT_EQ(cached.counters.table_word_lookups, cached.counters.map_reads);
    // The words that one reference to each page reads, each once: those of a page's own table, and of the tables'
    // pages.
    const RunResult none = with_words("65536", "0");
    EXPECT_EQ(none.counters.table_word_lookups - none.counters.table_word_hits,
              cached.counters.table_word_lookups - cached.counters.table_word_hits);
    if (depth == 1) {
      EXPECT_EQ(cached.counters.table_word_lookups - cached.counters.table_word_hits, trace.pages());
    }
    EXPECT_EQ(plain.cycles - cached.cycles, cached.counters.table_word_hits * 11 - cached.counters.table_word_lookups);
    EXPECT_EQ(cached.cycles, cycles_of(cached.counters, Timing{}));
  }
}

TEST(TableWords, OfADeviceAreReadEachTime) {
  struct Counting final : RealReader {
    std::optional<Word> read(RealName) override { return ++reads; }
    Word reads = 0;
  } memory;
  Counters counters;
  TableWords words(8, 1000, memory, PageSize(100), counters, [] {});
  for (const Word expected : {1u, 1u, 1u}) EXPECT_EQ(words.read(RealName{999}), expected);
  for (const Word expected : {2u, 3u, 4u}) EXPECT_EQ(words.read(RealName{1000}), expected);
  EXPECT_EQ(counters.table_word_hits, 2u);
  EXPECT_EQ(counters.table_word_lookups, 6u);
}

TEST(Latencies, GrowWithEntriesAndWays) {
  const CompactTrace trace = random_trace(500, 9, 5);
  const auto cycles = [&](const char* entries, const char* ways, const char* per_entries, const char* per_ways) {
    return replay(configured({{"associator.entries", entries},
                              {"associator.ways", ways},
                              {"timing.associator-doubling", per_entries},
                              {"timing.associator-ways-doubling", per_ways}}),
                  trace)
        .cycles;
  };
  const std::uint64_t n = trace.size();
  EXPECT_EQ(cycles("64", "4", "3", "0") - cycles("64", "4", "0", "0"), n * 3 * 6);
  EXPECT_EQ(cycles("96", "4", "3", "0") - cycles("96", "4", "0", "0"), n * 3 * 6) << "96 is no second doubling";
  EXPECT_EQ(cycles("64", "4", "0", "5") - cycles("64", "4", "0", "0"), n * 5 * 2);
  const auto by_level = [&](const char* entries, const char* doubling) {
    return replay(configured({{"associator.level-entries", entries}, {"timing.associator-doubling", doubling}}), trace)
        .cycles;
  };
  EXPECT_EQ(by_level("16/32", "2") - by_level("16/32", "0"), n * 2 * 5) << "the largest of the levels";
  EXPECT_EQ(cycles("64", "0", "0", "5") - cycles("64", "0", "0", "0"), n * 5 * 6) << "fully associative: 64 ways";
}

TEST(Arrays, NonsenseIsRefused) {
  const auto refused = [](const Values& values) {
    try {
      configured(values);
    } catch (const ParameterError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_NE(refused({{"associator.fetch-entries", "10"}, {"associator.fetch-ways", "4"}}).find("fetch-ways"),
            std::string::npos);
  EXPECT_NE(refused({{"associator.second-entries", "10"}, {"associator.second-ways", "4"}}).find("second-ways"),
            std::string::npos);
  EXPECT_NE(refused({{"associator.entries", "0"}, {"associator.second-entries", "8"}}).find("no associator"),
            std::string::npos);
  EXPECT_NE(refused({{"associator.fetch-entries", "8"}, {"associator.level-entries", "8/4"}}).find("which array"),
            std::string::npos);
  EXPECT_NE(
      refused({{"associator.level-entries", "6"}, {"associator.ways", "4"}}).find("no multiple of associator.ways"),
      std::string::npos);
  EXPECT_EQ(refused({{"associator.entries", "0"}, {"associator.superpage-bits", "4"}}), "");
  EXPECT_NE(refused({{"associator.level-entries", "8/0"}}).find("a 0 beside"), std::string::npos);
  EXPECT_NE(refused({{"associator.replacement", "plru"}, {"associator.second-entries", "12"}}).find("plru"),
            std::string::npos);
}

}  // namespace
}  // namespace hv::explore
