// SPDX-License-Identifier: Apache-2.0
// Busy random guests on SystemC machines of every kind: on granted pages and one transaction an access, under quanta
// of no, a short and a long time.

#include <tlm_utils/tlm_quantumkeeper.h>

#include <deque>

#include "agree/machine_rows.h"
#include "support/machine_end.h"
#include "support/simulation.h"

namespace hv::test {
namespace {

constexpr unsigned kParts = 6;  // tests, each with its share of the rows

class RandomAgreement : public Simulation, public ::testing::WithParamInterface<unsigned> {
 protected:
  struct Pair {
    Pair(const BusyGuest::Shape& shape_, std::uint64_t seed_)
        : shape(shape_),
          seed(seed_),
          guest(shape, seed),
          direct(("direct" + std::to_string(seed)).c_str(), guest.config()),
          transport(("transport" + std::to_string(seed)).c_str(), guest.config()) {
      transport.cpu.set_execution(sc::CpuModule::Execution::transport);
    }
    BusyGuest::Shape shape;
    std::uint64_t seed;
    BusyGuest guest;
    sc::Machine direct, transport;
  };
  static MachineEnd run(sc::Machine& machine, const Pair& pair, std::uint64_t attempts) {
    pair.guest.put([&](RealName name, Word word) { machine.poke(name, word); });
    machine.set_state(pair.guest.start());
    machine.run(attempts / 3);
    machine.run(attempts - attempts / 3);
    return end_of(machine);
  }
};
INSTANTIATE_TEST_SUITE_P(Part, RandomAgreement, ::testing::Range(0u, kParts));

TEST_P(RandomAgreement, OfDirectExecutionAndTransport) {
  constexpr std::uint64_t kAttempts = 2500;
  std::deque<Pair> pairs;
  for (std::size_t row = GetParam(); row < machine_rows().size(); row += kParts)
    pairs.emplace_back(shape_of(machine_rows()[row]), 100'000 + row);
  const double quantum_ns[] = {0, 700, 1e6};
  tlm_utils::tlm_quantumkeeper::set_global_quantum(sc_core::sc_time(quantum_ns[GetParam() % 3], sc_core::SC_NS));
  Counters sum;
  std::uint64_t granted = 0;
  for (Pair& pair : pairs) {
    const MachineEnd slow = run(pair.transport, pair, kAttempts), fast = run(pair.direct, pair, kAttempts);
    ASSERT_EQ(difference(slow, fast), "") << describe(pair.shape) << ", seed " << pair.seed;
    ASSERT_EQ(slow.cycles, cycles_of(slow.counters, pair.shape.machine.latencies())) << describe(pair.shape);
    sum += fast.counters;
    granted += pair.direct.cpu.processor().granted_instructions();
  }
  EXPECT_GT(pairs.size(), 20u);
  EXPECT_GT(granted * 3, sum.instructions) << "of all, those in machines that are never granted anything included";
  EXPECT_GT(sum.associator_forgotten, 50u);
  EXPECT_GT(sum.vm_switches, 100u);
  EXPECT_GT(sum.process_exceptions, 500u);
  EXPECT_GT(sum.interrupts, 50u);
  finished();
}

}  // namespace
}  // namespace hv::test
