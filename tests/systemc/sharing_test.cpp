// SPDX-License-Identifier: Apache-2.0
// Targets may wait. While one transaction waits in the memory below, another must not get mixed up with it.
#include "support/rig.h"
#include "support/simulation.h"
#include "systemc/bus_module.h"

namespace hv::test {
namespace {

class Sharing : public Simulation, public ::testing::WithParamInterface<unsigned> {
 protected:
  Sharing() : composer("composer", composer_config(shape()), Timing{}, vmid.vmid()) {
    first.socket.bind(bus.from_initiators);
    second.socket.bind(bus.from_initiators);
    registers.socket.bind(register_bus.from_initiators);
    others.socket.bind(register_bus.from_initiators);
    register_bus.add_target(vmid.from_processor, 0, 0x1000);
    bus.add_target(composer.from_processor, 0, Address{1} << 40);
    vmid.to_composer.bind(composer.from_vmid_unit);
    composer.to_memory.bind(memory.socket);
    vmid.unit().observe(&composer.composer());
    nest.build([this](RealName name, Word word) { memory.put(name.value, word); }, nest.resumable());
    memory.waits = sc_core::sc_time(7, sc_core::SC_NS);
  }
  static RigShape shape() {
    RigShape shape;
    shape.associator.entries = GetParam();
    return shape;
  }
  Address real_byte(Address byte) const { return nest.real(2, byte / 8).value * 8 + byte % 8; }
  /// Writes and reads two pages from `from` on.
  void work(ForeignInitiator& initiator, Address from, unsigned salt) {
    for (unsigned i = 0; i < 200; ++i) {
      const Address address = from + (i * 72) % (2 * 512);
      const Bytes data{static_cast<unsigned char>(i), static_cast<unsigned char>(salt)};
      ASSERT_EQ(initiator.write(address, data), tlm::TLM_OK_RESPONSE);
      ASSERT_EQ(memory.at(real_byte(address), 2), data);
      Bytes back(2);
      ASSERT_EQ(initiator.read(address, back), tlm::TLM_OK_RESPONSE);
      ASSERT_EQ(back, data);
    }
  }

  explore::Nest nest = nest_of({});
  ForeignInitiator first{"first"}, second{"second"}, registers{"registers"}, others{"others"};
  ForeignMemory memory{"memory", nest.real_pages() * 512};
  sc::BusModule bus{"bus", 1}, register_bus{"register_bus", 0};
  sc::VmidModule vmid{"vmid", VmidConfig{16, 64, RegistersPolicy::name, 19}, Timing{}};
  sc::ComposerModule composer;
};
INSTANTIATE_TEST_SUITE_P(Associator, Sharing, ::testing::Values(0u, 2u, 64u));

TEST_P(Sharing, TwoInitiatorsAndAMemoryThatWaits) {
  bool second_done = false;
  Counters lvmid;
  simulate([&] {
    ASSERT_EQ(registers.write_words(reg::kSyllable, {1}), tlm::TLM_OK_RESPONSE);
    lvmid = composer.composer().counters();
    beside([&] {
      work(second, 1024, 2);
      second_done = true;
    });
    work(first, 0, 1);
  });
  EXPECT_TRUE(second_done);
  const Counters counted = composer.composer().counters() - lvmid;
  EXPECT_EQ(counted.references, 800u);
  EXPECT_LE(composer.composer().associator_occupancy(), 4u) << "a page with two entries";
  // No word's latency is lost or charged to two: what the memory added is in one of the two delays
  const Word words = counted.map_reads + counted.references;
  const Word cycles = counted.map_steps + counted.associator_hits + counted.associator_misses + counted.references;
  EXPECT_EQ(first.delay + second.delay, sc_core::sc_time(words * 30.0 + cycles * 10.0, sc_core::SC_NS));
}

TEST_P(Sharing, TheVmidUnitAndTheProcessorAtOnce) {
  simulate([&] {
    ASSERT_EQ(registers.write_words(reg::kSyllable, {1}), tlm::TLM_OK_RESPONSE);
    beside([&] { work(first, 1024, 1); });  // beside the page where LVMID reads
    for (int i = 0; i < 5; ++i) {           // an LVMID that fails after many reads, and leaves the VMID as it is
      ASSERT_EQ(registers.write_words(reg::kSyllable, {9}), tlm::TLM_OK_RESPONSE);
      Word outcome = 0, name = 0;
      ASSERT_EQ(registers.read_word(reg::kOutcome, outcome), tlm::TLM_OK_RESPONSE);
      ASSERT_EQ(registers.read_word(reg::kName, name), tlm::TLM_OK_RESPONSE);
      ASSERT_EQ(outcome, reg::exception);
      ASSERT_EQ(name, 9u);
    }
  });
  EXPECT_EQ(composer.composer().counters().references, 400u);
}

TEST_P(Sharing, CommandsOfTheVmidUnitComeOneAfterTheOther) {
  bool looked = false;
  simulate([&] {
    beside([&] {
      Word depth = 99;
      for (int i = 0; i < 50; ++i) {
        ASSERT_EQ(others.read_word(reg::kDepth, depth), tlm::TLM_OK_RESPONSE);
        ASSERT_NE(depth, 1u) << "an LVMID seen half done";
        sc_core::wait(11, sc_core::SC_NS);
      }
      looked = depth == 2;
    });
    ASSERT_EQ(registers.write_words(reg::kSyllable, {1}), tlm::TLM_OK_RESPONSE);
  });
  EXPECT_TRUE(looked);
}

TEST_P(Sharing, VmFaultsWhileReferencesAreOnTheirWay) {
  bool done = false;
  simulate([&] {
    ASSERT_EQ(registers.write_words(reg::kSyllable, {1}), tlm::TLM_OK_RESPONSE);
    beside([&] {  // reads go on; whose page 0 they see depends on when they come
      for (int i = 0; i < 300; ++i) {
        Bytes data(8);
        ASSERT_EQ(first.read(static_cast<Address>(i) * 8 % 1024, data), tlm::TLM_OK_RESPONSE);
        sc_core::wait(1, sc_core::SC_NS);
      }
      done = true;
    });
    for (Word level = 1; level <= 20; ++level) {
      ASSERT_EQ(registers.write_words(reg::kLevel, {1 + level % 2, 0, 1, 1}), tlm::TLM_OK_RESPONSE);
      ASSERT_EQ(registers.write_words(reg::kDeliver, {1}), tlm::TLM_OK_RESPONSE);
      ASSERT_EQ(vmid.vmid().depth(), level % 2);
      ASSERT_EQ(registers.write_words(reg::kSyllable, {1}), tlm::TLM_OK_RESPONSE);
      ASSERT_EQ(vmid.vmid().depth(), 2u);
    }
  });
  EXPECT_TRUE(done);
}

}  // namespace
}  // namespace hv::test
