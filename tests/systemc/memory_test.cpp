// SPDX-License-Identifier: Apache-2.0
// Real memory as any base-protocol initiator sees it.
#include "support/foreign.h"
#include "support/simulation.h"
#include "systemc/memory_module.h"

namespace hv::test {
namespace {

constexpr tlm::tlm_response_status kOk = tlm::TLM_OK_RESPONSE;

class Memory : public Simulation {
 protected:
  Memory() { initiator.socket.bind(memory.from_bus); }

  ForeignInitiator initiator{"initiator"};
  sc::MemoryModule memory{"memory", 64, 10};
};

TEST_F(Memory, AnyLengthAtAnyByte) {
  simulate([this] {
    Bytes model(512, 0);
    unsigned char next = 1;
    for (const std::size_t length : {1u, 2u, 3u, 8u, 64u, 200u})
      for (const Address address : {Address{0}, Address{7}, Address{101}, Address{512 - length}}) {
        Bytes data(length);
        for (auto& byte : data) byte = next++;
        ASSERT_EQ(initiator.write(address, data), kOk);
        std::copy(data.begin(), data.end(), model.begin() + static_cast<std::ptrdiff_t>(address));
      }
    Bytes all(512);
    ASSERT_EQ(initiator.read(0, all), kOk);
    EXPECT_EQ(all, model);
  });
}

TEST_F(Memory, EndsWhereItEnds) {
  simulate([this] {
    Bytes data(8);
    for (const Address address : {Address{505}, Address{512}, ~Address{0}, ~Address{7}})
      EXPECT_EQ(initiator.read(address, data), tlm::TLM_ADDRESS_ERROR_RESPONSE) << address;
    EXPECT_EQ(initiator.write(504, data), kOk);
    EXPECT_EQ(initiator.debug(tlm::TLM_READ_COMMAND, 509, data), 3u);
    EXPECT_EQ(initiator.debug(tlm::TLM_READ_COMMAND, 512, data), 0u);
    EXPECT_EQ(initiator.debug(tlm::TLM_READ_COMMAND, ~Address{0}, data), 0u);
  });
}

TEST_F(Memory, ChargesEachWordTouched) {
  simulate([this] {
    Bytes byte(1), word(8), many(64);
    const auto cost = [&](Address address, Bytes& data) {
      const sc_core::sc_time before = initiator.delay;
      EXPECT_EQ(initiator.read(address, data), kOk);
      return (initiator.delay - before) / sc_core::sc_time(100, sc_core::SC_NS);
    };
    EXPECT_EQ(cost(3, byte), 1);
    EXPECT_EQ(cost(8, word), 1);
    EXPECT_EQ(cost(9, word), 2);
    EXPECT_EQ(cost(64, many), 8);
    EXPECT_EQ(cost(63, many), 9);
    EXPECT_EQ(initiator.debug(tlm::TLM_READ_COMMAND, 0, many), 64u);
    EXPECT_EQ(initiator.delay, sc_core::sc_time(2100, sc_core::SC_NS));
  });
}

TEST_F(Memory, RefusesWhatItDoesNotSupportUntouched) {
  simulate([this] {
    Bytes data(8, 0xff), none;
    EXPECT_EQ(initiator.write(0, data, {{TLM_BYTE_ENABLED}, {}, nullptr, 0}), tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
    EXPECT_EQ(initiator.write(0, data, {{}, 4u, nullptr, 0}), tlm::TLM_BURST_ERROR_RESPONSE);
    EXPECT_EQ(initiator.write(0, none), tlm::TLM_BURST_ERROR_RESPONSE);
    EXPECT_EQ(initiator.write(0, data, {{}, 16u, nullptr, 0}), kOk) << "a stream wider than the data is no stream";
    EXPECT_EQ(*memory.words().read(RealName{0}), ~Word{0});
    EXPECT_EQ(*memory.words().read(RealName{1}), 0u);
  });
}

TEST_F(Memory, IgnoreDoesNothing) {
  simulate([this] {
    Bytes data(8, 0xff);
    EXPECT_EQ(initiator.transport(tlm::TLM_IGNORE_COMMAND, 0, data), kOk);
    EXPECT_EQ(*memory.words().read(RealName{0}), 0u);
    EXPECT_EQ(data, Bytes(8, 0xff));
  });
}

TEST_F(Memory, GrantsDmi) {
  simulate([this] {
    tlm::tlm_dmi grant;
    Bytes data{1, 2, 3};
    EXPECT_EQ(initiator.write(100, data), kOk);
    EXPECT_TRUE(initiator.dmi_hint);
    ASSERT_TRUE(initiator.ask_dmi(tlm::TLM_WRITE_COMMAND, 100, grant));
    EXPECT_TRUE(grant.is_read_write_allowed());
    EXPECT_EQ(grant.get_start_address(), 0u);
    EXPECT_EQ(grant.get_end_address(), 511u);
    EXPECT_EQ(grant.get_read_latency(), sc_core::sc_time(100, sc_core::SC_NS));
    EXPECT_EQ(grant.get_write_latency(), sc_core::sc_time(100, sc_core::SC_NS));
    EXPECT_EQ(Bytes(grant.get_dmi_ptr() + 100, grant.get_dmi_ptr() + 103), data);
    grant.get_dmi_ptr()[101] = 77;
    EXPECT_EQ(initiator.read(100, data), kOk);
    EXPECT_EQ(data[1], 77);
  });
}

TEST_F(Memory, GrantsPointersOnlyToWhoCountsIfItIsToCountAll) {
  memory.count_all();
  simulate([this] {
    tlm::tlm_dmi grant;
    Bytes data(16);
    EXPECT_EQ(initiator.write(100, data), kOk);
    EXPECT_FALSE(initiator.dmi_hint);
    EXPECT_FALSE(initiator.ask_dmi(tlm::TLM_READ_COMMAND, 100, grant));
    EXPECT_TRUE(grant.is_none_allowed());
    EXPECT_EQ(initiator.read(96, data), kOk);
    EXPECT_EQ(memory.accessed_words(), 3u + 2u);
  });
}

}  // namespace
}  // namespace hv::test
