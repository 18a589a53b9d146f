// SPDX-License-Identifier: Apache-2.0
// Guest programs for a Machine: a nest in its memory, and words put at names of any level.
#pragma once

#include "explore/nest.h"
#include "semantics/vm_layout.h"
#include "systemc/machine.h"

namespace hv::test {

constexpr Word kGuestPage = 64;

inline explore::Nest guest_nest(unsigned depth, Word pages = 4) {
  explore::NestShape shape;
  shape.depth = depth;
  shape.page_words = kGuestPage;
  shape.pages = pages;
  shape.maps = {explore::LevelMap{}};
  shape.vmm_pages = 1;
  return explore::Nest(shape);
}

inline MachineConfig guest_config(const explore::Nest& nest, const Timing& timing = {}) {
  MachineConfig config;
  config.memory_pages = nest.real_pages();
  config.page_words = nest.shape().page_words;
  config.timing = timing;
  return config;
}

/// From the front panel: the processor goes on at this name in master mode, all its other registers 0 and R-B the
/// identity.
inline void start_at(sc::Machine& machine, Word ic) {
  ProcessorState state;
  state.ic = ic;
  machine.set_state(state);
}

class Guest {
 public:
  Guest(sc::Machine& machine, explore::Nest nest) : machine_(machine), nest_(std::move(nest)) {
    nest_.build([this](RealName name, Word word) { machine_.memory.words().write(name, word); }, nest_.resumable());
  }
  void put(unsigned level, Word name, std::initializer_list<Word> words) {
    for (const Word word : words) machine_.memory.words().write(nest_.real(level, name++), word);
  }
  /// Where a process exception of this level goes.
  void vector(unsigned level, Word ic) { put(level, isa::kNewIc, {ic, 0, kUnbounded}); }
  Word word(unsigned level, Word name) { return *machine_.memory.words().read(nest_.real(level, name)); }
  /// Name at level − 1 of the table word of f_`level` for this page.
  Word table_word(unsigned level, Word page) const { return nest_.vm(level).table + page; }
  const explore::Nest& nest() const { return nest_; }
  sc::Machine& machine() { return machine_; }

 private:
  sc::Machine& machine_;
  explore::Nest nest_;
};

}  // namespace hv::test
