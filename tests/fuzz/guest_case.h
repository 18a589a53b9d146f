// SPDX-License-Identifier: Apache-2.0
// A machine, what is in its memory, and how it starts, made from any bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "semantics/machine_config.h"
#include "semantics/processor/processor.h"

namespace hv::fuzz {

/// Bytes taken one after the other; zeros behind the end.
class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}
  bool empty() const { return bytes_.empty(); }
  /// The next `count` bytes, low byte first.
  Word take(unsigned count);

 private:
  std::string_view bytes_;
};

/// How many bytes make a configuration.
constexpr unsigned kConfigBytes = 5;

/// A small machine: memory of a few short pages, perhaps paging store and console. It may have an objection().
MachineConfig take_config(Bytes& bytes);

struct GuestCase {
  std::vector<Word> memory;  ///< memory and paging store
  ProcessorState start;
  Word enter = 0;  ///< syllable that the front panel enters first; 0: none
  std::string console_input;
};

/// The rest of the bytes: seven for the start, then what fills memory, each a byte that says what and how many:
/// words, instructions, table words that ascend by a page, control blocks, or where to go on.
GuestCase take_case(Bytes& bytes, const MachineConfig& config);

/// What a guest may do before its run ends: attempts, and applications of maps.
constexpr std::uint64_t kMostAttempts = 150, kMostMapSteps = 30000;

}  // namespace hv::fuzz
