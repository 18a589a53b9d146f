// SPDX-License-Identifier: Apache-2.0
// A scenario: a machine, what is in its memory, and where it is started. No SystemC here: the same scenario runs on the
// SystemC machine and in the pure core.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "asm/program.h"
#include "semantics/machine_config.h"
#include "semantics/processor/processor.h"

namespace hv::tb {

/// Words to be in real memory before the machine is switched on.
class Image {
 public:
  struct Block {
    RealName at;
    std::vector<Word> words;
  };
  void put(Word at, std::vector<Word> words) { blocks_.push_back({RealName{at}, std::move(words)}); }
  const std::vector<Block>& blocks() const { return blocks_; }
  /// FNV-1a of names and words, as 16 hexadecimal digits.
  std::string hash() const;
  /// Calls write(name, word) for each word, in the order of put().
  template <class Write>
  void for_each(Write write) const {
    for (const Block& block : blocks_)
      for (Word i = 0; i < block.words.size(); ++i) write(RealName{block.at.value + i}, block.words[i]);
  }

 private:
  std::vector<Block> blocks_;
};

/// One start of the machine: VMID NULL, then LVMID of each syllable as if by the front panel, then (where given) IC and
/// R-B set; runs until this many instructions have been attempted or the machine stops.
struct Start {
  std::vector<Word> syllables;
  struct Registers {
    Word ic, r, b;
  };
  std::optional<Registers> registers;
  std::uint64_t attempts = kForever;
  static constexpr std::uint64_t kForever = ~std::uint64_t{0};
};

struct Scenario {
  std::string name;
  std::string title;  ///< one line for `hvsim list`
  MachineConfig config;
  Image image;
  std::vector<Start> starts;
  std::vector<std::string> notes;  ///< what the instructions illustrate, in order; may be empty
  /// Of the software of each machine: tree name with dots ("NULL" for the real one), resource names; may be empty.
  std::map<std::string, std::vector<assembly::Label>> labels;
};

}  // namespace hv::tb
