// SPDX-License-Identifier: Apache-2.0
// Entries of several levels: against the closed forms where no look-up is answered and where all are, and against a
// simulation that knows the plan of the nest and a list, but neither memory nor composer.
#include <random>

#include "oracle/lru_list.h"
#include "support.h"

namespace hv::explore {
namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

CompactTrace trace_of(const std::vector<std::uint64_t>& pages) {
  CompactTrace trace(512);
  for (const std::uint64_t page : pages) trace.add(page * 4096 + 8, 8, AccessKind::read);
  return trace;
}

CompactTrace wandering(unsigned references, unsigned pages, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::uint64_t> list;
  for (unsigned i = 0; i < references; ++i) list.push_back(0x500 + random() % pages * (random() % 3 ? 1 : 7) % pages);
  return trace_of(list);
}

std::uint64_t power(std::uint64_t base, unsigned exponent) {
  std::uint64_t result = 1;
  while (exponent-- > 0) result *= base;
  return result;
}

/// With uniform hit rate h and k reads a map: adjacent (1 + (1−h)k)^n − 1; per-level b(a^n − 1)/(a − 1) with
/// a = (1−h)(k+1), b = (1−h)k. Both are (k+1)^n − 1 at h = 0, which one entry and two pages in turn make.
TEST(Contents, WhereNoLookUpIsAnsweredReadsAreTheClosedForm) {
  std::vector<std::uint64_t> turns;
  for (unsigned i = 0; i < 50; ++i) turns.push_back(10 + i % 2);
  for (const char* contents : {"adjacent", "per-level"})
    for (const unsigned k : {1u, 2u, 3u})
      for (unsigned n = 1; n <= 3; ++n) {
        const RunResult result = replay(configured({{"associator.contents", contents},
                                                    {"associator.entries", "1"},
                                                    {"fmap.form", k == 1 ? "paged" : "radix"},
                                                    {"fmap.radix-levels", std::to_string(k)},
                                                    {"depth", std::to_string(n)}}),
                                        trace_of(turns));
        EXPECT_EQ(result.counters.map_reads, turns.size() * (power(k + 1, n) - 1)) << contents << k << n;
        EXPECT_EQ(result.counters.associator_misses, turns.size());
        EXPECT_EQ(result.counters.associator_further_hits, 0u);
      }
}

/// h = 1: both are 0, and adjacent contents are asked n times.
TEST(Contents, WhereAllAreAnsweredNothingIsRead) {
  for (const std::string contents : {"adjacent", "per-level"})
    for (const unsigned n : {1u, 2u, 4u, 8u}) {
      const Configuration c = configured({{"associator.contents", contents}, {"depth", std::to_string(n)}});
      const RunResult once = replay(c, trace_of({5})), again = replay(c, trace_of({5, 5, 5, 5}));
      EXPECT_EQ(again.counters.map_reads, once.counters.map_reads);
      EXPECT_EQ(again.counters.associator_hits, 3u);
      EXPECT_EQ(again.counters.associator_further_lookups - once.counters.associator_further_lookups,
                contents == "adjacent" ? 3 * (n - 1) : 0);
      EXPECT_EQ(again.cycles, cycles_of(again.counters, Timing{}));
    }
}

/// Page tables at every level, laid as Nest says it lays them.
class Simulation {
 public:
  Simulation(const Nest& nest, bool adjacent, std::size_t entries, std::size_t ways)
      : nest_(nest), adjacent_(adjacent), list_(entries, ways) {}
  void reference(Word name, Word tag_page) {
    tag_page_ = tag_page;
    missed_ = false;
    const std::uint64_t before = look_ups_;
    reals.push_back(down(nest_.shape().depth, name, true));
    further += look_ups_ - before - 1;
    ++(missed_ ? misses : hits);
  }
  std::uint64_t reads = 0, hits = 0, misses = 0, further = 0;
  std::vector<Word> reals;

 private:
  Word down(unsigned level, Word name, bool itself = false) {
    if (level == 0) return name;
    const Word words = nest_.shape().page_words, page = name / words, offset = name % words;
    const Tag tag{itself ? tag_page_ : page, level};
    ++look_ups_;
    if (const auto* line = list_.use(tag)) return down(adjacent_ ? level - 1 : 0, line->frame + offset);
    missed_ = true;
    const VmPlace& vm = nest_.vm(level);
    down(level - 1, vm.table + page);
    ++reads;
    const Word below = vm.frames + (level % 2 ? vm.pages - 1 - page : (page + 1) % vm.pages) * words;
    if (adjacent_) list_.fill(tag, below);
    const Word real = down(level - 1, below + offset);
    if (!adjacent_) list_.fill(tag, real - offset);
    return real;
  }
  const Nest& nest_;
  bool adjacent_, missed_ = false;
  test::LruList list_;
  Word tag_page_ = 0;
  std::uint64_t look_ups_ = 0;
};

TEST(Contents, AreAsASimulationOfThemSays) {
  unsigned partly = 0;
  for (const char* contents : {"adjacent", "per-level"})
    for (const unsigned depth : {1u, 2u, 3u, 5u})
      for (const auto& [entries, ways] : std::vector<std::pair<unsigned, unsigned>>{{2, 0}, {7, 0}, {12, 3}, {64, 4}})
        for (unsigned seed = 1; seed <= 3; ++seed) {
          const CompactTrace trace = wandering(600, seed * 12, seed);
          const Configuration c = configured({{"associator.contents", contents},
                                              {"associator.entries", std::to_string(entries)},
                                              {"associator.ways", std::to_string(ways)},
                                              {"depth", std::to_string(depth)}});
          const RunResult result = replay(c, trace);
          const Nest nest(replay_setup(c, trace.pages()).nest.shape());
          Simulation expected(nest, contents == std::string("adjacent"), entries, ways);
          std::uint64_t digest = replay(c, CompactTrace(512)).real_digest;
          trace.for_each([&](const ReplayReference& r) {
            expected.reference(r.name, r.tag_page);
            digest = digested(digest, expected.reals.back());
          });
          ASSERT_EQ(result.counters.map_reads, expected.reads) << contents << depth << " " << entries;
          EXPECT_EQ(result.counters.associator_hits, expected.hits);
          EXPECT_EQ(result.counters.associator_misses, expected.misses);
          EXPECT_EQ(result.counters.associator_further_lookups, expected.further);
          EXPECT_EQ(result.real_digest, digest);
          partly += expected.hits > 50 && expected.misses > 50;
        }
  EXPECT_GT(partly, 30u) << "cases with both hits and misses";
}

}  // namespace
}  // namespace hv::explore
