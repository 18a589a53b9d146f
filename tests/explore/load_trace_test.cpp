// SPDX-License-Identifier: Apache-2.0
// Is what is taken of a trace's file what the window says?
#include "exploration/load_trace.h"

#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "exploration/replay_file.h"
#include "support.h"
#include "trace/trace_error.h"

namespace hv::explore {
namespace {

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
        const tb::ReplayedFile replayed = tb::replay_file(recorded, configuration, hash, reading);
        EXPECT_TRUE(replayed.result.counters == expected.counters) << replacement;
        EXPECT_EQ(replayed.result.real_digest, expected.real_digest) << replacement;
        EXPECT_EQ(replayed.references, 400001u);
        EXPECT_EQ(replayed.pages, loaded.trace.pages());
        EXPECT_EQ(replayed.straddling, loaded.trace.straddling());
        EXPECT_EQ(replayed.hash, hash == tb::TraceHash::wanted ? loaded.hash : "");
      }
  }
}

TEST_F(LoadTrace, ADamagedFileIsRefusedOnTwoThreadsToo) {
  std::ifstream whole(std::string(HV_SOURCE_DIR) + "/traces/awk.hvt", std::ios::binary);
  std::string beginning(1000000, '\0');
  ASSERT_TRUE(whole.read(beginning.data(), static_cast<std::streamsize>(beginning.size())));
  std::ofstream(path_, std::ios::binary) << beginning;
  for (const trace::Reading reading : {trace::Reading::here, trace::Reading::ahead})
    expect_error<trace::TraceError>([&] { tb::replay_file(path_, configured({}), tb::TraceHash::none, reading); },
                                    {path_, "truncated"});
}

TEST_F(LoadTrace, RefusesToSkipEverything) {
  expect_error<trace::TraceError>([&] { pages({kReferences, 0, 0}); }, {"2500 references", "trace.skip", path_});
}

}  // namespace
}  // namespace hv::explore
