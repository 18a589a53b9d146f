// SPDX-License-Identifier: Apache-2.0
// Maps with large pages, and entries of several pages: against lists of blocks, and against no associator.
#include <algorithm>
#include <random>

#include "oracle/lru_list.h"
#include "support.h"

namespace hv::explore {
namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

CompactTrace random_trace(unsigned references, unsigned pages, unsigned block_bits, unsigned seed) {
  std::mt19937 random(seed);
  CompactTrace trace(512, block_bits);
  for (unsigned i = 0; i < references; ++i) {
    const std::uint64_t page = 0x3a5 + random() % pages * (random() % 3 ? 1 : 5) % pages;
    trace.add(page * 4096 + 16, 8, AccessKind::read);
  }
  return trace;
}

/// Misses of a list of so many entries, each of one block.
std::uint64_t misses_of_blocks(const CompactTrace& trace, unsigned bits, unsigned entries, unsigned ways) {
  test::LruList list(entries, ways);
  std::uint64_t misses = 0;
  trace.for_each([&](const ReplayReference& reference) {
    const Tag tag{reference.tag_page >> bits, 0};
    if (list.use(tag)) return;
    list.fill(tag, 0);
    ++misses;
  });
  return misses;
}

Values machine(unsigned depth, const char* forms, const char* page_bits, unsigned superpage_bits, unsigned entries,
               unsigned ways) {
  return {{"depth", std::to_string(depth)},
          {"fmap.form", forms},
          {"fmap.page-bits", page_bits},
          {"associator.superpage-bits", std::to_string(superpage_bits)},
          {"associator.entries", std::to_string(entries)},
          {"associator.ways", std::to_string(ways)}};
}

TEST(Superpages, WhereEveryMapKeepsBlocksTogetherEntriesAreOfBlocks) {
  for (const auto& [forms, page_bits] : std::vector<std::pair<const char*, const char*>>{
           {"paged", "3"}, {"radix", "3"}, {"paged/radix/paged", "3/4/5"}, {"radix/paged", "6/3"}})
    for (const char* policy : {"alternating", "in-order", "first-touch", "random"})
      for (const unsigned depth : {1u, 2u, 3u})
        for (const auto& [entries, ways] : std::vector<std::pair<unsigned, unsigned>>{{4, 0}, {6, 2}, {16, 0}}) {
          Values values = machine(depth, forms, page_bits, 3, entries, ways);
          values.push_back({"fmap.policy", policy});
          const Configuration c = configured(values);
          const CompactTrace trace = random_trace(1200, 90, c.block_bits(), depth + entries);
          const RunResult result = replay(c, trace);
          const std::uint64_t misses = misses_of_blocks(trace, 3, entries, ways);
          EXPECT_EQ(result.counters.associator_misses, misses) << forms << " " << policy << " " << depth;
          EXPECT_EQ(result.counters.associator_superpage_hits, trace.size() - misses);
          values[4].second = values[5].second = "0";
          values[3].second = "0";
          const RunResult plain = replay(configured(values), trace);
          EXPECT_EQ(result.real_digest, plain.real_digest) << forms << " " << policy << " " << depth;
          EXPECT_EQ(result.counters.map_reads * trace.size(), misses * plain.counters.map_reads);
        }
}

/// One level that takes pages apart is enough.
TEST(Superpages, WhereOneMapTakesPagesApartEntriesAreOfPages) {
  for (const char* page_bits : {"3/3/0", "0/3", "3/2/3"})
    for (const char* policy : {"in-order", "random"}) {
      Values values = machine(3, "paged", page_bits, 3, 8, 0);
      values.push_back({"fmap.policy", policy});
      const Configuration c = configured(values);
      const CompactTrace trace = random_trace(1200, 90, c.block_bits(), 7);
      const RunResult result = replay(c, trace);
      EXPECT_EQ(result.counters.associator_superpage_hits, 0u) << page_bits;
      EXPECT_EQ(result.counters.associator_misses, misses_of_blocks(trace, 0, 8, 0)) << page_bits;
    }
}

/// A relocation keeps blocks that it leaves aligned: with one page of tables before the frames, none of two pages; the
/// blocks' frames of a map with larger pages begin at a multiple of these.
TEST(Superpages, ARelocationKeepsWhatItLeavesAligned) {
  std::uint64_t of_blocks = 0, of_pages = 0;
  for (unsigned bits = 1; bits <= 4; ++bits)
    for (unsigned depth = 1; depth <= 3; ++depth) {
      const Configuration c = configured(machine(depth, "rb", "0", bits, 64, 0));
      const CompactTrace trace = random_trace(800, 64, c.block_bits(), bits);
      const Nest nest(replay_setup(c, trace.pages()).nest.shape());
      const Word distance = nest.real(depth, 0).value / 512;
      const RunResult result = replay(c, trace);
      const bool kept = distance % (Word{1} << bits) == 0;
      EXPECT_EQ(result.counters.associator_misses, misses_of_blocks(trace, kept ? bits : 0, 64, 0)) << bits << depth;
      ++(kept ? of_blocks : of_pages);
    }
  EXPECT_GT(of_blocks, 0u);
  EXPECT_GT(of_pages, 0u);
}

TEST(Superpages, WithASecondLevelAndProcessPages) {
  for (const char* input : {"resource", "process"}) {
    Values values = machine(2, "paged", "4", 4, 2, 0);
    values.push_back({"associator.second-entries", "64"});
    values.push_back({"associator.input", input});
    const Configuration c = configured(values);
    const CompactTrace trace = random_trace(900, 300, c.block_bits(), 3);
    const RunResult result = replay(c, trace);
    EXPECT_EQ(result.counters.associator_second_lookups, misses_of_blocks(trace, 4, 2, 0)) << input;
    EXPECT_EQ(result.counters.associator_misses, misses_of_blocks(trace, 4, 64, 0)) << input;
  }
}

/// The block of the last two pages of all, of which the map has the first.
TEST(Superpages, ABlockBeyondTheBoundIsNoneNearTheLastNameEither) {
  const MapForm& form = map_form(FormCode::relocation_bounds);
  const Word last = Word{0} - 512, before = last - 512;
  EXPECT_EQ(form.block_bits({FormCode::relocation_bounds, 1, 0, last}, before, before, 512), 0u);
  EXPECT_EQ(form.block_bits({FormCode::relocation_bounds, 1, 0, kUnbounded}, 1024, 1024, 512), kPageBitsLimit);
  EXPECT_EQ(form.block_bits({FormCode::relocation_bounds, 1, 0, 4 * 512}, 1024, 1024, 512), 2u);
  EXPECT_EQ(form.block_bits({FormCode::relocation_bounds, 1, 512, 4 * 512}, 1024, 1536, 512), 0u);
}

TEST(Superpages, ATraceNumberedInSmallerBlocksIsRefused) {
  EXPECT_THROW(replay(configured(machine(1, "paged", "2", 0, 8, 0)), random_trace(10, 3, 1, 1)), ReplayImpossible);
}

}  // namespace
}  // namespace hv::explore
