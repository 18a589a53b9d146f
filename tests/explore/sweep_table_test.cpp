// SPDX-License-Identifier: Apache-2.0
// Tables put together from rows of other runs and from shards: the same text, or a clear error.
#include "explore/sweep_table.h"

#include <algorithm>

#include "explore/sweep_merge.h"
#include "support.h"

namespace hv::explore {
namespace {

/// Three axes that have 2 · 3 · 2 values.
const std::vector<Axis> kAxes = {parse_axis("associator.entries=4,8"), parse_axis("depth=0:2"),
                                 parse_axis("fmap.form=paged,rb/paged")};

/// A result that no other point has.
RunResult result_of(const SweepPoint& point) {
  RunResult result;
  result.cycles = 1000 + point.index;
  result.real_digest = point.index * 0x9e3779b97f4a7c15u;
  return result;
}

struct Sweep {
  std::vector<SweepPoint> points = sweep_points(Configuration{}, kAxes);

  std::vector<std::string> rows(const Shard& shard) const {
    std::vector<std::string> texts;
    for (const SweepPoint* point : points_of(points, shard)) texts.push_back(table_row(*point, result_of(*point)));
    return texts;
  }
  std::string header(const Shard& shard) const {
    return table_header({"hvsim 1", "input: 12ab"}, Configuration{}, kAxes, shard);
  }
  std::string text(const Shard& shard = {}) const {
    std::string whole = header(shard);
    for (const std::string& row : rows(shard)) whole += row;
    return whole;
  }
  SweepTable empty(const Shard& shard = {}) const {
    std::vector<std::string> keys;
    for (const SweepPoint* point : points_of(points, shard)) keys.push_back(row_key(point->values));
    return {header(shard), keys};
  }
  std::vector<NamedText> shards(std::size_t count) const {
    std::vector<NamedText> files;
    for (std::size_t i = 1; i <= count; ++i) files.push_back({std::to_string(i) + ".csv", text({i, count})});
    return files;
  }
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(SweepTable, RowsComeInAnyOrder) {
  const Sweep sweep;
  std::string journal = sweep.header({});
  std::vector<std::string> rows = sweep.rows({});
  std::reverse(rows.begin(), rows.end());
  std::swap(rows[3], rows[7]);
  for (const std::string& row : rows) journal += row;
  SweepTable table = sweep.empty();
  EXPECT_EQ(table.take("j", journal), journal.size());
  EXPECT_EQ(table.done(), 12u);
  EXPECT_EQ(table.text(), sweep.text());
}

// A kill can come after any byte.
TEST(SweepTable, TakesTheWholeLinesOfEveryBeginning) {
  const Sweep sweep;
  const std::string text = sweep.text();
  for (std::size_t length = sweep.header({}).size(); length <= text.size(); ++length) {
    SweepTable table = sweep.empty();
    const std::size_t taken = table.take("j", text.substr(0, length));
    ASSERT_EQ(taken, text.rfind('\n', length - 1) + 1);
    const auto lines = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(length), '\n');
    const std::string header = sweep.header({});
    ASSERT_EQ(table.done(), static_cast<std::size_t>(lines - std::count(header.begin(), header.end(), '\n')));
    for (std::size_t i = 0; i < table.size(); ++i) ASSERT_EQ(table.has(i), i < table.done());
  }
}

TEST(SweepTable, RefusesWhatIsOfAnotherSweep) {
  const Sweep sweep;
  const std::string text = sweep.text(), row = sweep.rows({})[0];
  const auto refuse = [&](const std::string& changed, const std::vector<std::string>& parts) {
    SweepTable table = sweep.empty();
    expect_error<TableError>([&] { table.take("j.part", changed); }, parts);
  };
  refuse("", {"j.part is of another sweep: its line 1 is ''", "'# hvsim 1'"});
  refuse(replaced(text, "hvsim 1", "hvsim 2"), {"line 1 is '# hvsim 2', not '# hvsim 1'"});
  refuse(replaced(text, "12ab", "12ac"), {"line 2 is '# input: 12ac', not '# input: 12ab'"});
  refuse(replaced(text, "depth=0:2", "depth=0:3"), {"line 4 is"});
  refuse(replaced(text, "cycles", "circles"), {"circles"});
  refuse(replaced(text, "4,0,paged,", "5,0,paged,"), {"j.part:", "'5,0,paged,", "is no row of this sweep"});
  refuse(text + row, {"j.part:", "the point '4,0,paged,' is there twice"});
  refuse(text + "\n", {"'' is no row"});
  refuse(text + std::string(7, '\0') + "\n", {"is no row"});
  refuse(replaced(text, ",1000,", ",1000,0,"), {"is no row"});
  refuse(replaced(text, ",1000,", ","), {"is no row"});
  refuse(replaced(text, ",1000,", ",,"), {"is no row"});
  refuse(replaced(text, ",1000,", ",x,"), {"is no row"});
}

TEST(Merge, GivesTheUnsplitTable) {
  const Sweep sweep;
  for (std::size_t count = 2; count <= 15; ++count) {  // more shards than points, too
    std::vector<NamedText> shards = sweep.shards(count);
    ASSERT_EQ(merge_shards(shards), sweep.text()) << count;
    std::reverse(shards.begin(), shards.end());
    std::swap(shards[0], shards[count / 2]);
    ASSERT_EQ(merge_shards(shards), sweep.text()) << count;
  }
}

TEST(Merge, SaysWhatDoesNotBelongTogether) {
  const Sweep sweep;
  const auto refuse = [&](const std::vector<NamedText>& shards, const std::vector<std::string>& parts) {
    expect_error<TableError>([&] { merge_shards(shards); }, parts);
  };
  const std::vector<NamedText> good = sweep.shards(3);
  refuse({good[0], good[2]}, {"no file of shard 2/3"});
  refuse({good[1]}, {"no file of shard 1/3, 3/3"});
  refuse({good[0], good[1], good[1]}, {"2.csv: shard 2/3 is there already, as 2.csv"});
  refuse({good[0], good[1], sweep.shards(4)[2]}, {"3.csv: this is shard 3/4, but 1.csv is shard 1/3"});
  refuse({good[0], good[1], {"w.csv", sweep.text()}}, {"w.csv: this is no shard"});
  refuse({{"e.csv", ""}, good[1], good[2]}, {"e.csv: this is no table that hvsim sweep wrote"});
  refuse({{"t.txt", "some text\nmore\n"}, good[1]}, {"t.txt: this is no table"});
  const auto with_second = [&](const std::string& text) {
    return std::vector<NamedText>{good[0], {"2.csv", text}, good[2]};
  };
  const std::string second = good[1].text, last = sweep.rows({2, 3}).back();
  refuse(with_second(replaced(second, "12ab", "12ac")), {"2.csv: ", "another sweep than 1.csv", "'# input: 12ac'"});
  refuse(with_second(replaced(second, "seed = 1", "seed = 2")), {"'# seed = 2', not '# seed = 1'"});
  refuse(with_second(replaced(second, "shard: 2/3", "shard: 4/3")), {"2.csv: ", "4/3", "makes no sense"});
  refuse(with_second(replaced(second, last, "")), {"2.csv: the shard is not finished: it has 3 of 4 points"});
  refuse(with_second(second.substr(0, second.size() - 1)), {"2.csv: the shard is not finished"});
  refuse(with_second(second + "4,"), {"2.csv: the file is damaged"});
  refuse(with_second(sweep.header({2, 3}) + last + replaced(replaced(second, sweep.header({2, 3}), ""), last, "")),
         {"2.csv: the file is damaged: its rows are not in order"});
  refuse(with_second(second + sweep.rows({1, 3})[0]), {"2.csv:", "is no row of this sweep"});
  std::vector<NamedText> empty_axis = good;
  for (NamedText& shard : empty_axis) shard.text = replaced(shard.text, "depth=0:2", "depth=2:0");
  refuse(empty_axis, {"1.csv: --axis depth=2:0: the range 2:0 is empty"});
}

}  // namespace
}  // namespace hv::explore
