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

/// All operations; in the bytes their index stands for them.
constexpr std::uint8_t kInstructionCodes[] = {0x01, 0x02, 0x03, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18,
                                              0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26,
                                              0x27, 0x28, 0x29, 0x2a, 0x2b, 0x2c, 0x2d, 0x30, 0x31, 0x32, 0x33, 0x34,
                                              0x35, 0x40, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86};

/// The rest of the bytes: seven for the start, then what fills memory, each a byte that says what and how many:
/// words, instructions, table words that ascend by a page, control blocks, or where to go on.
GuestCase take_case(Bytes& bytes, const MachineConfig& config);

/// What a guest may do before its run ends: attempts, applications of maps, and process exceptions (most guests soon do
/// nothing else).
constexpr std::uint64_t kMostAttempts = 150, kMostMapSteps = 30000, kMostExceptions = 20;

}  // namespace hv::fuzz
