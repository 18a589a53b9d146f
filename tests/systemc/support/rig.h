// SPDX-License-Identifier: Apache-2.0
// This project's composer and VMID unit between foreign parties, and a nest of paged levels in the foreign
// memory.
#pragma once

#include <gtest/gtest.h>

#include <optional>

#include "explore/nest.h"
#include "semantics/vm_layout.h"
#include "support/foreign.h"
#include "systemc/composer_module.h"
#include "systemc/vmid_module.h"

namespace hv::test {

namespace reg = sc::vmid_registers;

struct RigShape {
  unsigned depth = 2;
  Word page_words = 64;
  Word pages = 4;  ///< of the deepest level
  AssociatorConfig associator;
  RegistersPolicy registers = RegistersPolicy::name;
  unsigned syllables = 16;
  Timing timing;
  unsigned processor_words = 19;
  std::optional<unsigned> running_word;  ///< VmidConfig::running_word
};

inline explore::Nest nest_of(const RigShape& shape) {
  explore::NestShape nest;
  nest.depth = shape.depth;
  nest.page_words = shape.page_words;
  nest.pages = shape.pages;
  nest.maps = {explore::LevelMap{}};
  nest.vmm_pages = 1;
  return explore::Nest(nest);
}

inline ComposerConfig composer_config(const RigShape& shape) {
  ComposerConfig config;
  config.page_words = shape.page_words;
  config.registers = shape.registers;
  config.associator = shape.associator;
  return config;
}

struct Rig {
  explicit Rig(const RigShape& shape_ = {})
      : shape(shape_),
        nest(nest_of(shape)),
        memory("memory", nest.real_pages() * shape.page_words * 8),
        vmid("vmid",
             VmidConfig{shape.syllables, shape.page_words, shape.registers, shape.processor_words, shape.running_word},
             shape.timing),
        composer("composer", composer_config(shape), shape.timing, vmid.vmid()) {
    processor.socket.bind(composer.from_processor);
    registers.socket.bind(vmid.from_processor);
    phi.socket.bind(composer.phi_registers);
    vmid.to_composer.bind(composer.from_vmid_unit);
    composer.to_memory.bind(memory.socket);
    vmid.unit().observe(&composer.composer());
    nest.build([this](RealName name, Word word) { memory.put(name.value, word); }, nest.resumable());
  }

  /// LVMID of 1, which enters the whole nest. Where it ended.
  Word enter() {
    EXPECT_EQ(registers.write_words(reg::kSyllable, {1}), tlm::TLM_OK_RESPONSE);
    return register_word(reg::kOutcome);
  }
  Word register_word(Address address) {
    Word word = 0;
    EXPECT_EQ(registers.read_word(address, word), tlm::TLM_OK_RESPONSE);
    return word;
  }
  /// VM-fault of this level, from the register file.
  tlm::tlm_response_status deliver(Word level, Word name = 0, FaultCause cause = FaultCause::absent) {
    EXPECT_EQ(registers.write_words(reg::kLevel, {level, name, level, static_cast<Word>(cause) | 1 << 8}),
              tlm::TLM_OK_RESPONSE);
    return registers.write_words(reg::kDeliver, {1});
  }
  Word page_bytes() const { return shape.page_words * 8; }
  Word level_bytes() const { return shape.pages * page_bytes(); }
  /// Where the byte of the deepest level really is, by the nest's plan.
  Address real_byte(Address byte) const { return nest.real(shape.depth, byte / 8).value * 8 + byte % 8; }
  /// Real name of the table word of f_`level` for this page.
  Word table_word(unsigned level, Word page) const { return nest.real(level - 1, nest.vm(level).table + page).value; }
  /// Page of level 1 that is this page of level 2, as f1.1's table has it.
  Word home(Word page) const { return memory.word(nest.real(1, nest.vm(2).table + page).value) / shape.page_words; }
  const Counters& counters() { return composer.composer().counters(); }

  RigShape shape;
  explore::Nest nest;
  ForeignInitiator processor{"processor"}, registers{"registers"}, phi{"phi"};
  ForeignMemory memory;
  sc::VmidModule vmid;
  sc::ComposerModule composer;
};

}  // namespace hv::test
