// SPDX-License-Identifier: Apache-2.0
// Guest software does the same on the SystemC machine as in the pure core, event by event: random guests alone, and
// under VMMs that page, take turns and hand the console down.

#include <tlm_utils/tlm_quantumkeeper.h>

#include <array>

#include "proof/ending_program.h"
#include "proof/random_case.h"
#include "support/simulation.h"
#include "support/twin.h"

namespace hv::test {
namespace {

constexpr std::uint64_t kMostAttempts = 8'000, kLeastAttempts = 1000, kLeastFaults = 10;

struct Parameters {
  unsigned depth;  ///< of VMMs around the guest; 0: it is alone
  bool nest;       ///< the guest is a VMM itself
  bool lock_step;
  double quantum_ns;
};

std::vector<Parameters> all_parameters() {
  std::vector<Parameters> all;
  for (unsigned depth = 0; depth <= 3; ++depth)
    for (const bool nest : {false, true}) {
      all.push_back({depth, nest, true, 0});
      all.push_back({depth, nest, false, 0});
      all.push_back({depth, nest, false, 170});
      all.push_back({depth, nest, false, 1e6});
    }
  return all;
}

std::string name_of(const ::testing::TestParamInfo<Parameters>& info) {
  const Parameters& p = info.param;
  return std::string(p.nest ? "Vmm" : "Program") + "AtDepth" + std::to_string(p.depth) +
         (p.lock_step ? "LockStep" : "Quantum" + std::to_string(static_cast<int>(p.quantum_ns)));
}

class GuestParity : public Simulation, public ::testing::WithParamInterface<Parameters> {
 protected:
  /// The first case of that kind, from a seed on, in which the VMMs have enough to do.
  static RandomCase find(std::uint64_t seed) {
    for (;; ++seed) {
      RandomCase one(seed);
      if (one.nest != GetParam().nest) continue;
      if (GetParam().depth == 0) return one;
      if (one.traits.depth != GetParam().depth) continue;
      const auto machine = machine_with(one.tree->outermost, one.virtual_, one.input);
      machine->run(kMostAttempts);
      if (machine->counters().instructions > kLeastAttempts && machine->counters().vm_faults > kLeastFaults) return one;
    }
  }
};
INSTANTIATE_TEST_SUITE_P(, GuestParity, ::testing::ValuesIn(all_parameters()), name_of);

TEST_P(GuestParity, SameEventsCountersCyclesAndConsole) {
  const Parameters& p = GetParam();
  tlm_utils::tlm_quantumkeeper::set_global_quantum(sc_core::sc_time(p.quantum_ns, sc_core::SC_NS));
  const RandomCase one = find(static_cast<std::uint64_t>(p.quantum_ns) + 1000 * p.depth + p.lock_step);
  const tb::GuestImage& image = p.depth == 0 ? one.guest.image : one.tree->outermost;
  sc::Machine machine("hv", sized(p.depth == 0 ? one.real : one.virtual_, image), p.lock_step);
  Twin twin(machine);
  for (Word name = 0; name < image.words.size(); ++name) twin.poke(RealName{name}, image.words[name]);
  twin.set_input(one.input);
  ProcessorState state;
  state.ic = image.entry;
  twin.set_state(state);
  const bool stopped = twin.run(kMostAttempts);
  if (p.depth == 0) {
    EXPECT_TRUE(stopped);
    EXPECT_EQ(machine.console.device().output(), one.end.console);
  } else {
    EXPECT_GT(twin.events(), kLeastAttempts);
    EXPECT_GT(machine.counters().vm_faults, kLeastFaults);
  }
  finished();
}

}  // namespace
}  // namespace hv::test
