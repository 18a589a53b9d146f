// SPDX-License-Identifier: Apache-2.0
// Is what is taken of a trace's file what the window says?
#include "exploration/load_trace.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "exploration/replay_file.h"
#include "support.h"
#include "trace/trace_error.h"

namespace hv::explore {
namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;

constexpr std::uint64_t kReferences = 2500;  // more than two blocks of the reader

/// A text trace: reference i is a load of page i.
class LoadTrace : public testing::Test {
 protected:
  LoadTrace() {
    std::ofstream file(path_);
    for (std::uint64_t i = 0; i < kReferences; ++i) file << " L " << std::hex << i * 4096 << ",8\n";
  }
  ~LoadTrace() override { std::remove(path_.c_str()); }

  std::vector<Word> pages(const TraceWindow& window) const {
    std::vector<Word> pages;
    const tb::LoadedTrace loaded = tb::load_trace(path_, 512, window);
    loaded.trace.for_each([&](const ReplayReference& reference) { pages.push_back(reference.tag_page); });
    EXPECT_EQ(loaded.hash, tb::load_trace(path_, 512).hash);
    return pages;
  }

  const std::string path_ = testing::TempDir() + "load-trace-" + std::to_string(::getpid());
};

TEST_F(LoadTrace, TakesWhatTheWindowSays) {
  for (const std::uint64_t skip : {0, 1, 1023, 1024, 1500, 2499})
    for (const std::uint64_t most : {0, 1, 30, 1024, 2000, 5000}) {
      std::vector<Word> expected;
      for (std::uint64_t i = skip; i < kReferences && (most == 0 || i < skip + most); ++i) expected.push_back(i);
      EXPECT_EQ(pages({skip, most, 0}), expected) << skip << " " << most;
    }
}

TEST_F(LoadTrace, ReadAheadOrNotIsTheSameAndTheHashIsLeftOutOnRequest) {
  const std::string recorded = std::string(HV_SOURCE_DIR) + "/traces/awk.hvt";
  Configuration configuration = configured({{"depth", "2"}, {"associator.entries", "64"}, {"trace.warm-up", "70000"}});
  configuration.trace.skip = 20000;
  configuration.trace.references = 400001;
  for (const char* replacement : {"lru", "fifo"}) {  // in one pass, and not
    apply_settings({{"associator.replacement", replacement, "test"}}, configuration);
    const tb::LoadedTrace loaded = tb::load_trace(recorded, 512, configuration.trace);
    const RunResult expected = replay(configuration, loaded.trace);
    for (const trace::Reading reading : {trace::Reading::here, trace::Reading::ahead})
      for (const tb::TraceHash hash : {tb::TraceHash::wanted, tb::TraceHash::none}) {
        const tb::ReplayedFile replayed = tb::replay_file(recorded, configuration, {hash, reading});
        EXPECT_TRUE(replayed.result.counters == expected.counters) << replacement;
        EXPECT_EQ(replayed.result.real_digest, expected.real_digest) << replacement;
        EXPECT_EQ(replayed.references, 400001u);
        EXPECT_EQ(replayed.pages.pages(), loaded.trace.pages());
        EXPECT_EQ(replayed.pages.straddling(), loaded.trace.straddling());
        EXPECT_EQ(replayed.hash, hash == tb::TraceHash::wanted ? loaded.hash : "");
      }
  }
}

TEST_F(LoadTrace, AReplayWhileReadingIsThatOfAKeptTrace) {
  const std::string recorded = std::string(HV_SOURCE_DIR) + "/traces/awk.hvt";
  const std::vector<Settings> machines = {
      {{"depth", "0"}, {"associator.entries", "64"}},
      {{"depth", "3"}, {"associator.entries", "0"}, {"trace.warm-up", "4000"}},
      {{"depth", "2"}, {"associator.entries", "48"}, {"associator.ways", "4"}, {"trace.warm-up", "1024"}},
      {{"depth", "1"}, {"associator.entries", "7"}, {"associator.ways", "1"}, {"trace.warm-up", "1023"}},
      {{"depth", "1"}, {"associator.entries", "64"}, {"page.words", "1000"}},
      {{"depth", "4"}, {"associator.entries", "16"}, {"fmap.form", "radix"}, {"fmap.page-bits", "3/2"}},
      {{"depth", "2"}, {"associator.entries", "16"}, {"fmap.policy", "in-order"}},
      {{"depth", "2"}, {"associator.entries", "16"}, {"fmap.policy", "random"}, {"fmap.form", "rb"}},
  };
  for (const Settings& machine : machines) {
    Configuration configuration = configured(machine);
    configuration.trace.references = 60001;
    const tb::LoadedTrace loaded =
        tb::load_trace(recorded, configuration.machine.page_words, configuration.trace, configuration.block_bits());
    const RunResult expected = replay(configuration, loaded.trace);
    const RunResult result = tb::replay_file(recorded, configuration).result;
    EXPECT_TRUE(result.counters == expected.counters) << machine.back().second;
    EXPECT_EQ(result.cycles, expected.cycles) << machine.back().second;
    EXPECT_EQ(result.real_digest, expected.real_digest) << machine.back().second;
  }
}

TEST_F(LoadTrace, WhatIsImpossibleIsRefusedWhileReadingToo) {
  const auto refused = [&](const Settings& machine, const std::vector<std::string>& said) {
    expect_error<ReplayImpossible>([&] { tb::replay_file(path_, configured(machine)); }, said);
  };
  refused({{"trace.warm-up", "2500"}}, {"trace.warm-up is 2500", "2500 references"});
  refused({{"depth", "1"}, {"memory.pages", "2501"}}, {"memory.pages is 2501", "2500 pages"});
}

TEST_F(LoadTrace, TellsHowFarTheFileHasBeenRead) {
  const std::string recorded = std::string(HV_SOURCE_DIR) + "/traces/awk.hvt";
  std::ifstream file(recorded, std::ios::binary | std::ios::ate);
  const auto size = static_cast<std::uint64_t>(file.tellg());
  for (const trace::Reading thread : {trace::Reading::here, trace::Reading::ahead}) {
    std::vector<std::uint64_t> told;
    const auto tell = [&](std::uint64_t done, std::uint64_t all) {
      EXPECT_EQ(all, size);
      told.push_back(done);
    };
    tb::load_trace(recorded, 512, {}, 0, {tb::TraceHash::none, thread, 0, tell});
    ASSERT_GT(told.size(), 1u);
    EXPECT_TRUE(std::is_sorted(told.begin(), told.end()));
    EXPECT_GT(told.front(), 0u);
    EXPECT_LE(told.back(), size);
  }
}

TEST_F(LoadTrace, ADamagedFileIsRefusedOnTwoThreadsToo) {
  std::ifstream whole(std::string(HV_SOURCE_DIR) + "/traces/awk.hvt", std::ios::binary);
  std::string beginning(1000000, '\0');
  ASSERT_TRUE(whole.read(beginning.data(), static_cast<std::streamsize>(beginning.size())));
  std::ofstream(path_, std::ios::binary) << beginning;
  for (const trace::Reading reading : {trace::Reading::here, trace::Reading::ahead})
    expect_error<trace::TraceError>(
        [&] {
          tb::replay_file(path_, configured({}), {tb::TraceHash::none, reading});
        },
        {path_, "truncated"});
}

TEST_F(LoadTrace, RefusesToSkipEverything) {
  expect_error<trace::TraceError>([&] { pages({kReferences, 0, 0}); }, {"2500 references", "trace.skip", path_});
}

}  // namespace
}  // namespace hv::explore
