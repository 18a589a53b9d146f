// SPDX-License-Identifier: Apache-2.0
// Instructions executed by direct memory pointers, while others have the memory too.
#include "support/foreign.h"
#include "support/guest.h"
#include "support/simulation.h"

namespace hv::test {
namespace {

using isa::encode;
using isa::Op;

constexpr Word kCodeAt = 64, kDataAt = 2 * kGuestPage;

class DirectExecution : public Simulation, public ::testing::WithParamInterface<unsigned> {
 protected:
  DirectExecution() : machine("hv", guest_config(guest_nest(depth()))), guest(machine, guest_nest(depth())) {
    master.socket.bind(machine.bus.from_initiators);
    tlm::tlm_global_quantum::instance().set(sc::Clock{}(sc::kQuantumCycles));
    guest.put(depth(), kCodeAt, {counting(3), encode(Op::load, 5, kDataAt), encode(Op::jmp, 0, kCodeAt)});
  }
  static unsigned depth() { return GetParam(); }
  static Word counting(unsigned a) { return encode(Op::addi, a, 1); }
  void begin() {
    if (depth() > 0) {
      ASSERT_TRUE(machine.enter(1));
    }
    start_at(machine, kCodeAt);
  }
  Word real_byte(Word name) const { return guest.nest().real(depth(), name).value * 8; }
  Word reg(unsigned a) { return machine.cpu.processor().state().registers[a]; }
  std::uint64_t granted() { return machine.cpu.processor().granted_instructions(); }

  sc::Machine machine;
  ForeignInitiator master{"master"};
  Guest guest;
};
INSTANTIATE_TEST_SUITE_P(Depth, DirectExecution, ::testing::Values(0u, 1u, 2u));

TEST_P(DirectExecution, SeesWhatAnotherMasterStores) {
  begin();
  machine.run(300);
  EXPECT_EQ(reg(3), 100u);
  EXPECT_GT(granted(), 280u);
  ASSERT_EQ(master.write_words(real_byte(kCodeAt), {counting(4)}), tlm::TLM_OK_RESPONSE);
  ASSERT_EQ(master.write_words(real_byte(kDataAt), {77}), tlm::TLM_OK_RESPONSE);
  machine.run(300);
  EXPECT_EQ(reg(3), 100u);
  EXPECT_EQ(reg(4), 100u);
  EXPECT_EQ(reg(5), 77u);
  EXPECT_GT(granted(), 560u) << "without leaving the granted pages";
  finished();
}

TEST_P(DirectExecution, SeesWhatDebugTransactionsStore) {
  begin();
  machine.run(300);
  Bytes word(8);
  const Word code = counting(4);
  std::memcpy(word.data(), &code, 8);
  ASSERT_EQ(master.debug(tlm::TLM_WRITE_COMMAND, real_byte(kCodeAt), word), 8u);
  machine.run(300);
  EXPECT_EQ(reg(3), 100u);
  EXPECT_EQ(reg(4), 100u);
  EXPECT_GT(granted(), 560u);
  finished();
}

TEST_P(DirectExecution, IsChosenFromTheNextInstructionOn) {
  using Execution = sc::CpuModule::Execution;
  begin();
  machine.run(300);
  std::uint64_t before = granted();
  for (const Execution execution : {Execution::transport, Execution::lock_step}) {
    machine.cpu.set_execution(execution);
    machine.run(300);
    EXPECT_EQ(granted(), before);
  }
  machine.cpu.set_execution(Execution::direct);
  machine.run(300);
  EXPECT_EQ(reg(3), 400u);
  EXPECT_GT(granted(), before + 280);
  EXPECT_EQ(machine.cycles(), cycles_of(machine.counters(), machine.config().latencies()));
  finished();
}

struct Quiet final : AccessObserver {
  void accessed(const Access&) override { ++seen; }
  std::uint64_t seen = 0;
};

TEST_P(DirectExecution, StopsForWhoeverWatches) {
  begin();
  machine.run(300);
  Quiet quiet;
  machine.composer.composer().observe(&quiet);
  const std::uint64_t before = granted();
  machine.run(300);
  EXPECT_EQ(granted(), before);
  EXPECT_EQ(quiet.seen, 400u) << "three fetches and a load a turn";
  finished();
}

}  // namespace
}  // namespace hv::test
