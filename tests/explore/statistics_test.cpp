// SPDX-License-Identifier: Apache-2.0
#include "exploration/statistics.h"

#include <nlohmann/json.hpp>

#include "support.h"

namespace hv::explore {
namespace {

TEST(Statistics, AreExactAndComplete) {
  RunResult result;
  result.counters.references = ~std::uint64_t{0};  // an exact integer, however large
  result.counters.map_reads_by_level[3] = 7;
  result.cycles = 12;
  result.real_digest = 0xab;
  const Configuration c = configured({{"depth", "2"}, {"fmap.form", "rb/paged"}});
  const auto json = nlohmann::json::parse(tb::statistics_json(c, result, {"1.2.3", "cafe", {{"pages", 9}}}));
  EXPECT_EQ(json["version"], "1.2.3");
  EXPECT_EQ(json["input"], "cafe");
  EXPECT_EQ(json["input_facts"]["pages"], 9);
  EXPECT_EQ(json["config"]["depth"], 2);
  EXPECT_EQ(json["config"]["fmap.form"], "rb/paged");
  EXPECT_EQ(json["config"].size(), parameters().size());
  const auto& counters = json["counters"];
  for (const char* name : {"instructions", "references", "associator_hits", "associator_misses", "map_reads",
                           "lvmid_reads", "process_exceptions", "vm_faults", "lvmid", "vm_switches", "cycles"})
    EXPECT_TRUE(counters[name].is_number_unsigned()) << name;
  EXPECT_EQ(counters["references"].get<std::uint64_t>(), ~std::uint64_t{0});
  EXPECT_EQ(counters["cycles"], 12);
  EXPECT_EQ(counters["real_digest"], "00000000000000ab");
  EXPECT_EQ(counters["map_reads_by_level"], nlohmann::json::parse("[0,0,0,7]"));
  EXPECT_EQ(counters["vm_faults_by_level"], nlohmann::json::parse("[0,0,0]"));  // up to the depth
}

TEST(Statistics, HaveTheKindsOfMissWhereTheyWereAskedFor) {
  RunResult result;
  const auto counters = [&] {
    return nlohmann::json::parse(tb::statistics_json(Configuration{}, result, {"1", "cafe", {}}))["counters"];
  };
  EXPECT_FALSE(counters().contains("misses_conflict"));
  result.misses = MissKinds{1, 2, -3, 4};
  EXPECT_EQ(counters()["misses_compulsory"], 1);
  EXPECT_EQ(counters()["misses_capacity"], 2);
  EXPECT_EQ(counters()["misses_conflict"], -3);
  EXPECT_EQ(counters()["misses_invalidation"], 4);
}

}  // namespace
}  // namespace hv::explore
