// SPDX-License-Identifier: Apache-2.0
// What the bundled traces come to, as tests/explore/count-misses has counted it: a program in another language that
// shares nothing with the model but the text of the trace. A trace recorded anew has other counts: count them anew, and
// look at them, before they are written here.
#include "exploration/load_trace.h"
#include "explore/one_pass.h"
#include "support.h"

namespace hv::explore {
namespace {

struct Counted {
  const char* replacement;
  unsigned entries, ways;
  std::uint64_t misses;
};

struct Bundled {
  const char* name;
  std::uint64_t references, pages;
  std::vector<Counted> counted;
};

void PrintTo(const Bundled& bundled, std::ostream* out) { *out << bundled.name; }

const std::vector<Bundled>& bundled_traces() {
  static const std::vector<Bundled> traces = {{"awk",
                                               24482078,
                                               284,
                                               {{"lru", 1, 0, 14370505},
                                                {"lru", 4, 0, 3845936},
                                                {"lru", 16, 0, 673290},
                                                {"lru", 48, 0, 21349},
                                                {"lru", 64, 0, 746},
                                                {"lru", 256, 0, 284},
                                                {"lru", 64, 4, 22712},
                                                {"lru", 96, 3, 11253},
                                                {"lru", 128, 1, 66987},
                                                {"fifo", 16, 0, 817974},
                                                {"fifo", 64, 4, 29913}}},
                                              {"sort",
                                               24487544,
                                               2760,
                                               {{"lru", 1, 0, 12314924},
                                                {"lru", 4, 0, 2063536},
                                                {"lru", 16, 0, 266658},
                                                {"lru", 48, 0, 62195},
                                                {"lru", 64, 0, 57848},
                                                {"lru", 256, 0, 35662},
                                                {"lru", 64, 4, 58881},
                                                {"lru", 96, 3, 52683},
                                                {"lru", 128, 1, 197494},
                                                {"fifo", 16, 0, 364430},
                                                {"fifo", 64, 4, 71295}}}};
  return traces;
}

class BundledCounts : public testing::TestWithParam<Bundled> {};
INSTANTIATE_TEST_SUITE_P(Traces, BundledCounts, testing::ValuesIn(bundled_traces()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST_P(BundledCounts, AreThoseThatWereReviewed) {
  const Bundled& bundled = GetParam();
  const tb::LoadedTrace loaded = tb::load_trace(std::string(HV_SOURCE_DIR) + "/traces/" + bundled.name + ".hvt", 512);
  EXPECT_EQ(loaded.trace.size(), bundled.references);
  EXPECT_EQ(loaded.trace.pages(), bundled.pages);
  std::vector<Configuration> family;
  std::vector<std::uint64_t> misses;
  for (const Counted& counted : bundled.counted) {
    const Configuration c = configured({{"associator.replacement", counted.replacement},
                                        {"associator.entries", std::to_string(counted.entries)},
                                        {"associator.ways", std::to_string(counted.ways)}});
    if (counted.replacement == std::string("lru")) {
      family.push_back(c);
      misses.push_back(counted.misses);
    }
    if (counted.entries == 64 || counted.replacement == std::string("fifo")) {
      EXPECT_EQ(replay(c, loaded.trace).counters.associator_misses, counted.misses)
          << counted.replacement << " " << counted.entries << "/" << counted.ways;
    }
  }
  const std::vector<RunResult> together = one_pass(family, loaded.trace);
  for (std::size_t i = 0; i < family.size(); ++i)
    EXPECT_EQ(together[i].counters.associator_misses, misses[i]) << family[i].machine.associator.entries;
}

}  // namespace
}  // namespace hv::explore
