// SPDX-License-Identifier: Apache-2.0
// A machine of the pure core together with the image of a nest in its memory.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>

#include "explore/pure_machine.h"
#include "oracle/nest_image.h"
#include "oracle/show.h"

namespace hv::test {

inline MachineConfig small_config(Word pages = 64, Word page_words = 512) {
  MachineConfig config;
  config.memory_pages = pages;
  config.page_words = page_words;
  config.associator.entries = 0;
  return config;
}

struct TestMachine {
  explicit TestMachine(const MachineConfig& config = small_config())
      : machine(config), image(machine.memory(), config.page_words, config.memory_pages) {}

  const VmidRegister& vmid() { return machine.vmid_unit().vmid(); }
  std::string vmid_name() { return vmid().name(); }
  MapComposer& composer() { return machine.composer(); }
  VmidUnit& unit() { return machine.vmid_unit(); }
  Processor& processor() { return machine.processor(); }
  ProcessorState state() { return machine.processor().state(); }

  /// LVMID of each syllable in turn, from the front panel.
  void enter(std::initializer_list<Word> syllables) {
    for (const Word syllable : syllables) ASSERT_EQ(show(machine.enter(syllable)), "entered");
  }
  void enter_chain(unsigned depth) {
    for (unsigned level = 0; level < depth; ++level) ASSERT_EQ(show(machine.enter(1)), "entered");
    ASSERT_EQ(vmid().depth(), depth);
  }
  Composition composition(RegistersPolicy registers = RegistersPolicy::name) {
    return {vmid(), machine.memory(), PageSize(machine.config().page_words), registers, nullptr, nullptr, nullptr};
  }
  std::string read(Word name) { return show(composer().translate(ProcessName{name}, AccessKind::read)); }
  std::string step() { return show(processor().step()); }
  void start_at(Word ic, Word r = 0, Word b = kAll) {
    ProcessorState state = processor().state();
    state.ic = ic;
    state.r = r;
    state.b = b;
    processor().set_state(state);
  }
  std::vector<Word> whole_memory() {
    return {machine.memory().data(), machine.memory().data() + machine.memory().size()};
  }

  PureMachine machine;
  NestImage image;
};

}  // namespace hv::test
