// SPDX-License-Identifier: Apache-2.0
// Held against counts that share nothing with the model: stack distances and per-set lists, on a real
// program's trace.
#include <algorithm>
#include <array>
#include <list>

#include "exploration/load_trace.h"
#include "support.h"
#include "trace/trace_tools.h"

namespace hv::explore {
namespace {

constexpr std::size_t kReferences = 3000000;  // enough for every page of the trace's first phases, and quick

const std::string kAwk = std::string(HV_SOURCE_DIR) + "/traces/awk.hvt";
const std::string kSort = std::string(HV_SOURCE_DIR) + "/traces/sort.hvt";

/// The first references of a trace, as they are in the file.
std::vector<trace::Reference> beginning(const std::string& path) {
  const auto reader = trace::open_trace(path);
  std::vector<trace::Reference> references(kReferences);
  std::size_t count = 0;
  while (count < references.size()) {
    const std::size_t got = reader->read(references.data() + count, references.size() - count);
    if (got == 0) break;
    count += got;
  }
  references.resize(count);
  EXPECT_GT(count, kReferences / 2);
  return references;
}

CompactTrace compact(const std::vector<trace::Reference>& references) {
  CompactTrace trace(512);
  for (const trace::Reference& r : references)
    trace.add(r.address, r.size, r.kind == trace::ReferenceKind::fetch ? AccessKind::fetch : AccessKind::read);
  return trace;
}

/// Misses of an LRU list of `ways` pages for each of `sets` sets.
std::uint64_t naive_misses(const std::vector<trace::Reference>& references, std::size_t sets, std::size_t ways) {
  std::vector<std::vector<std::uint64_t>> lists(sets);
  std::uint64_t misses = 0;
  for (const trace::Reference& r : references) {
    const std::uint64_t page = r.address / 4096;
    auto& list = lists[page % sets];
    const auto found = std::find(list.begin(), list.end(), page);
    if (found == list.end()) {
      ++misses;
      if (list.size() == ways) list.pop_back();
      list.insert(list.begin(), page);
    } else {
      std::rotate(list.begin(), found, found + 1);
    }
  }
  return misses;
}

/// How often each stack distance occurs; the first occurrence of a page has none.
std::vector<std::uint64_t> stack_distances(const std::vector<trace::Reference>& references) {
  std::vector<std::uint64_t> stack, counts;
  for (const trace::Reference& r : references) {
    const std::uint64_t page = r.address / 4096;
    const auto found = std::find(stack.begin(), stack.end(), page);
    if (found == stack.end()) {
      stack.insert(stack.begin(), page);
      continue;
    }
    const auto distance = static_cast<std::size_t>(found - stack.begin());
    if (counts.size() <= distance) counts.resize(distance + 1);
    ++counts[distance];
    std::rotate(stack.begin(), found, found + 1);
  }
  return counts;
}

class RecordedTrace : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Bundled, RecordedTrace, testing::Values(kAwk, kSort),
                         [](const auto& instance) { return instance.param == kAwk ? "awk" : "sort"; });

TEST_P(RecordedTrace, LruMissesEqualStackDistancesAtEverySize) {
  const auto references = beginning(GetParam());
  const CompactTrace trace = compact(references);
  const auto distances = stack_distances(references);
  for (std::size_t entries = 4; entries <= 4096; entries *= 2) {
    std::uint64_t hits = 0;
    for (std::size_t distance = 0; distance < std::min(entries, distances.size()); ++distance)
      hits += distances[distance];
    const RunResult result = replay(configured({{"associator.entries", std::to_string(entries)}}), trace);
    EXPECT_EQ(result.counters.associator_hits, hits) << entries;
    EXPECT_EQ(result.counters.associator_misses, references.size() - hits) << entries;
  }
}

TEST_P(RecordedTrace, SetAssociativeMissesEqualListsOfEachSet) {
  auto references = beginning(GetParam());
  references.resize(references.size() / 3);
  const CompactTrace trace = compact(references);
  for (const std::size_t entries : {16, 64, 96, 512})
    for (const std::size_t ways : {1, 2, 4, 8}) {
      const RunResult result = replay(configured({{"associator.entries", std::to_string(entries)},
                                                  {"associator.ways", std::to_string(ways)},
                                                  {"depth", "2"}}),
                                      trace);
      EXPECT_EQ(result.counters.associator_misses, naive_misses(references, entries / ways, ways))
          << entries << " " << ways;
    }
}

TEST(RecordedTraceLoading, LoadsTheWholeFile) {
  const tb::LoadedTrace loaded = tb::load_trace(kAwk, 512);
  const auto reader = trace::open_trace(kAwk);
  const trace::TraceSummary summary = trace::summarize(*reader);
  EXPECT_EQ(loaded.trace.size(), summary.references);
  EXPECT_EQ(loaded.trace.pages(), summary.pages);
  EXPECT_EQ(loaded.trace.straddling(), summary.straddling);
  EXPECT_EQ(loaded.hash, summary.content_hash);
}

TEST(RecordedTraceLoading, WholeTraceAtDepth) {
  const tb::LoadedTrace loaded = tb::load_trace(kAwk, 512);
  const std::uint64_t misses = replay(configured({{"depth", "1"}}), loaded.trace).counters.associator_misses;
  EXPECT_GT(misses, 0u);
  for (const char* depth : {"2", "4"}) {
    const Configuration c = configured({{"depth", depth}});
    const RunResult result = replay(c, loaded.trace);
    EXPECT_EQ(result.counters.associator_misses, misses);
    EXPECT_EQ(result.counters.map_reads, misses * ((1u << c.depth) - 1));
  }
}

}  // namespace
}  // namespace hv::explore
