// SPDX-License-Identifier: Apache-2.0
// Names that were reachable, and granted, and must not be any more. Each case is a program for one machine that uses a
// name often enough for it to be granted, changes what is reachable (the mode, R-B, the VMID, a map), and tries the
// name again: by a fetch, a read or a write. It looks itself at what came of it, and ends with HALT kKept if that is
// what ISA.md says. The program may be run at any depth.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "explore/pure_machine.h"

namespace hv::test {

constexpr Word kKept = 7;

struct ProtectionCase {
  const char* name;
  const char* text;              ///< assembly language, behind what all have in common
  bool breaks_the_rule = false;  ///< a VM that has its own tables in its memory: a promise under snoop alone
};
/// For the names of tests.
inline void PrintTo(const ProtectionCase& one, std::ostream* out) { *out << one.name; }
const std::vector<ProtectionCase>& protection_cases();

/// One run of one of them.
struct ProtectionRun {
  const ProtectionCase* one;
  AccessKind kind;
  unsigned depth;  ///< of the machine that the program runs on
  AssociatorConfig associator;

  MachineConfig config() const;
  /// Calls write(real name, word).
  void put(const std::function<void(RealName, Word)>& write) const;
  /// Where the real machine begins.
  ProcessorState start() const;
  std::string describe() const;
};
/// All kinds of access, depths 0 to 2, and several kinds of associator.
std::vector<ProtectionRun> protection_runs(const ProtectionCase& one);

/// No run needs more attempts.
constexpr std::uint64_t kProtectionAttempts = 2000;
/// How many instructions of each run are on granted pages at least.
constexpr std::uint64_t kProtectionGranted = 12;

}  // namespace hv::test
