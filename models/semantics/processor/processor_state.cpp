// SPDX-License-Identifier: Apache-2.0
#include "semantics/processor/processor_state.h"

namespace hv {

std::vector<Word> ProcessorState::to_words() const {
  std::vector<Word> words{ic, r, b};
  words.insert(words.end(), registers.begin(), registers.end());
  words.push_back(timer);
  return words;
}

ProcessorState ProcessorState::from_words(const std::vector<Word>& words) {
  ProcessorState state;
  state.ic = words[0];
  state.r = words[1];
  state.b = words[2];
  for (unsigned i = 0; i < isa::kRegisters; ++i) state.registers[i] = words[3 + i];
  state.timer = words[isa::kTimerWord];
  return state;
}

}  // namespace hv
