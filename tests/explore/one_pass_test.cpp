// SPDX-License-Identifier: Apache-2.0
// Does one pass give what replaying on each machine alone gives, to the last counter?
#include "explore/one_pass.h"

#include <random>

#include "exploration/load_trace.h"
#include "support.h"

namespace hv::explore {
namespace {

constexpr std::uint64_t kPageBytes = 4096;
using Values = std::vector<std::pair<std::string, std::string>>;

/// References to `pages` pages, most of them to a few, now and then to one far away.
CompactTrace leaning(std::size_t references, std::uint64_t pages, unsigned seed = 1) {
  CompactTrace trace(512);
  std::mt19937 random(seed);
  for (std::size_t i = 0; i < references; ++i) {
    const std::uint64_t few = 1 + random() % pages;
    const std::uint64_t page = random() % few * 0x1003 + 0x40000;
    trace.add(page * kPageBytes + random() % kPageBytes, 8, static_cast<AccessKind>(random() % 3));
  }
  return trace;
}

/// The beginning of a recorded trace.
CompactTrace recorded(const std::string& name, std::size_t most) {
  return tb::load_trace(std::string(HV_SOURCE_DIR) + "/traces/" + name, 512, {0, most, 0}).trace;
}

/// Entries and ways.
using Shape = std::pair<const char*, const char*>;
const std::vector<Shape> kFew = {{"0", "0"},      {"1", "0"},  {"2", "0"},  {"7", "0"},  {"64", "0"},
                                 {"100000", "0"}, {"4", "1"},  {"16", "2"}, {"24", "8"}, {"15", "5"},
                                 {"12", "3"},     {"96", "4"}, {"8", "8"},  {"0", "4"},  {"300", "100"}};

std::vector<Configuration> family_of(const Values& values, const std::vector<Shape>& shapes) {
  std::vector<Configuration> family;
  for (const auto& [entries, ways] : shapes) {
    Values all = values;
    all.insert(all.end(), {{"associator.entries", entries}, {"associator.ways", ways}});
    family.push_back(configured(all));
  }
  return family;
}

void expect_equal(const RunResult& result, const RunResult& alone, const Configuration& configuration,
                  const std::string& what) {
  const AssociatorConfig& shape = configuration.machine.associator;
  EXPECT_TRUE(result.counters == alone.counters)
      << what << ": " << shape.entries << " entries, " << shape.ways << " ways: " << result.counters.associator_misses
      << " misses, alone " << alone.counters.associator_misses;
  EXPECT_EQ(result.cycles, alone.cycles) << what;
  EXPECT_EQ(result.real_digest, alone.real_digest) << what;
}

/// All in one pass, and each in a pass of its own (which goes another way), against its replay.
void expect_equal(const std::vector<Configuration>& family, const CompactTrace& trace, const std::string& what) {
  const std::vector<RunResult> results = one_pass(family, trace);
  ASSERT_EQ(results.size(), family.size());
  for (std::size_t i = 0; i < family.size(); ++i) {
    const RunResult alone = replay(family[i], trace);
    expect_equal(results[i], alone, family[i], what);
    expect_equal(one_pass({family[i]}, trace).front(), alone, family[i], what + ", by itself");
  }
}

TEST(OnePass, EqualsReplayOnAllKindsOfNest) {
  const CompactTrace trace = leaning(3000, 120);
  for (const char* depth : {"0", "1", "3"})
    for (const char* form : {"paged", "rb/paged", "radix", "segmented"})
      for (const char* registers : {"name", "real"})
        expect_equal(family_of({{"depth", depth}, {"fmap.form", form}, {"registers", registers}}, kFew), trace,
                     std::string(form) + " at depth " + depth + ", registers " + registers);
  for (const char* key : {"vmid", "level", "none"})
    expect_equal(family_of({{"depth", "2"}, {"associator.key", key}, {"associator.invalidation", "flush"}}, kFew),
                 trace, key);
  expect_equal(family_of({{"depth", "2"}, {"fmap.type", "2"}, {"timing.memory", "77"}}, kFew), trace, "type II");
}

/// With policy `real`, words of a table beyond its first page cost more to read: two kinds of page.
TEST(OnePass, EqualsReplayWherePagesDifferInWhatTheyCost) {
  const CompactTrace trace = leaning(20000, 1500);
  ASSERT_GT(trace.pages(), 1024u);
  const std::vector<Configuration> family = family_of({{"depth", "2"}, {"registers", "real"}}, kFew);
  expect_equal(family, trace, "long tables");
  const RunResult walked = replay(family.front(), trace);  // no associator
  ASSERT_NE(walked.counters.map_reads % walked.counters.references, 0u) << "all pages cost the same";
}

TEST(OnePass, EqualsReplayOnRecordedTraces) {
  for (const char* name : {"sort.hvt", "awk.hvt"}) {
    const CompactTrace trace = recorded(name, 300000);
    expect_equal(
        family_of(
            {{"depth", "2"}},
            {{"1", "0"}, {"4", "0"}, {"16", "0"}, {"64", "0"}, {"16", "2"}, {"64", "4"}, {"2048", "2"}, {"12", "4"}}),
        trace, name);
  }
}

/// Streams in which every set is replaced all the time, and pages of a size that is no power of two.
TEST(OnePass, EqualsReplayWhereHardlyAnythingIsFound) {
  for (const Word page_words : {512u, 1000u}) {
    CompactTrace random(page_words), cyclic(page_words);
    std::mt19937 next(7);
    for (std::uint64_t i = 0; i < 30000; ++i) {
      random.add(next() % 3000 * page_words * 8 + 16, 8, AccessKind::read);
      cyclic.add(i % 130 * page_words * 8 + i % 40, 8, AccessKind::write);
    }
    for (const char* depth : {"0", "2"}) {
      const Values values = {{"depth", depth}, {"page.words", std::to_string(page_words)}};
      expect_equal(family_of(values, kFew), random, "random");
      expect_equal(family_of(values, kFew), cyclic, "cyclic");
      expect_equal(family_of(values, {{"129", "0"}, {"130", "0"}, {"131", "0"}, {"129", "129"}, {"64", "2"}}), cyclic,
                   "all but one");
    }
  }
}

/// What is counted begins in the middle of everything: at the first, the last, and a block's end.
TEST(OnePass, EqualsReplayAfterAWarmUp) {
  const CompactTrace trace = leaning(5000, 150), costs = leaning(5000, 1500);
  for (const char* warm_up : {"1", "1024", "1999", "4999"}) {
    expect_equal(family_of({{"depth", "2"}, {"trace.warm-up", warm_up}}, kFew), trace, warm_up);
    expect_equal(family_of({{"depth", "0"}, {"trace.warm-up", warm_up}}, kFew), trace, warm_up);
    expect_equal(family_of({{"depth", "2"}, {"registers", "real"}, {"trace.warm-up", warm_up}}, kFew), costs, warm_up);
  }
  for (const std::vector<Shape>& shapes : {kFew, std::vector<Shape>{{"64", "0"}}})
    expect_error<ReplayImpossible>(
        [&] {
          one_pass(family_of({{"trace.warm-up", "5000"}}, shapes), trace);
        },
        {"trace.warm-up is 5000, but only 5000 references"});
}

TEST(OnePass, AnEmptyTraceOrFamilyIsNoTrouble) {
  expect_equal(family_of({{"depth", "2"}}, kFew), CompactTrace(512), "empty");
  EXPECT_TRUE(one_pass({}, leaning(10, 2)).empty());
}

TEST(OnePass, SaysWhatIsImpossible) {
  const CompactTrace trace = leaning(100, 5);
  const std::vector<Configuration> mixed = {configured({{"depth", "1"}}), configured({{"depth", "2"}})};
  ASSERT_TRUE(one_pass_objection(mixed));
  EXPECT_TRUE(one_pass_objection({configured({{"trace.warm-up", "10"}}), configured({})}));
  EXPECT_TRUE(one_pass_objection({configured({{"associator.replacement", "fifo"}})}));
  expect_error<ReplayImpossible>([&] { one_pass(mixed, trace); }, {"depth (1 and 2)", "one pass"});
  EXPECT_FALSE(one_pass_objection(family_of({}, kFew)));
  std::vector<Configuration> uneven = family_of({}, kFew);
  uneven.back().machine.associator.entries = 7;
  expect_error<ReplayImpossible>([&] { one_pass(uneven, trace); }, {"no multiple of associator.ways"});
  expect_error<ReplayImpossible>([&] { one_pass(family_of({{"page.words", "1024"}}, kFew), trace); }, {"page.words"});
  expect_error<ReplayImpossible>([&] { one_pass(family_of({{"memory.pages", "3"}}, kFew), trace); }, {"memory.pages"});
}

TEST(OnePass, PointsOfOneWarmUpGoTogether) {
  const std::vector<SweepPoint> points =
      sweep_points(Configuration{}, {parse_axis("associator.entries=4,8"), parse_axis("trace.warm-up=0,9")});
  std::vector<const SweepPoint*> asked;
  for (const SweepPoint& point : points) asked.push_back(&point);
  EXPECT_EQ(one_pass_groups(asked), (std::vector<Group>{{&points[0], &points[2]}, {&points[1], &points[3]}}));
}

TEST(OnePass, ASweepFallsIntoFamiliesOfOneMachineEach) {
  const CompactTrace trace = leaning(2000, 50);
  const std::vector<SweepPoint> points = sweep_points(
      Configuration{},
      {parse_axis("associator.entries=0,4,16"), parse_axis("depth=1,2"), parse_axis("associator.ways=0,4")});
  std::vector<const SweepPoint*> asked;
  for (const SweepPoint& point : points) asked.push_back(&point);
  const std::vector<Group> groups = one_pass_groups(asked);
  const auto of = [&](std::vector<std::size_t> indices) {
    Group group;
    for (const std::size_t i : indices) group.push_back(&points[i]);
    return group;
  };
  EXPECT_EQ(groups, (std::vector<Group>{of({0, 1, 4, 5, 8, 9}), of({2, 3, 6, 7, 10, 11})}));
  for (const Group& group : groups) {
    std::vector<Configuration> family;
    for (const SweepPoint* point : group) family.push_back(point->configuration);
    const std::vector<RunResult> results = one_pass(family, trace);
    for (std::size_t i = 0; i < family.size(); ++i) {
      const RunResult alone = replay(family[i], trace);
      EXPECT_TRUE(results[i].counters == alone.counters) << i;
      EXPECT_EQ(results[i].real_digest, alone.real_digest) << i;
    }
  }
}

}  // namespace
}  // namespace hv::explore
