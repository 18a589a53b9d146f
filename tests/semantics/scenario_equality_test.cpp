// SPDX-License-Identifier: Apache-2.0
// The paper's example and its continuations run the same with every kind of associator, step by step; with
// every register policy they come to the same end.
#include <gtest/gtest.h>

#include "oracle/show.h"
#include "scenarios/figure6.h"
#include "scenarios/pure_run.h"

namespace hv::test {
namespace {

struct Played {
  std::vector<std::string> steps;  // VMID and outcome
  std::vector<Word> memory;
  std::string end;
  std::uint64_t digest = 0;
  Counters counters;
};

std::string describe(const ProcessorState& state, const std::string& vmid) {
  std::string text = vmid;
  for (const Word word : state.to_words()) text += " " + std::to_string(word);
  return text;
}

Played play(const tb::Scenario& scenario, RegistersPolicy registers, const AssociatorConfig& associator) {
  tb::Scenario changed = scenario;
  changed.config.registers = registers;
  changed.config.associator = associator;
  tb::PureRun run(changed);
  PureMachine& machine = run.machine();
  Played played;
  const auto vmid = [&] { return machine.vmid_unit().vmid().name(); };
  for (const tb::Start& start : changed.starts) {
    EXPECT_TRUE(run.begin(start)) << scenario.name;
    for (std::uint64_t i = 0; i < start.attempts && !machine.processor().stopped(); ++i)
      played.steps.push_back(vmid() + " " + show(machine.processor().step()));
  }
  played.memory.assign(machine.memory().data(), machine.memory().data() + machine.memory().size());
  played.end = describe(machine.processor().state(), vmid());
  played.digest = machine.composer().real_digest();
  played.counters = machine.counters();
  return played;
}

std::vector<tb::Scenario> scenarios() {
  return {tb::table2(), tb::repair_page(), tb::repair_nested(), tb::evict_resume(), tb::evict_table()};
}

constexpr RegistersPolicy kPolicies[] = {RegistersPolicy::name, RegistersPolicy::real, RegistersPolicy::none};

TEST(ScenarioEquality, EveryAssociatorGivesTheExecutionOfNone) {
  unsigned runs = 0;
  std::uint64_t hits = 0, forgotten = 0;
  for (const tb::Scenario& scenario : scenarios())
    for (const RegistersPolicy registers : kPolicies) {
      const Played plain = play(scenario, registers, {0, 0, AssociatorKey::vmid, Invalidation::snoop});
      ASSERT_GE(plain.steps.size(), 6u);
      for (const auto key : {AssociatorKey::vmid, AssociatorKey::level, AssociatorKey::none})
        for (const auto invalidation : {Invalidation::snoop, Invalidation::lvmid, Invalidation::flush})
          for (const std::uint32_t entries : {1u, 2u, 3u, 8u, 64u}) {
            const AssociatorConfig config{entries, 0, key, invalidation};
            if (objection(config)) continue;
            const Played cached = play(scenario, registers, config);
            EXPECT_EQ(cached.steps, plain.steps) << scenario.name;
            EXPECT_EQ(cached.end, plain.end) << scenario.name;
            EXPECT_TRUE(cached.memory == plain.memory) << scenario.name;
            EXPECT_EQ(cached.digest, plain.digest) << scenario.name;
            EXPECT_LE(cached.counters.map_reads, plain.counters.map_reads) << scenario.name;
            hits += cached.counters.associator_hits;
            forgotten += cached.counters.associator_forgotten;
            ++runs;
          }
    }
  EXPECT_EQ(runs, 5u * 3 * 7 * 5);
  EXPECT_GT(hits, 1000u);
  EXPECT_GT(forgotten, 100u);
}

TEST(ScenarioEquality, RegisterPoliciesAgreeInFinalMemoryAndRegisters) {
  for (const tb::Scenario& scenario : scenarios()) {
    const AssociatorConfig none{0, 0, AssociatorKey::vmid, Invalidation::snoop};
    const Played name = play(scenario, RegistersPolicy::name, none);
    for (const RegistersPolicy registers : {RegistersPolicy::real, RegistersPolicy::none}) {
      const Played other = play(scenario, registers, none);
      EXPECT_EQ(other.end, name.end) << scenario.name;
      EXPECT_TRUE(other.memory == name.memory) << scenario.name << " " << to_string(registers);
    }
  }
}

}  // namespace
}  // namespace hv::test
