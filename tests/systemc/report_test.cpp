// SPDX-License-Identifier: Apache-2.0
// AccessReport: which of the three roads a failed access took.
#include "support/rig.h"
#include "support/simulation.h"

namespace hv::test {
namespace {

class Report : public Simulation {
 protected:
  tlm::tlm_response_status read(Address address) {
    Bytes data(8);
    return rig.processor.read(address, data, extras());
  }
  Extras extras() { return {{}, {}, &report, sc::AccessReport::ID}; }

  Rig rig;
  sc::AccessReport report;
};

TEST_F(Report, FaultOfTheDeepestMap) {
  simulate([this] {
    ASSERT_EQ(rig.enter(), reg::entered);
    EXPECT_EQ(read(rig.level_bytes() + 16), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    const auto& fault = std::get<VmFault>(report.failure.value());
    EXPECT_EQ(fault.level, 2u);
    EXPECT_EQ(fault.name, (ResourceName{rig.level_bytes() / 8 + 2, 2}));
    EXPECT_EQ(fault.cause, FaultCause::beyond_bound);
    EXPECT_EQ(fault.kind, AccessKind::read);
    EXPECT_FALSE(fault.implicit);
  });
}

TEST_F(Report, FaultOfAShallowMapNamesThatLevelsName) {
  simulate([this] {
    ASSERT_EQ(rig.enter(), reg::entered);
    const Word home = rig.home(1) * rig.shape.page_words;
    rig.memory.put(rig.table_word(1, rig.home(1)), kAbsentBit);
    report.fetch = true;
    EXPECT_EQ(read(rig.page_bytes() + 24), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    const auto& fault = std::get<VmFault>(report.failure.value());
    EXPECT_EQ(fault.level, 1u);
    EXPECT_EQ(fault.name, (ResourceName{home + 3, 1}));
    EXPECT_EQ(fault.cause, FaultCause::absent);
    EXPECT_EQ(fault.kind, AccessKind::fetch);
  });
}

TEST_F(Report, FaultOfATableReadIsImplicit) {
  simulate([this] {
    ASSERT_EQ(rig.enter(), reg::entered);
    const Word table_page = rig.nest.vm(2).table / rig.shape.page_words;
    rig.memory.put(rig.table_word(1, table_page), kAbsentBit);
    EXPECT_EQ(rig.processor.write(8, Bytes(8), extras()), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    const auto& fault = std::get<VmFault>(report.failure.value());
    EXPECT_EQ(fault.level, 1u);
    EXPECT_EQ(fault.name, (ResourceName{rig.nest.vm(2).table, 1}));
    EXPECT_EQ(fault.kind, AccessKind::write);
    EXPECT_TRUE(fault.implicit);
  });
}

TEST_F(Report, ProcessExceptionOfPhi) {
  simulate([this] {
    ASSERT_EQ(rig.enter(), reg::entered);
    ASSERT_EQ(rig.phi.write_words(0, {rig.shape.page_words, rig.shape.page_words}), tlm::TLM_OK_RESPONSE);
    Bytes data(8);
    rig.memory.bytes[rig.real_byte(rig.page_bytes())] = 0x42;
    ASSERT_EQ(rig.processor.read(0, data), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(data[0], 0x42) << "r was added";
    EXPECT_EQ(read(rig.page_bytes()), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    const auto& exception = std::get<ProcessException>(report.failure.value());
    EXPECT_EQ(exception.cause, ExceptionCause::addressing);
    EXPECT_EQ(exception.name.value, rig.shape.page_words);
    report.by_process = false;
    EXPECT_EQ(read(rig.page_bytes()), tlm::TLM_OK_RESPONSE) << "φ has no part in a resource name";
  });
}

TEST_F(Report, NonexistentMemory) {
  simulate([this] {
    ASSERT_EQ(rig.enter(), reg::entered);
    const Word beyond = 1000 * rig.shape.page_words;
    rig.memory.put(rig.table_word(1, rig.home(2)), beyond);
    EXPECT_EQ(read(2 * rig.page_bytes() + 8), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    const auto& missing = std::get<NonexistentMemory>(report.failure.value());
    EXPECT_EQ(missing.real, RealName{beyond + 1});
    EXPECT_EQ(rig.counters().nonexistent, 1u);
  });
}

TEST_F(Report, ARealNameWithoutByteAddressDoesNotWrapRound) {
  simulate([this] {
    ASSERT_EQ(rig.enter(), reg::entered);
    rig.memory.put(rig.table_word(1, rig.home(2)), Word{1} << 61);  // × 8 = 0
    const unsigned accesses = rig.memory.accesses;
    EXPECT_EQ(read(2 * rig.page_bytes()), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_TRUE(std::holds_alternative<NonexistentMemory>(report.failure.value()));
    EXPECT_EQ(rig.memory.accesses, accesses + 3) << "three table words, and nothing else";
  });
}

TEST_F(Report, AnsweredAnewEachTime) {
  simulate([this] {
    ASSERT_EQ(rig.enter(), reg::entered);
    EXPECT_EQ(read(rig.level_bytes()), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    ASSERT_TRUE(report.failure);
    EXPECT_EQ(read(0), tlm::TLM_OK_RESPONSE);
    EXPECT_FALSE(report.failure) << "an answer of the access before";
    EXPECT_EQ(read(rig.level_bytes()), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(read(rig.page_bytes() - 1), tlm::TLM_BURST_ERROR_RESPONSE);
    EXPECT_FALSE(report.failure);
  });
}

TEST_F(Report, TagPageIsWhatTheAssociatorIsAskedFor) {
  simulate([this] {
    ASSERT_EQ(rig.enter(), reg::entered);
    report.by_process = false;
    report.tag_page = 77;
    EXPECT_EQ(read(0), tlm::TLM_OK_RESPONSE);
    report.tag_page.reset();
    EXPECT_EQ(read(0), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(rig.counters().associator_misses, 2u);
    report.tag_page = 77;
    EXPECT_EQ(read(8), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(rig.counters().associator_hits, 1u);
  });
}

}  // namespace
}  // namespace hv::test
