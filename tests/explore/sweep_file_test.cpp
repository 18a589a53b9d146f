// SPDX-License-Identifier: Apache-2.0
// The file of a sweep and its journal: nothing is lost, nothing is done twice, nobody else writes.
#include "exploration/sweep_file.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "support.h"
#include "trace/trace_error.h"

namespace hv::tb {
namespace {

using namespace explore;  // NOLINT: this is about its classes

class SweepFileTest : public testing::Test {
 protected:
  SweepFileTest() {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    for (const SweepPoint& point : points_) keys_.push_back(row_key(point.values));
  }
  ~SweepFileTest() override { std::filesystem::remove_all(folder_); }

  SweepTable table(const std::string& comment = "one") const {
    return {table_header({comment}, Configuration{}, axes_), keys_};
  }
  void add(SweepFile& file, std::size_t index) const {
    RunResult result;
    result.cycles = 100 + index;
    file.add({&points_[index]}, {result});
  }
  std::string finished_text() const {
    SweepFile file(out_, table(), false);
    for (std::size_t i = 0; i < points_.size(); ++i) add(file, i);
    file.finish();
    std::string text = read_table(out_);
    std::filesystem::remove(out_);
    return text;
  }
  void write(const std::string& name, const std::string& text) const { std::ofstream(name, std::ios::binary) << text; }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder_), {}));
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("hv-sweep-file-" + std::to_string(::getpid()));
  const std::string out_ = folder_ / "f.csv", part_ = out_ + ".part";
  const std::vector<Axis> axes_ = {parse_axis("depth=0:4")};
  const std::vector<SweepPoint> points_ = sweep_points(Configuration{}, axes_);
  std::vector<std::string> keys_;
};

TEST_F(SweepFileTest, GoesOnAfterAnEndAtAnyByte) {
  const std::string text = finished_text();
  EXPECT_EQ(files(), 0u);
  for (std::size_t length = 0; length <= text.size(); ++length) {
    write(part_, text.substr(0, length));
    SweepFile file(out_, table(), true);
    ASSERT_FALSE(file.finished());
    for (std::size_t i = 0; i < points_.size(); ++i)
      if (!file.table().has(i)) add(file, i);
    file.finish();
    ASSERT_EQ(read_table(out_), text) << length;
    ASSERT_EQ(files(), 1u) << "the journal is there yet";
    std::filesystem::remove(out_);
  }
}

TEST_F(SweepFileTest, WhatIsDoneStandsInTheJournalAtOnceAndIsTaken) {
  const std::string header = table().header();
  {
    SweepFile file(out_, table(), true);
    add(file, 3);
    add(file, 1);
    EXPECT_EQ(read_table(part_).substr(0, header.size()), header);
    EXPECT_EQ(read_table(part_).substr(header.size()), file.table().row(3) + file.table().row(1));
  }
  SweepFile file(out_, table(), true);
  EXPECT_EQ(file.table().done(), 2u);
  EXPECT_TRUE(file.table().has(1) && file.table().has(3));
  EXPECT_FALSE(std::filesystem::exists(out_));
}

TEST_F(SweepFileTest, HalfARowIsForgotten) {
  {
    SweepFile file(out_, table(), false);
    add(file, 2);
  }
  const std::string whole = read_table(part_);
  write(part_, whole + "4,0,0,");
  SweepFile file(out_, table(), true);
  EXPECT_EQ(file.table().done(), 1u);
  EXPECT_EQ(read_table(part_), whole);
}

TEST_F(SweepFileTest, NothingIsThrownAwayUnasked) {
  {
    SweepFile file(out_, table(), false);
    add(file, 2);
  }
  const std::string journal = read_table(part_);
  expect_error<TableError>([&] { SweepFile(out_, table(), false); }, {"f.csv.part is there", "--resume", "delete it"});
  expect_error<TableError>([&] { SweepFile(out_, table("two"), true); },
                           {"f.csv.part is of another sweep: its line 1 is '# one', not '# two'"});
  EXPECT_EQ(read_table(part_), journal);
  EXPECT_EQ(files(), 1u);
}

TEST_F(SweepFileTest, WithoutRowsNothingIsLeft) {
  { SweepFile file(out_, table(), false); }
  EXPECT_EQ(files(), 0u);
  expect_error<trace::TraceError>([&] { SweepFile(folder_ / "no" / "f.csv", table(), false); }, {"cannot be created"});
  write(part_, table().header());  // killed before the first row
  { SweepFile file(out_, table(), false); }
  EXPECT_EQ(files(), 0u);
}

TEST_F(SweepFileTest, AFinishedFileIsLeftAlone) {
  const std::string text = finished_text();
  write(out_, text);
  {
    SweepFile file(out_, table(), true);
    EXPECT_TRUE(file.finished());
    EXPECT_EQ(file.table().done(), 5u);
  }
  EXPECT_EQ(files(), 1u);
  expect_error<TableError>([&] { SweepFile(out_, table("two"), true); }, {"f.csv is of another sweep: its line 1"});
  write(out_, text.substr(0, text.size() - 3));
  expect_error<TableError>([&] { SweepFile(out_, table(), true); }, {"f.csv is damaged"});
  EXPECT_EQ(read_table(out_), text.substr(0, text.size() - 3));
  EXPECT_EQ(files(), 1u);
  EXPECT_FALSE(SweepFile(out_, table(), false).finished());
}

// A journal that is there counts for more than a file of an earlier sweep.
TEST_F(SweepFileTest, AJournalBesideAnOldFileIsResumed) {
  write(out_, "anything");
  {
    SweepFile file(out_, table(), false);
    add(file, 0);
  }
  SweepFile file(out_, table(), true);
  EXPECT_FALSE(file.finished());
  EXPECT_EQ(file.table().done(), 1u);
}

TEST_F(SweepFileTest, TwoNeverWriteOneJournal) {
  SweepFile file(out_, table(), false);
  for (const bool resume : {false, true})
    expect_error<trace::TraceError>([&] { SweepFile(out_, table(), resume); }, {"f.csv.part: another process"});
  add(file, 0);
  expect_error<trace::TraceError>([&] { SweepFile(out_, table(), true); }, {"f.csv.part: another process"});
  EXPECT_EQ(read_table(part_), table().header() + file.table().row(0));
}

TEST_F(SweepFileTest, DevicesHaveNoJournal) {
  expect_error<TableError>([&] { SweepFile("/dev/null", table(), true); }, {"/dev/null is no file"});
  SweepFile file("/dev/null", table(), false);
  for (std::size_t i = 0; i < points_.size(); ++i) add(file, i);
  file.finish();
  EXPECT_FALSE(std::filesystem::exists("/dev/null.part"));
}

}  // namespace
}  // namespace hv::tb
