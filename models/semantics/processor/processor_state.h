// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "semantics/map_form.h"
#include "semantics/processor/isa.h"

namespace hv {

/// Software-visible state. What a VMCB's processor map holds, in this order: IC word, r, b, R0 … R15, interval timer.
struct ProcessorState {
  Word ic = 0;  ///< with mode and interrupt bits
  Word r = 0, b = kUnbounded;
  std::array<Word, isa::kRegisters> registers{};
  Word timer = 0;  ///< as it was loaded; Processor::timer() says how it stands

  bool master() const { return !(ic & isa::kSlaveBit); }
  bool interruptible() const { return (ic & isa::kInterruptBit) != 0; }
  Word address() const { return ic & isa::kIcMask; }
  std::vector<Word> to_words() const;
  static ProcessorState from_words(const std::vector<Word>& words);
};

}  // namespace hv
