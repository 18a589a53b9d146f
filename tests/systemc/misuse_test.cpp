// SPDX-License-Identifier: Apache-2.0
// Transactions that the sockets of this project do not take: each gets the error response that fits, and
// nothing else happens.
#include "support/rig.h"
#include "support/simulation.h"

namespace hv::test {
namespace {

class Misuse : public Simulation {
 protected:
  Rig rig;
};

TEST_F(Misuse, PhiRegisters) {
  simulate([this] {
    const Word page = rig.shape.page_words;
    Bytes data(16, 1), odd(12, 1), none;
    EXPECT_EQ(rig.phi.write_words(8, {0, page}), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(rig.phi.write_words(~Address{7}, {0, page}), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_EQ(rig.phi.write_words(0, {page}), tlm::TLM_BURST_ERROR_RESPONSE);
    EXPECT_EQ(rig.phi.write_words(0, {page, page, page}), tlm::TLM_BURST_ERROR_RESPONSE);
    EXPECT_EQ(rig.phi.write(0, odd), tlm::TLM_BURST_ERROR_RESPONSE);
    EXPECT_EQ(rig.phi.write(0, none), tlm::TLM_BURST_ERROR_RESPONSE);
    EXPECT_EQ(rig.phi.write(0, data, {{}, 8u, nullptr, 0}), tlm::TLM_BURST_ERROR_RESPONSE);
    EXPECT_EQ(rig.phi.write(0, data, {{TLM_BYTE_ENABLED}, {}, nullptr, 0}), tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
    EXPECT_EQ(rig.phi.read(0, data), tlm::TLM_COMMAND_ERROR_RESPONSE);
    EXPECT_TRUE(rig.composer.composer().process_map().is_identity());
    EXPECT_EQ(rig.phi.write_words(0, {page, page}), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(rig.composer.composer().process_map().base, page);
    EXPECT_EQ(rig.phi.delay, sc_core::SC_ZERO_TIME);
  });
}

TEST_F(Misuse, RegisterFile) {
  simulate([this] {
    Bytes data(8, 1), none;
    EXPECT_EQ(rig.registers.write(reg::kLevel, data, {{}, 4u, nullptr, 0}), tlm::TLM_BURST_ERROR_RESPONSE);
    EXPECT_EQ(rig.registers.write(reg::kLevel, data, {{TLM_BYTE_ENABLED}, {}, nullptr, 0}),
              tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
    EXPECT_EQ(rig.registers.write(reg::kLevel, none), tlm::TLM_BURST_ERROR_RESPONSE);
    EXPECT_EQ(rig.register_word(reg::kLevel), 0u);
  });
}

TEST_F(Misuse, AStreamOfWidthZero) {
  simulate([this] {
    Bytes data(8);
    const unsigned accesses = rig.memory.accesses;
    EXPECT_EQ(rig.processor.read(0, data, {{}, 0u, nullptr, 0}), tlm::TLM_BURST_ERROR_RESPONSE);
    EXPECT_EQ(rig.memory.accesses, accesses);
  });
}

/// The composer's socket for the VMID unit, with an initiator on it that is none.
class LevelSocket : public Simulation {
 protected:
  LevelSocket() {
    processor.socket.bind(composer.from_processor);
    unit.socket.bind(composer.from_vmid_unit);
    composer.to_memory.bind(memory.socket);
  }
  tlm::tlm_response_status read(Bytes& data) { return unit.read(0, data, {{}, {}, &level, sc::LevelAccess::ID}); }

  VmidRegister vmid{16};
  ForeignInitiator processor{"processor"}, unit{"unit"};
  ForeignMemory memory{"memory", 4096};
  sc::ComposerModule composer{"composer", ComposerConfig{}, Timing{}, vmid};
  sc::LevelAccess level;
};

TEST_F(LevelSocket, WithoutItsExtension) {
  simulate([this] {
    Bytes data(8);
    EXPECT_EQ(unit.read(0, data), tlm::TLM_GENERIC_ERROR_RESPONSE);
    EXPECT_EQ(unit.write(0, data), tlm::TLM_GENERIC_ERROR_RESPONSE);
    EXPECT_EQ(memory.accesses, 0u);
  });
}

TEST_F(LevelSocket, TakesSingleWordsOnly) {
  simulate([this] {
    for (const unsigned length : {1u, 4u, 16u}) {
      Bytes data(length);
      EXPECT_NE(read(data), tlm::TLM_OK_RESPONSE) << length;
    }
    Bytes data(8);
    EXPECT_EQ(read(data), tlm::TLM_OK_RESPONSE);
  });
}

TEST_F(LevelSocket, ALevelThatIsNotActive) {
  simulate([this] {
    for (const unsigned inactive : {1u, 17u, ~0u}) {
      level.name = {0, inactive};
      Bytes data(8);
      EXPECT_EQ(read(data), tlm::TLM_GENERIC_ERROR_RESPONSE) << inactive;
    }
    EXPECT_EQ(memory.accesses, 0u);
  });
}

TEST_F(LevelSocket, SaysWhyAWordCannotBeRead) {
  simulate([this] {
    level.name = {512, 0};
    Bytes data(8);
    EXPECT_EQ(read(data), tlm::TLM_ADDRESS_ERROR_RESPONSE);
    EXPECT_TRUE(std::holds_alternative<NonexistentMemory>(level.failure.value()));
    level.name = {0, 0};
    EXPECT_EQ(read(data), tlm::TLM_OK_RESPONSE);
    EXPECT_FALSE(level.failure);
  });
}

TEST_F(LevelSocket, StoresOfTheVmidUnitAreSnooped) {
  simulate([this] {
    ActiveLevel active;
    active.syllable = 1;
    active.map = {FormCode::paged, 1, 100, 512};  // one table word, at real name 100; its page is the first one
    vmid.append(active);
    composer.composer().vmid_appended();
    Bytes data(8);
    ASSERT_EQ(processor.read(40, data), tlm::TLM_OK_RESPONSE);
    ASSERT_EQ(composer.composer().associator_occupancy(), 1u);
    const Extras as_unit{{}, {}, &level, sc::LevelAccess::ID};
    level.name = {101, 0};
    EXPECT_EQ(unit.write(101 * 8, data, as_unit), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(composer.composer().associator_occupancy(), 1u);
    level.name = {100, 0};
    EXPECT_EQ(unit.write(100 * 8, data, as_unit), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(composer.composer().associator_occupancy(), 0u);
  });
}

/// A VMID unit in front of something that is no composer.
class WrongNeighbour : public Simulation {
 protected:
  WrongNeighbour() {
    registers.socket.bind(vmid.from_processor);
    vmid.to_composer.bind(memory.socket);
    memory.answer = tlm::TLM_GENERIC_ERROR_RESPONSE;
  }
  ForeignInitiator registers{"registers"};
  ForeignMemory memory{"memory", 4096};
  sc::VmidModule vmid{"vmid", VmidConfig{}, Timing{}};
};

TEST_F(WrongNeighbour, IsReported) {
  expect_report("hv/vmid");
  EXPECT_THROW(registers.write_words(reg::kSyllable, {1}), sc_core::sc_report);
  finished();
}

}  // namespace
}  // namespace hv::test
