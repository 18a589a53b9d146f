// SPDX-License-Identifier: Apache-2.0
// transport_dbg through the composer: the right bytes, and no side effect.
#include "support/rig.h"
#include "support/simulation.h"

namespace hv::test {
namespace {

RigShape two_entries() {
  RigShape shape;
  shape.associator.entries = 2;
  return shape;
}

class Debug : public Simulation {
 protected:
  void touch(Word page) {
    Bytes data(8);
    ASSERT_EQ(rig.processor.read(page * rig.page_bytes(), data), tlm::TLM_OK_RESPONSE);
  }
  unsigned debug_read(Word page, unsigned length = 8) {
    Bytes data(length);
    return rig.processor.debug(tlm::TLM_READ_COMMAND, page * rig.page_bytes(), data);
  }

  Rig rig{two_entries()};
};

TEST_F(Debug, ReadsAndWritesTheRightBytes) {
  simulate([this] {
    ASSERT_EQ(rig.enter(), reg::entered);
    for (const Address address : {Address{3}, rig.page_bytes() + 9, 3 * rig.page_bytes() + 40}) {
      Bytes data{9, 8, 7, 6, 5, 4, 3};
      EXPECT_EQ(rig.processor.debug(tlm::TLM_WRITE_COMMAND, address, data), 7u);
      EXPECT_EQ(rig.memory.at(rig.real_byte(address), 7), data);
      Bytes back(7);
      EXPECT_EQ(rig.processor.debug(tlm::TLM_READ_COMMAND, address, back), 7u);
      EXPECT_EQ(back, data);
    }
  });
}

TEST_F(Debug, CountsNothingAndTakesNoTime) {
  simulate([this] {
    ASSERT_EQ(rig.enter(), reg::entered);
    touch(0);
    const Counters counted = rig.counters();
    const Word digest = rig.composer.composer().real_digest();
    const unsigned accesses = rig.memory.accesses;
    const sc_core::sc_time delay = rig.processor.delay;
    for (Word page = 0; page < 6; ++page) debug_read(page);
    EXPECT_TRUE(rig.counters() == counted);
    EXPECT_EQ(rig.composer.composer().real_digest(), digest);
    EXPECT_EQ(rig.memory.accesses, accesses) << "table words too are read by debug transactions";
    EXPECT_EQ(rig.processor.delay, delay);
    EXPECT_EQ(sc_core::sc_time_stamp(), sc_core::SC_ZERO_TIME);
  });
}

TEST_F(Debug, LeavesTheAssociatorAsItWas) {
  simulate([this] {
    ASSERT_EQ(rig.enter(), reg::entered);
    touch(0);
    touch(1);
    debug_read(2);  // would replace page 0, if it filled
    debug_read(0);  // would make page 1 the next to go, if it touched
    EXPECT_EQ(rig.composer.composer().associator_occupancy(), 2u);
    touch(2);  // replaces page 0
    EXPECT_EQ(rig.counters().associator_hits, 0u);
    touch(1);
    EXPECT_EQ(rig.counters().associator_hits, 1u);
    touch(0);
    EXPECT_EQ(rig.counters().associator_misses, 4u);
  });
}

TEST_F(Debug, EndsWithThePage) {
  simulate([this] {
    ASSERT_EQ(rig.enter(), reg::entered);
    const Address address = 2 * rig.page_bytes() - 5;
    const auto before = rig.memory.bytes;
    Bytes data{1, 2, 3, 4, 5, 6, 7, 8};
    EXPECT_EQ(rig.processor.debug(tlm::TLM_WRITE_COMMAND, address, data), 5u);
    auto expected = before;
    for (unsigned i = 0; i < 5; ++i) expected[rig.real_byte(address) + i] = data[i];
    EXPECT_EQ(rig.memory.bytes, expected);
  });
}

TEST_F(Debug, IsZeroWhereThereIsNothing) {
  simulate([this] {
    ASSERT_EQ(rig.enter(), reg::entered);
    EXPECT_EQ(debug_read(rig.shape.pages), 0u) << "beyond the bound of f2";
    rig.memory.put(rig.table_word(1, rig.home(0)), kAbsentBit);
    EXPECT_EQ(debug_read(0), 0u) << "absent in f1";
    rig.memory.put(rig.table_word(1, rig.home(1)), 1000 * rig.shape.page_words);
    EXPECT_EQ(debug_read(1), 0u) << "nonexistent";
    rig.memory.put(rig.table_word(1, rig.home(2)), Word{1} << 61);
    EXPECT_EQ(debug_read(2), 0u) << "no byte address";
    ASSERT_EQ(rig.phi.write_words(0, {0, rig.shape.page_words}), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(debug_read(3), 0u) << "no value of φ";
    EXPECT_EQ(rig.counters().nonexistent, 0u);
    EXPECT_EQ(debug_read(0, 0), 0u) << "nothing asked";
  });
}

TEST_F(Debug, HearsTheReportsWishForAResourceName) {
  simulate([this] {
    ASSERT_EQ(rig.enter(), reg::entered);
    ASSERT_EQ(rig.phi.write_words(0, {rig.shape.page_words, rig.shape.page_words}), tlm::TLM_OK_RESPONSE);
    rig.memory.bytes[rig.real_byte(0)] = 0x42;
    sc::AccessReport report;
    report.by_process = false;
    tlm::tlm_generic_payload payload;
    Bytes data(8);
    sc::prepare(payload, tlm::TLM_READ_COMMAND, 0, data.data(), 8);
    payload.set_extension(&report);
    EXPECT_EQ(rig.processor.socket->transport_dbg(payload), 8u);
    payload.clear_extension(&report);
    EXPECT_EQ(data[0], 0x42);
  });
}

TEST_F(Debug, AWriteIntoATableIsSeenByTheMachine) {
  simulate([this] {
    ASSERT_EQ(rig.enter(), reg::entered);
    touch(0);
    ASSERT_EQ(rig.deliver(1), tlm::TLM_OK_RESPONSE);
    Bytes absent{0, 0, 0, 0, 0, 0, 0, 0x80};  // little endian, as the host is
    ASSERT_EQ(rig.processor.debug(tlm::TLM_WRITE_COMMAND, rig.table_word(1, rig.home(0)) * 8, absent), 8u);
    ASSERT_EQ(rig.enter(), reg::entered);
    Bytes data(8);
    EXPECT_EQ(rig.processor.read(0, data), tlm::TLM_ADDRESS_ERROR_RESPONSE)
        << "the associator answers with an entry made from a word that the debugger has changed";
  });
}

}  // namespace
}  // namespace hv::test
