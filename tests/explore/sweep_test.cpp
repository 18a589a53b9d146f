// SPDX-License-Identifier: Apache-2.0
#include "explore/sweep.h"

#include <algorithm>

#include "explore/value_text.h"
#include "support.h"

namespace hv::explore {
namespace {

std::string values_of(const std::string& list) { return listed(parse_axis("depth=" + list).values); }

TEST(Axis, Lists) {
  EXPECT_EQ(values_of("3"), "3");
  EXPECT_EQ(values_of("0,2,1"), "0, 2, 1");
  EXPECT_EQ(values_of("2:5"), "2, 3, 4, 5");
  EXPECT_EQ(values_of("4:4"), "4");
  EXPECT_EQ(values_of("1:20:x3"), "1, 3, 9");
  EXPECT_EQ(values_of("0,4:16:x2"), "0, 4, 8, 16");
  EXPECT_EQ(parse_axis("associator.entries=4:4096:x2").values.size(), 11u);
  EXPECT_EQ(listed(parse_axis("fmap.form=paged,rb/paged").values), "paged, rb/paged");
  EXPECT_EQ(listed(parse_axis("memory.pages=auto,50").values), "auto, 50");
}

TEST(Axis, NonsenseIsRefused) {
  const auto refuse = [](const std::string& text, const std::vector<std::string>& parts) {
    expect_error<ParameterError>([&] { parse_axis(text); }, parts);
  };
  refuse("depth", {"--axis depth", "NAME=LIST"});
  refuse("deph=1", {"deph", "depth"});
  refuse("depth=", {"empty"});
  refuse("depth=1,,2", {"empty"});
  refuse("depth=1,1", {"1 is there twice"});
  refuse("depth=1,01", {"1 is there twice"});
  refuse("depth=5:2", {"5:2", "empty"});
  refuse("depth=1:8:2", {"1:8:2", "a:b:xK"});
  refuse("depth=1:8:x1", {"out of range"});
  refuse("depth=0:8:x2", {"out of range"});
  refuse("depth=1:40", {"33 is out of range"});
  refuse("seed=0:99999999999", {"points"});
  refuse("associator.replacement=lru,fifo", {"fifo", "does not exist yet"});
}

TEST(SweepPoints, AreTheProductInOrder) {
  const std::vector<Axis> axes = {parse_axis("associator.entries=4,8"), parse_axis("depth=0:2")};
  const auto points = sweep_points(Configuration{}, axes);
  ASSERT_EQ(points.size(), 6u);
  EXPECT_EQ(describe(axes, points[0]), "associator.entries=4 depth=0");
  EXPECT_EQ(describe(axes, points[1]), "associator.entries=4 depth=1");
  EXPECT_EQ(describe(axes, points[5]), "associator.entries=8 depth=2");
  EXPECT_EQ(points[5].configuration.depth, 2u);
  EXPECT_EQ(points[5].configuration.machine.associator.entries, 8u);
}

TEST(SweepPoints, NonsenseIsRefusedBeforeAnythingRuns) {
  const auto refuse = [](const std::vector<std::string>& texts, const std::vector<std::string>& parts) {
    std::vector<Axis> axes;
    for (const std::string& text : texts) axes.push_back(parse_axis(text));
    expect_error<ParameterError>([&] { sweep_points(Configuration{}, axes); }, parts);
  };
  refuse({"depth=1", "depth=2"}, {"two axes depth"});
  refuse({"associator.entries=4,8", "associator.ways=8"}, {"associator.entries=4 associator.ways=8", "multiple"});
  refuse({"seed=1:2000", "depth=0:2", "timing.memory=1:1000"}, {"more than 1000000 points"});
}

CompactTrace small_trace() {
  CompactTrace trace(512);
  for (std::uint64_t i = 0; i < 5000; ++i) trace.add(i * i % 97 * 4096, 4, static_cast<AccessKind>(i % 3));
  return trace;
}

TEST(Sweep, JobsChangeNothing) {
  const CompactTrace trace = small_trace();
  const std::vector<Axis> axes = {parse_axis("associator.entries=4:64:x2"), parse_axis("depth=0:4")};
  const auto points = sweep_points(Configuration{}, axes);
  const auto csv = [&](unsigned jobs) {
    const auto results = run_sweep(
        points, [&](const Configuration& c) { return replay(c, trace); }, jobs);
    return sweep_csv({"a comment"}, Configuration{}, axes, points, results);
  };
  const std::string one = csv(1);
  EXPECT_EQ(csv(2), one);
  EXPECT_EQ(csv(7), one);
  EXPECT_EQ(csv(100), one);
}

TEST(Sweep, CsvHasColumnsOfAxesAndCounters) {
  const CompactTrace trace = small_trace();
  const std::vector<Axis> axes = {parse_axis("associator.entries=4,8"), parse_axis("depth=1:3")};
  const auto points = sweep_points(Configuration{}, axes);
  const auto results = run_sweep(
      points, [&](const Configuration& c) { return replay(c, trace); }, 1);
  const auto lines = split(sweep_csv({"first"}, Configuration{}, axes, points, results), '\n');
  EXPECT_EQ(lines[0], "# first");
  std::vector<std::vector<std::string>> rows;
  for (const std::string& line : lines) {
    EXPECT_EQ(line.find("# depth"), std::string::npos) << "a parameter that varies is no comment";
    if (!line.empty() && line[0] != '#') rows.push_back(split(line, ','));
  }
  ASSERT_EQ(rows.size(), 7u);
  EXPECT_EQ(rows[0][0], "associator.entries");
  EXPECT_EQ(rows[0][1], "depth");
  EXPECT_EQ(rows[0].back(), "real_digest");
  for (const auto& row : rows) EXPECT_EQ(row.size(), rows[0].size());
  const auto column = [&](const std::string& name) {
    return static_cast<std::size_t>(std::find(rows[0].begin(), rows[0].end(), name) - rows[0].begin());
  };
  ASSERT_LT(column("map_reads_by_level"), rows[0].size());
  const Counters& last = results[5].counters;
  EXPECT_EQ(rows[6][0], "8");
  EXPECT_EQ(rows[6][1], "3");
  EXPECT_EQ(rows[6][column("map_reads")], std::to_string(last.map_reads));
  EXPECT_EQ(rows[6][column("cycles")], std::to_string(results[5].cycles));
  EXPECT_EQ(rows[6][column("map_reads_by_level")], "0/" + std::to_string(last.map_reads_by_level[1]) + "/" +
                                                       std::to_string(last.map_reads_by_level[2]) + "/" +
                                                       std::to_string(last.map_reads_by_level[3]));
}

TEST(Sweep, ReportsProgressAndFailure) {
  const std::vector<Axis> axes = {parse_axis("depth=0:9")};
  const auto points = sweep_points(Configuration{}, axes);
  std::vector<std::size_t> done;
  run_sweep(
      points, [](const Configuration&) { return RunResult{}; }, 3,
      [&](std::size_t n, std::size_t all) {
        EXPECT_EQ(all, 10u);
        done.push_back(n);
      });
  ASSERT_EQ(done.size(), 10u);
  for (std::size_t i = 0; i < done.size(); ++i) EXPECT_EQ(done[i], i + 1);
  const auto failing = [](const Configuration& c) -> RunResult {
    if (c.depth == 5) throw ReplayImpossible("depth five");
    return {};
  };
  for (const unsigned jobs : {1, 4})
    expect_error<ReplayImpossible>([&] { run_sweep(points, failing, jobs); }, {"depth five"});
}

}  // namespace
}  // namespace hv::explore
