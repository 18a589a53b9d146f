// SPDX-License-Identifier: Apache-2.0
// Every scenario at depths 0 to 8, to its end or for a good while: executed on granted pages or one transaction an
// access, on the SystemC machine or in the pure core, everything that can be told of the machine then is the same.

#include <tlm_utils/tlm_quantumkeeper.h>

#include <algorithm>

#include "scenarios/catalogue.h"
#include "scenarios/nest_program.h"
#include "scenarios/pure_run.h"
#include "support/machine_end.h"
#include "support/simulation.h"

namespace hv::test {
namespace {

constexpr std::uint64_t kMostAttempts = 250'000;
constexpr unsigned kDeepest = 8;

struct Case {
  std::string name;
  std::optional<unsigned> depth;  ///< nothing: the scenario's own
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const tb::CatalogueEntry& entry : tb::catalogue()) {
    if (!tb::any_depth(entry)) cases.push_back({entry.name, std::nullopt});
    for (unsigned depth = 0; tb::any_depth(entry) && depth <= kDeepest; ++depth) cases.push_back({entry.name, depth});
  }
  return cases;
}

std::string name_of(const ::testing::TestParamInfo<Case>& info) {
  std::string name = info.param.name + (info.param.depth ? "AtDepth" + std::to_string(*info.param.depth) : "");
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

/// As small as it comes, so that depth 8 is affordable.
tb::Scenario scenario_of(const Case& c) {
  const tb::CatalogueEntry& entry = *tb::find_scenario(c.name);
  explore::Configuration configuration = entry.base;
  if (!c.depth) return entry.make(configuration);
  configuration.depth = *c.depth;
  configuration.machine.syllables = std::max(configuration.machine.syllables, *c.depth);
  if (c.name == "nest") return tb::nest_program(configuration, 40, 2);
  if (c.name == "os" || c.name == "paging" || c.name == "mixed") configuration.guest.size = 4;
  if (c.name == "storm") configuration.guest.size = 1;
  return entry.make(configuration);
}

void poke(sc::Machine& machine, const tb::Scenario& scenario) {
  machine.console.device().set_input(scenario.console_input);
  scenario.image.for_each([&](RealName name, Word word) { ASSERT_TRUE(machine.poke(name, word)); });
}

/// As tb::PureRun does it.
MachineEnd end_of_run(sc::Machine& machine, const tb::Scenario& scenario) {
  poke(machine, scenario);
  std::uint64_t left = kMostAttempts;
  for (const tb::Start& start : scenario.starts) {
    machine.reset_vmid();
    machine.set_state({});
    for (const Word syllable : start.syllables) EXPECT_TRUE(machine.enter(syllable));
    if (start.registers) {
      ProcessorState state;
      state.ic = start.registers->ic;
      state.r = start.registers->r;
      state.b = start.registers->b;
      machine.set_state(state);
    }
    const std::uint64_t attempts = std::min(start.attempts, left);
    machine.run(attempts);
    left -= attempts - machine.cpu.attempts_left();
  }
  return end_of(machine);
}

class ScenarioAgreement : public Simulation, public ::testing::WithParamInterface<Case> {};
INSTANTIATE_TEST_SUITE_P(, ScenarioAgreement, ::testing::ValuesIn(all_cases()), name_of);

TEST_P(ScenarioAgreement, OfDirectExecutionTransportAndThePureCore) {
  const tb::Scenario scenario = scenario_of(GetParam());
  sc::Machine direct("direct", scenario.config), transport("transport", scenario.config);
  transport.cpu.set_execution(sc::CpuModule::Execution::transport);
  tlm::tlm_global_quantum::instance().set(sc::Clock{}(sc::kQuantumCycles));
  const MachineEnd slow = end_of_run(transport, scenario);
  EXPECT_EQ(difference(slow, end_of_run(direct, scenario)), "");
  EXPECT_EQ(transport.cpu.processor().granted_instructions(), 0u);

  tb::PureRun pure(scenario);
  pure.run(kMostAttempts);
  MachineEnd core = end_of(pure.machine(), pure.machine().counters() - pure.counters());
  EXPECT_EQ(difference(slow, core), "");

  if (scenario.starts.back().attempts == tb::Start::kForever) {
    EXPECT_TRUE(slow.stopped || slow.counters.instructions > kMostAttempts / 2);
    // The memory of an R-B map's VM stays at its home in the paging store, each word of which is counted: no pointers.
    const std::uint64_t least = GetParam().name == "mixed" ? 10 : slow.counters.instructions / 4;
    EXPECT_GT(direct.cpu.processor().granted_instructions(), least);
    EXPECT_GT(pure.machine().processor().granted_instructions(), least);
  }
  finished();
}

}  // namespace
}  // namespace hv::test
