// SPDX-License-Identifier: Apache-2.0
// A machine on which one instruction at a time is tried, at level 0 or in VM 1.
#pragma once

#include "oracle/test_machine.h"

namespace hv::test {

using isa::encode;
using isa::Op;

constexpr Word kCode = 1000, kData = 1100;

struct Cpu : TestMachine {
  /// `depth` 0, 1 or 2: where the instructions run.
  explicit Cpu(unsigned depth = 0, const MachineConfig& config = small_config(64)) : TestMachine(config) {
    here = image.add_chain(depth, FormCode::paged);
    enter_chain(depth);
    for (Word name = 0; name < 2048; ++name)
      if (name >= 512 || name < 16) image.poke(here, name, name == 0 ? image.peek(here, 0) : 0);
    image.poke(here, isa::kNewIc, 600);
    image.poke(here, isa::kNewR, 0);
    image.poke(here, isa::kNewB, kAll);
    state.ic = kCode;
    for (Word i = 0; i < 16; ++i) state.registers[i] = 0x100 + i;
  }
  /// Tries this instruction word at kCode (resource name) with `state`.
  std::string execute(Word instruction) {
    image.poke(here, state.address() + state.r, instruction);
    processor().set_state(state);
    return step();
  }
  ProcessorState after() { return processor().state(); }
  /// Old IC, r, b, cause and name of the last exception.
  std::vector<Word> swapped() {
    std::vector<Word> words;
    for (Word name = 2; name <= 6; ++name) words.push_back(image.peek(here, name));
    return words;
  }
  NestImage::Vm here;
  ProcessorState state;
};

inline bool same_state(const ProcessorState& a, const ProcessorState& b) {
  return a.ic == b.ic && a.r == b.r && a.b == b.b && a.registers == b.registers;
}

}  // namespace hv::test
