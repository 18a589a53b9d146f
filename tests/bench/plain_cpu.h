// SPDX-License-Identifier: Apache-2.0
// The machine's own instruction definitions (isa::execute) in plain C++ on instructions decoded beforehand: no map, no
// virtual machine, no SystemC. How fast such a processor can be interpreted at all.
#pragma once

#include <array>
#include <vector>

#include "semantics/processor/instructions.h"

namespace hv::bench {

/// Master mode on the bare machine. An instruction that would end in a process exception, and one that has to
/// do with R-B or virtual machines, stops it.
class PlainCpu {
 public:
  enum class Stop : std::uint8_t { none, halt, unsupported };

  PlainCpu(std::vector<Word> memory, Word ic);

  /// Executes instructions until it stops, or so many; returns how many, the HALT included.
  std::uint64_t run(std::uint64_t attempts);

  Stop stop() const { return stop_; }
  Word ic() const { return ic_; }
  Word general_register(unsigned number) const { return registers_[number]; }
  const std::vector<Word>& memory() const { return memory_; }

 private:
  std::vector<Word> memory_;
  std::vector<isa::Decoded> decoded_;  ///< of each word of memory, and one that stops behind them
  std::array<Word, isa::kRegisters> registers_{};
  Word ic_;
  Stop stop_ = Stop::none;
};

}  // namespace hv::bench
