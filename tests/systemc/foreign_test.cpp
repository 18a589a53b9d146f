// SPDX-License-Identifier: Apache-2.0
// A foreign initiator and a foreign memory, with the composer and the VMID unit between them.
#include "support/rig.h"
#include "support/simulation.h"

namespace hv::test {
namespace {

constexpr tlm::tlm_response_status kOk = tlm::TLM_OK_RESPONSE;

Bytes pattern(std::size_t length, unsigned seed) {
  Bytes data(length);
  for (std::size_t i = 0; i < length; ++i) data[i] = static_cast<unsigned char>(seed * 31 + i * 7 + 1);
  return data;
}

class Foreign : public Simulation {
 protected:
  void enter() {
    ASSERT_EQ(rig.enter(), reg::entered);
    ASSERT_EQ(rig.register_word(reg::kDepth), 2u);
  }
  /// Writes at a process address, and into the copy of memory that says how it ought to look.
  void write_both(Address address, const Bytes& data) {
    ASSERT_EQ(rig.processor.write(address, data), kOk) << "address " << address << " length " << data.size();
    for (std::size_t i = 0; i < data.size(); ++i) expected[rig.real_byte(address + i)] = data[i];
  }

  Rig rig;
  std::map<Address, unsigned char> expected;
};

TEST_F(Foreign, WritesLandAtTheRightRealBytesAndNowhereElse) {
  simulate([this] {
    enter();
    expected = rig.memory.bytes;
    unsigned seed = 0;
    for (const unsigned size : {1u, 2u, 4u, 8u, 16u, 64u, 23u})
      for (Address page = 0; page < rig.shape.pages; ++page)
        for (const Address offset : {Address{0}, Address{3}, Address{61}, rig.page_bytes() - size})
          write_both(page * rig.page_bytes() + offset, pattern(size, ++seed));
    EXPECT_EQ(rig.memory.bytes, expected);
  });
}

TEST_F(Foreign, ReadsComeFromTheRightRealBytes) {
  simulate([this] {
    enter();
    for (Address byte = 0; byte < rig.level_bytes(); ++byte)
      rig.memory.bytes[rig.real_byte(byte)] = static_cast<unsigned char>(byte ^ byte >> 8);
    for (const unsigned size : {1u, 2u, 4u, 8u, 16u, 64u, 23u})
      for (Address page = 0; page < rig.shape.pages; ++page)
        for (const Address offset : {Address{0}, Address{5}, Address{77}, rig.page_bytes() - size}) {
          const Address address = page * rig.page_bytes() + offset;
          Bytes data(size), wanted(size);
          for (unsigned i = 0; i < size; ++i)
            wanted[i] = static_cast<unsigned char>((address + i) ^ (address + i) >> 8);
          ASSERT_EQ(rig.processor.read(address, data), kOk);
          ASSERT_EQ(data, wanted) << "address " << address << " length " << size;
        }
  });
}

TEST_F(Foreign, ByteEnablesReachTheMemory) {
  simulate([this] {
    enter();
    const Address address = 2 * rig.page_bytes() + 5;
    const Bytes enables{TLM_BYTE_ENABLED, TLM_BYTE_DISABLED, TLM_BYTE_ENABLED};
    write_both(address, Bytes(12, 0xee));
    ASSERT_EQ(rig.processor.write(address, Bytes(12, 0x11), {enables, {}, nullptr, 0}), kOk);
    EXPECT_EQ(rig.memory.at(rig.real_byte(address), 12),
              (Bytes{0x11, 0xee, 0x11, 0x11, 0xee, 0x11, 0x11, 0xee, 0x11, 0x11, 0xee, 0x11}));
    Bytes data(3, 0x77);
    ASSERT_EQ(rig.processor.read(address, data, {enables, {}, nullptr, 0}), kOk);
    EXPECT_EQ(data, (Bytes{0x11, 0x77, 0x11}));
  });
}

TEST_F(Foreign, StreamingStaysInItsWidth) {
  simulate([this] {
    enter();
    const Address last = rig.page_bytes() - 4;  // the data is longer than what is left of the page, the stream is not
    ASSERT_EQ(rig.processor.write(last, {1, 2, 3, 4, 5, 6, 7, 8}, {{}, 4u, nullptr, 0}), kOk);
    EXPECT_EQ(rig.memory.at(rig.real_byte(last), 4), (Bytes{5, 6, 7, 8}));
  });
}

TEST_F(Foreign, DelayIsAddedToAndResponseIsPresetIncomplete) {
  simulate([this] {
    enter();
    Bytes data(8);
    const std::uint64_t reads = rig.counters().map_reads;
    rig.processor.delay = sc_core::sc_time(17, sc_core::SC_NS);
    ASSERT_EQ(rig.processor.read(0, data), kOk);
    EXPECT_EQ(rig.memory.status_seen, tlm::TLM_INCOMPLETE_RESPONSE);
    const sc_core::sc_time miss = rig.processor.delay - sc_core::sc_time(17, sc_core::SC_NS);
    const sc_core::sc_time after_miss = rig.processor.delay;
    ASSERT_EQ(rig.processor.read(8, data), kOk);
    const sc_core::sc_time hit = rig.processor.delay - after_miss;
    EXPECT_EQ(rig.memory.status_seen, tlm::TLM_INCOMPLETE_RESPONSE);
    // miss: three table words; φ, f1 for f2's table word, f2 and f1; the associator; the data. hit: φ, it,
    // and the data
    EXPECT_EQ(rig.counters().map_reads - reads, 3u);
    EXPECT_EQ(hit, sc_core::sc_time(10 + 10 + 30, sc_core::SC_NS));
    EXPECT_EQ(miss, sc_core::sc_time(3 * 30 + 30 + 10 + 10 * (1 + 3), sc_core::SC_NS));
    EXPECT_EQ(sc_core::sc_time_stamp(), sc_core::SC_ZERO_TIME) << "nobody waited";
  });
}

TEST_F(Foreign, ATargetThatForgetsToAnswerIsNotAnsweredFor) {
  simulate([this] {
    enter();
    Bytes data(8);
    ASSERT_EQ(rig.processor.read(0, data), kOk);
    rig.memory.answer = tlm::TLM_INCOMPLETE_RESPONSE;
    EXPECT_EQ(rig.processor.read(0, data), tlm::TLM_INCOMPLETE_RESPONSE);
  });
}

TEST_F(Foreign, ErrorsOfTheTargetPassThroughUnchanged) {
  simulate([this] {
    enter();
    Bytes data(8);
    ASSERT_EQ(rig.processor.read(0, data),
              kOk);  // the associator has the page: no table word is asked for below
    for (const auto error : {tlm::TLM_GENERIC_ERROR_RESPONSE, tlm::TLM_BURST_ERROR_RESPONSE,
                             tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE, tlm::TLM_COMMAND_ERROR_RESPONSE}) {
      sc::AccessReport report;
      rig.memory.answer = error;
      const Extras extras{{}, {}, &report, sc::AccessReport::ID};
      EXPECT_EQ(rig.processor.read(0, data, extras), error);
      EXPECT_EQ(rig.processor.write(0, data, extras), error);
      EXPECT_FALSE(report.failure) << "no map and no missing memory is the reason";
    }
  });
}

TEST_F(Foreign, ABurstThatLeavesItsPageIsRefusedUntouched) {
  simulate([this] {
    enter();
    const auto before = rig.memory.bytes;
    const Counters counted = rig.counters();
    const unsigned accesses = rig.memory.accesses;
    for (const unsigned length : {2u, 8u, 64u})
      for (const Address address : {rig.page_bytes() - 1, 2 * rig.page_bytes() - length + 1}) {
        EXPECT_EQ(rig.processor.write(address, Bytes(length, 9)), tlm::TLM_BURST_ERROR_RESPONSE);
        Bytes data(length, 3);
        EXPECT_EQ(rig.processor.read(address, data), tlm::TLM_BURST_ERROR_RESPONSE);
        EXPECT_EQ(data, Bytes(length, 3));
      }
    EXPECT_EQ(rig.processor.write(0, Bytes(rig.page_bytes() + 1, 9)), tlm::TLM_BURST_ERROR_RESPONSE);
    EXPECT_EQ(rig.memory.bytes, before);
    EXPECT_EQ(rig.memory.accesses, accesses);
    EXPECT_TRUE(rig.counters() == counted);
    EXPECT_EQ(rig.processor.write(rig.page_bytes(), Bytes(rig.page_bytes(), 9)), kOk) << "a whole page is allowed";
  });
}

TEST_F(Foreign, LengthZeroIsABurstError) {
  simulate([this] {
    enter();
    const unsigned accesses = rig.memory.accesses;
    Bytes none;
    EXPECT_EQ(rig.processor.read(0, none), tlm::TLM_BURST_ERROR_RESPONSE);
    EXPECT_EQ(rig.processor.write(8, none), tlm::TLM_BURST_ERROR_RESPONSE);
    EXPECT_EQ(rig.memory.accesses, accesses);
  });
}

TEST_F(Foreign, IgnoreTranslatesWithoutTouchingTheMemory) {
  simulate([this] {
    enter();
    Bytes data(8, 0x5a);
    ASSERT_EQ(rig.processor.transport(tlm::TLM_IGNORE_COMMAND, 0, data), kOk);
    EXPECT_EQ(rig.counters().associator_misses, 1u);
    const unsigned accesses = rig.memory.accesses;
    ASSERT_EQ(rig.processor.transport(tlm::TLM_IGNORE_COMMAND, 8, data), kOk);
    EXPECT_EQ(rig.memory.accesses, accesses);
    EXPECT_EQ(rig.counters().associator_hits, 1u);
    EXPECT_EQ(data, Bytes(8, 0x5a));
    EXPECT_EQ(rig.processor.transport(tlm::TLM_IGNORE_COMMAND, rig.level_bytes(), data),
              tlm::TLM_ADDRESS_ERROR_RESPONSE);
  });
}

TEST_F(Foreign, AStoreThatReachesATableWordWithItsLastByteIsSnooped) {
  simulate([this] {
    enter();
    Bytes data(8);
    ASSERT_EQ(rig.processor.read(2 * rig.page_bytes(), data), kOk);
    ASSERT_EQ(rig.counters().associator_fills, 1u);
    ASSERT_EQ(rig.deliver(1), kOk);  // level 0 runs now: the tables are its own memory
    const Address word = rig.table_word(1, rig.home(2)) * 8;
    ASSERT_EQ(rig.processor.write(word - 8, rig.memory.at(word - 8, 8)), kOk);
    ASSERT_EQ(rig.processor.write(word + 8, rig.memory.at(word + 8, 8)), kOk);
    EXPECT_EQ(rig.counters().associator_forgotten, 0u) << "the words beside it are of other pages";
    ASSERT_EQ(rig.processor.write(word - 6, rig.memory.at(word - 6, 7)), kOk);
    EXPECT_EQ(rig.counters().associator_forgotten, 1u);
  });
}

}  // namespace
}  // namespace hv::test
