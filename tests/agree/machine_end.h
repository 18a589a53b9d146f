// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "explore/pure_machine.h"

namespace hv::test {

/// Everything that can be told of a machine that stands still: what software could see of it, and all that is counted.
struct MachineEnd {
  struct Entry {
    Tag tag;
    Word frame;
  };
  Counters counters;
  std::uint64_t cycles = 0, real_digest = 0, attempts = 0;
  std::string vmid;
  std::vector<Word> processor;  ///< IC word, r, b, registers, and the timers of all active levels
  bool stopped = false;
  std::optional<Word> halt_code;
  std::string console;
  std::vector<Entry> entries;  ///< of the associator, that used longest ago first
  std::vector<Word> memory;    ///< and the paging store behind it
};

/// The entries of a composer's associator, that used longest ago first.
std::vector<MachineEnd::Entry> entries_of(const MapComposer& composer);
/// `front_panel`: what the front panel did, which does not count.
MachineEnd end_of(PureMachine& machine, const Counters& front_panel = {});

/// What differs, one thing a line; nothing where nothing does.
std::string difference(const MachineEnd& expected, const MachineEnd& found);

}  // namespace hv::test
