// SPDX-License-Identifier: Apache-2.0
// No name that is not reachable any more is reached by a direct memory pointer from before. (In the pure core:
// tests/agree.)
#include <deque>

#include "agree/protection_cases.h"
#include "support/simulation.h"
#include "systemc/machine.h"

namespace hv::test {
namespace {

class DirectProtection : public Simulation, public ::testing::WithParamInterface<ProtectionCase> {};
INSTANTIATE_TEST_SUITE_P(, DirectProtection, testing::ValuesIn(protection_cases()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST_P(DirectProtection, HoldsForFetchReadAndWrite) {
  tlm::tlm_global_quantum::instance().set(sc::Clock{}(sc::kQuantumCycles));
  const std::vector<ProtectionRun> runs = protection_runs(GetParam());
  std::deque<sc::Machine> machines;
  for (std::size_t i = 0; i < runs.size(); ++i)
    machines.emplace_back(("hv" + std::to_string(i)).c_str(), runs[i].config());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    sc::Machine& machine = machines[i];
    runs[i].put([&](RealName name, Word word) { ASSERT_TRUE(machine.poke(name, word)); });
    machine.set_state(runs[i].start());
    EXPECT_TRUE(machine.run(kProtectionAttempts)) << runs[i].describe();
    EXPECT_EQ(machine.cpu.processor().halt_code(), kKept) << runs[i].describe();
    EXPECT_GE(machine.cpu.processor().granted_instructions(), kProtectionGranted) << runs[i].describe();
  }
  finished();
}

}  // namespace
}  // namespace hv::test
