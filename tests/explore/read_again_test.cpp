// SPDX-License-Identifier: Apache-2.0
// Traces that are too long to be kept: read again by each replay, they give what they give when they are kept.
#include <malloc.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

#include "exploration/load_trace.h"
#include "explore/one_pass.h"
#include "explore/replay_vms.h"
#include "support.h"
#include "trace/trace_error.h"

namespace hv::explore {
namespace {

const std::string kAwk = std::string(HV_SOURCE_DIR) + "/traces/awk.hvt";
constexpr TraceWindow kWindow{30001, 120011, 0};

class ReadAgain : public testing::Test {
 protected:
  static tb::LoadedTrace load(const std::string& path, std::uint64_t most_kept, const TraceWindow& window = kWindow,
                              Word page_words = 512) {
    return tb::load_trace(path, page_words, window, 0, {tb::TraceHash::wanted, trace::Reading::here, most_kept});
  }
  static std::vector<std::pair<Word, Word>> names(const CompactTrace& trace) {
    std::vector<std::pair<Word, Word>> names;
    trace.for_each([&](const ReplayReference& reference) { names.push_back({reference.name, reference.tag_page}); });
    return names;
  }

  const CompactTrace kept_ = load(kAwk, kWindow.references).trace, again_ = load(kAwk, kWindow.references - 1).trace;
};

void expect_equal(const RunResult& left, const RunResult& right, const std::string& what) {
  EXPECT_TRUE(left.counters == right.counters) << what;
  EXPECT_EQ(left.cycles, right.cycles) << what;
  EXPECT_EQ(left.real_digest, right.real_digest) << what;
}

TEST_F(ReadAgain, IsWhatIsNotKept) {
  EXPECT_TRUE(kept_.is_kept());
  EXPECT_FALSE(again_.is_kept());
  EXPECT_EQ(again_.size(), kWindow.references);
  EXPECT_EQ(again_.pages(), kept_.pages());
  EXPECT_EQ(again_.straddling(), kept_.straddling());
  EXPECT_EQ(load(kAwk, 0).hash, load(kAwk, ~std::uint64_t{0}).hash);
}

TEST_F(ReadAgain, GivesTheSameReferencesAsOftenAsAsked) {
  const auto expected = names(kept_);
  ASSERT_EQ(expected.size(), kWindow.references);
  for (int times = 0; times < 2; ++times) EXPECT_TRUE(names(again_) == expected);
  ReplayStream stream(again_);
  ReplayReference reference;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    ASSERT_TRUE(stream.next(reference));
    ASSERT_EQ(reference.name, expected[i].first);
  }
  EXPECT_FALSE(stream.next(reference));
  EXPECT_EQ(stream.done(), kWindow.references);
}

TEST_F(ReadAgain, EveryReplayGivesTheSame) {
  for (const char* replacement : {"lru", "fifo"})
    for (const char* warm_up : {"0", "1", "50000"}) {
      const Configuration one = configured({{"depth", "2"},
                                            {"associator.entries", "32"},
                                            {"associator.replacement", replacement},
                                            {"trace.warm-up", warm_up}});
      expect_equal(replay(one, again_), replay(one, kept_), replacement);
    }
  std::vector<Configuration> family;
  for (const char* entries : {"8", "64"})
    family.push_back(configured({{"depth", "1"}, {"associator.entries", entries}, {"trace.warm-up", "777"}}));
  const auto results = one_pass(family, again_);
  for (std::size_t i = 0; i < family.size(); ++i) expect_equal(results[i], replay(family[i], kept_), "family");

  const Configuration two = configured({{"depth", "1"}, {"associator.entries", "32"}});
  expect_equal(replay_vms(two, {{{1}, &again_}, {{2}, &kept_}}), replay_vms(two, {{{1}, &kept_}, {{2}, &kept_}}),
               "VMs");
}

/// Sanitizers have allocators of their own, which count nothing here.
TEST_F(ReadAgain, TakesNoMoreMemoryForALongerTrace) {
  const auto in_use = [] {
    const struct mallinfo2 info = ::mallinfo2();
    return info.uordblks + info.hblkhd;
  };
  constexpr std::size_t kReader = 12 << 20,
                        kMost = 4 << 20;  // bytes; zstd's window, as the trace was written, is 8 MiB
  const TraceWindow whole;
  const std::size_t before = in_use();
  const tb::LoadedTrace loaded = load(kAwk, kMost / 4, whole);
  ASSERT_GT(4 * loaded.trace.size(), 2 * (kReader + kMost));
  EXPECT_LT(in_use(), before + kMost);
  std::size_t most = 0;
  loaded.trace.for_each_stretch([&](const TracePages::Packed*, std::size_t) { most = std::max(most, in_use()); });
  EXPECT_LT(most, before + kReader);
}

TEST_F(ReadAgain, AFileThatIsAnotherOneMeanwhileIsRefused) {
  const std::string path = testing::TempDir() + "read-again-" + std::to_string(::getpid());
  const std::string others = path + ".other";
  const auto write = [&](const std::string& text, bool in_place) {
    std::ofstream(in_place ? path : others) << text;
    if (!in_place) std::rename(others.c_str(), path.c_str());
  };
  const std::string first = " L 1000,8\n S 2000,8\n L 1000,8\n";
  for (const bool in_place : {true, false})
    for (const std::string other :
         {" L 1000,8\n S 2000,8\n", " L 1000,8\n S 2000,8\n L 3000,8\n", " L 1000,8\n S 2000,8\n L 1000,8\n L 1000,8\n",
          " L 2000,8\n S 1000,8\n L 2000,8\n"}) {
      if (in_place && other.size() == first.size()) continue;  // within one tick of the file system's clock
      write(first, true);
      const CompactTrace trace = load(path, 2, {}).trace;
      EXPECT_EQ(names(trace).size(), 3u);
      write(other, in_place);
      expect_error<trace::TraceError>([&] { names(trace); }, {path, "changed while", "--trace-memory"});
      EXPECT_THROW(replay(configured({}), trace), trace::TraceError) << other;
    }
  std::remove(path.c_str());
  EXPECT_THROW(names(load("/dev/null", 0, {}).trace), trace::TraceError);
}

/// Not what the trace's pages were made from: so much is noticed whatever reads it.
TEST(CompactTrace, OtherReferencesThanItsOwnAreNoticed) {
  class Reader final : public PackedReader {
   public:
    explicit Reader(std::uint64_t references) : left_(references) {}
    std::size_t next(TracePages& pages, const TracePages::Packed*& packed) override {
      if (left_ == 0) return 0;
      --left_;
      pages.pack(
          1,
          [](std::size_t) {
            return TracePages::Added{4096, 8, AccessKind::read};
          },
          &packed_);
      packed = &packed_;
      return 1;
    }

   private:
    std::uint64_t left_;
    TracePages::Packed packed_ = 0;
  };
  for (const std::uint64_t given : {2, 3, 4}) {
    CompactTrace trace(512);
    trace.limit(0, [=] { return std::make_unique<Reader>(given); });
    const TracePages::Packed* packed = nullptr;
    Reader reader(3);
    while (const std::size_t count = reader.next(trace, packed)) trace.append(packed, count);
    const auto read = [&] { trace.for_each([](const ReplayReference&) {}); };
    if (given == 3)
      EXPECT_NO_THROW(read());
    else
      EXPECT_THROW(read(), TraceChanged) << given;
  }
}

}  // namespace
}  // namespace hv::explore
