// SPDX-License-Identifier: Apache-2.0
#include "explore/sweep.h"

#include <algorithm>

#include "explore/sweep_table.h"
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

TEST(Shards, AreEachNthPoint) {
  const auto points = sweep_points(Configuration{}, {parse_axis("depth=0:10")});
  const auto of = [&](const std::string& shard) {
    std::string values;
    for (const SweepPoint* point : points_of(points, parse_shard(shard))) {
      EXPECT_EQ(point, &points[point->index]);
      values += point->values[0] + " ";
    }
    return values;
  };
  EXPECT_EQ(of("1/1"), "0 1 2 3 4 5 6 7 8 9 10 ");
  EXPECT_EQ(of("1/4"), "0 4 8 ");
  EXPECT_EQ(of("3/4"), "2 6 10 ");
  EXPECT_EQ(of("4/4"), "3 7 ");
  EXPECT_EQ(of("11/11"), "10 ");
  EXPECT_EQ(of("12/12"), "");
  for (const std::string nonsense : {"", "1", "0/4", "5/4", "1/0", "1/2/3", "a/4", "1/-4", " 1/4", "1/9999999999"})
    expect_error<ParameterError>([&] { parse_shard(nonsense); }, {""});
  expect_error<ParameterError>([&] { parse_shard("5"); }, {"'5' is no shard", "I/N"});
}

Evaluate replay_each(const CompactTrace& trace) {
  return [&](const Group& group) {
    std::vector<RunResult> results;
    for (const SweepPoint* point : group) results.push_back(replay(point->configuration, trace));
    return results;
  };
}

/// The table, its points in groups of `size`.
std::string csv(const std::vector<Axis>& axes, const CompactTrace& trace, unsigned jobs, std::size_t size = 1) {
  const auto points = sweep_points(Configuration{}, axes);
  std::vector<std::string> keys;
  for (const SweepPoint& point : points) keys.push_back(row_key(point.values));
  SweepTable table(table_header({"a comment"}, Configuration{}, axes), keys);
  std::vector<Group> groups;
  for (const Group& alone : each_alone(points_of(points, {}))) {
    if (groups.empty() || groups.back().size() == size) groups.emplace_back();
    groups.back().push_back(alone.front());
  }
  run_sweep(groups, replay_each(trace), jobs, [&](const Group& group, const std::vector<RunResult>& results) {
    for (std::size_t i = 0; i < group.size(); ++i) table.put(table_row(*group[i], results[i]));
  });
  EXPECT_EQ(table.done(), points.size());
  return table.text();
}

TEST(Sweep, JobsAndGroupsChangeNothing) {
  const CompactTrace trace = small_trace();
  const std::vector<Axis> axes = {parse_axis("associator.entries=4:64:x2"), parse_axis("depth=0:4")};
  const std::string one = csv(axes, trace, 1);
  EXPECT_EQ(csv(axes, trace, 2), one);
  EXPECT_EQ(csv(axes, trace, 7), one);
  EXPECT_EQ(csv(axes, trace, 100), one);
  EXPECT_EQ(csv(axes, trace, 2, 4), one);
  EXPECT_EQ(csv(axes, trace, 1, 100), one);
}

TEST(Sweep, CsvHasColumnsOfAxesAndCounters) {
  const CompactTrace trace = small_trace();
  const std::vector<Axis> axes = {parse_axis("associator.entries=4,8"), parse_axis("depth=1:3")};
  const auto lines = split(csv(axes, trace, 1), '\n');
  EXPECT_EQ(lines[0], "# a comment");
  EXPECT_EQ(lines[1], "# axis: associator.entries=4,8");
  EXPECT_EQ(lines[2], "# axis: depth=1:3");
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
  const RunResult result = replay(sweep_points(Configuration{}, axes)[5].configuration, trace);
  const Counters& last = result.counters;
  EXPECT_EQ(rows[6][0], "8");
  EXPECT_EQ(rows[6][1], "3");
  EXPECT_EQ(rows[6][column("map_reads")], std::to_string(last.map_reads));
  EXPECT_EQ(rows[6][column("cycles")], std::to_string(result.cycles));
  EXPECT_EQ(rows[6][column("map_reads_by_level")], "0/" + std::to_string(last.map_reads_by_level[1]) + "/" +
                                                       std::to_string(last.map_reads_by_level[2]) + "/" +
                                                       std::to_string(last.map_reads_by_level[3]));
}

TEST(Sweep, TellsOfEachGroupOnceAndOfFailure) {
  const auto points = sweep_points(Configuration{}, {parse_axis("depth=0:9")});
  const auto groups = each_alone(points_of(points, {}));
  const auto nothing = [](const Group& group) { return std::vector<RunResult>(group.size()); };
  std::vector<std::size_t> told;
  run_sweep(groups, nothing, 3,
            [&](const Group& group, const std::vector<RunResult>&) { told.push_back(group.at(0)->index); });
  std::sort(told.begin(), told.end());
  EXPECT_EQ(told, (std::vector<std::size_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  const auto failing = [](const Group& group) -> std::vector<RunResult> {
    if (group.front()->index == 5) throw ReplayImpossible("depth five");
    return {{}};
  };
  const auto forgetful = [](const Group&) { return std::vector<RunResult>{}; };
  const auto accept = [](const Group&, const std::vector<RunResult>&) {};
  const auto refuse = [](const Group&, const std::vector<RunResult>&) { throw ReplayImpossible("no room"); };
  for (const unsigned jobs : {1, 4}) {
    expect_error<ReplayImpossible>([&] { run_sweep(groups, failing, jobs, accept); }, {"depth five"});
    expect_error<ReplayImpossible>([&] { run_sweep(groups, nothing, jobs, refuse); }, {"no room"});
    expect_error<std::logic_error>([&] { run_sweep(groups, forgetful, jobs, accept); }, {"without a result"});
  }
}

}  // namespace
}  // namespace hv::explore
