// SPDX-License-Identifier: Apache-2.0
// Every scenario does the same on the SystemC machine as in the pure core, in lock-step and decoupled.

#include <tlm_utils/tlm_quantumkeeper.h>

#include <algorithm>

#include "scenarios/catalogue.h"
#include "scenarios/nest_program.h"
#include "support/simulation.h"
#include "support/twin.h"

namespace hv::test {
namespace {

enum class Mode { lock_step, no_quantum, short_quantum, long_quantum };

struct Case {
  std::string name;
  unsigned depth;
  Mode mode;
};

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  for (const tb::CatalogueEntry& entry : tb::catalogue())
    for (const Mode mode : {Mode::lock_step, Mode::no_quantum, Mode::short_quantum, Mode::long_quantum})
      for (unsigned depth = 0; depth <= (tb::any_depth(entry) ? 3 : 0); ++depth)
        cases.push_back({entry.name, depth, mode});
  return cases;
}

std::string name_of(const ::testing::TestParamInfo<Case>& info) {
  static const char* const modes[] = {"LockStep", "NoQuantum", "ShortQuantum", "LongQuantum"};
  std::string name = info.param.name + std::to_string(info.param.depth) + modes[static_cast<int>(info.param.mode)];
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

class ScenarioParity : public Simulation, public ::testing::WithParamInterface<Case> {
 protected:
  static tb::Scenario scenario() {
    const Case& c = GetParam();
    const tb::CatalogueEntry& entry = *tb::find_scenario(c.name);
    explore::Configuration configuration = entry.base;
    if (tb::any_depth(entry)) configuration.depth = c.depth;
    if (c.name == "nest") return tb::nest_program(configuration, 40, 2);  // the same, shorter
    return entry.make(configuration);
  }
  void set_quantum() {
    const Mode mode = GetParam().mode;
    const double ns = mode == Mode::short_quantum ? 170 : mode == Mode::long_quantum ? 1e6 : 0;
    tlm_utils::tlm_quantumkeeper::set_global_quantum(sc_core::sc_time(ns, sc_core::SC_NS));
  }
};
INSTANTIATE_TEST_SUITE_P(, ScenarioParity, ::testing::ValuesIn(all_cases()), name_of);

TEST_P(ScenarioParity, SameEventsCountersAndMemory) {
  set_quantum();
  const tb::Scenario s = scenario();
  sc::Machine machine("hv", s.config, GetParam().mode == Mode::lock_step);
  Twin twin(machine);
  s.image.for_each([&](RealName name, Word word) { twin.poke(name, word); });
  for (const tb::Start& start : s.starts) {
    twin.reset();
    for (const Word syllable : start.syllables) ASSERT_TRUE(twin.enter(syllable));
    if (start.registers) {
      ProcessorState state;
      state.ic = start.registers->ic;
      state.r = start.registers->r;
      state.b = start.registers->b;
      twin.set_state(state);
    }
    twin.run(std::min<std::uint64_t>(start.attempts, 5000));
  }
  EXPECT_GT(twin.events(), 2u);
  finished();
}

}  // namespace
}  // namespace hv::test
