// SPDX-License-Identifier: Apache-2.0
// Replay through SystemC against replay in the pure core: every counter, the cycles, and the digest of real names.
#include <gtest/gtest.h>

#include <random>

#include "explore/parameters.h"
#include "platform/replay_run.h"

namespace hv::test {
namespace {

struct Case {
  const char* name;
  std::vector<explore::Setting> settings;
  friend void PrintTo(const Case& machine, std::ostream* out) { *out << machine.name; }
};

/// References with locality: now and then the program moves on to other pages of its 200.
explore::CompactTrace trace(Word page_words) {
  explore::CompactTrace made(page_words);
  std::mt19937_64 random(7);
  std::uint64_t region = 0;
  for (int i = 0; i < 60000; ++i) {
    if (random() % 50 == 0) region = random() % 190;
    const std::uint64_t address = 0x7f0000000000 + (region + random() % 10) * 4096 + random() % 4096;
    made.add(address, 1 + random() % 8, static_cast<AccessKind>(random() % 3));
  }
  return made;
}

class ReplayThroughSystemc : public testing::TestWithParam<Case> {};

TEST_P(ReplayThroughSystemc, EqualsThePureCore) {
  explore::Configuration configuration;
  explore::apply_settings(GetParam().settings, configuration);
  const explore::CompactTrace references = trace(configuration.machine.page_words);
  const explore::RunResult pure = explore::replay(configuration, references);
  const explore::RunResult timed = tb::replay_through_systemc(configuration, references);
  EXPECT_EQ(pure.counters.references, 60000u - configuration.trace.warm_up);
  EXPECT_TRUE(pure.counters == timed.counters);
  EXPECT_EQ(pure.counters.associator_misses, timed.counters.associator_misses);
  EXPECT_EQ(pure.counters.map_reads, timed.counters.map_reads);
  EXPECT_EQ(pure.cycles, timed.cycles);
  EXPECT_EQ(pure.real_digest, timed.real_digest);
}

TEST(ReplayThroughSystemcOfATrace, ThatCannotBeReadAgainThrowsAsThePureCoreDoes) {
  class Reader final : public explore::PackedReader {
   public:
    std::size_t next(explore::TracePages&, const explore::TracePages::Packed*&) override {
      throw std::runtime_error("gone");
    }
  };
  using explore::TracePages;
  explore::CompactTrace lost(512);
  lost.limit(0, [] { return std::make_unique<Reader>(); });
  TracePages::Packed packed = 0;
  lost.pack(
      1,
      [](std::size_t) {
        return TracePages::Added{4096, 8, AccessKind::read};
      },
      &packed);
  lost.append(&packed, 1);
  try {
    tb::replay_through_systemc({}, lost);
    FAIL() << "it was replayed";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "gone");
  }
}

explore::Setting set(const char* name, const char* value) { return {name, value, "test"}; }

INSTANTIATE_TEST_SUITE_P(
    Machines, ReplayThroughSystemc,
    testing::Values(Case{"depth0", {set("depth", "0")}}, Case{"depth1", {set("depth", "1")}},
                    Case{"depth3_forms", {set("depth", "3"), set("fmap.form", "rb/paged/radix")}},
                    Case{"depth4_small", {set("depth", "4"), set("associator.entries", "4")}},
                    Case{"depth2_warm", {set("depth", "2"), set("trace.warm-up", "20001")}},
                    Case{"depth2_none", {set("depth", "2"), set("associator.entries", "0"), set("registers", "none")}},
                    Case{"depth2_sets",
                         {set("depth", "2"), set("associator.entries", "32"), set("associator.ways", "4"),
                          set("registers", "real"), set("timing.memory", "3")}}),
    [](const auto& machine) { return machine.param.name; });

}  // namespace
}  // namespace hv::test
