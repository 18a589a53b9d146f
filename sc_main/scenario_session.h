// SPDX-License-Identifier: Apache-2.0
// A scenario on the SystemC machine with what the command line asks to be written: events, waves, statistics.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "command_line.h"
#include "monitors/event.h"
#include "monitors/run_summary.h"
#include "scenarios/catalogue.h"

namespace hv::cli {

/// The options --events, --vcd and those of its window, --timeline, --stats, --max-instructions.
std::vector<Option> session_options();

/// --max-instructions alone, and what it says (default: no limit).
Option max_instructions_option();
std::uint64_t max_instructions(const CommandLine& line);

/// Whether one of them writes to standard output, which then is that file's alone.
bool writes_to_output(const CommandLine& line);

/// The scenario of this name, or the program in the file of this name. Throws UsageError with the known scenarios.
tb::CatalogueEntry scenario_entry(const std::string& name);
/// The entry's base with the command line's parameters over it; refuses what the scenario fixes.
explore::Configuration resolve_for(const tb::CatalogueEntry& entry, const CommandLine& line);
/// Throws UsageError where the configuration changes what the scenario fixes.
void check_fixed(const tb::CatalogueEntry& entry, const explore::Configuration& configuration);
/// Throws UsageError where it cannot be built.
tb::Scenario make_scenario(const tb::CatalogueEntry& entry, const explore::Configuration& configuration);

struct SessionResult {
  bool complete = false;  ///< each start came to its end
  Counters counters;
  std::uint64_t cycles = 0;
  std::uint64_t real_digest = 0;
  std::string console;            ///< what was written to the real machine's console
  std::optional<Word> halt_code;  ///< with which the real machine stopped
  std::optional<Word> expected_halt_code;
  std::vector<tb::InstructionEvent> events;  ///< where asked for
  std::vector<tb::MachineShare> machines;    ///< what each machine of the nest did
};

/// Builds, runs and writes. `keep_events`: also returns them (lock-step then).
SessionResult run_session(const CommandLine& line, const tb::CatalogueEntry& entry,
                          const explore::Configuration& configuration, bool keep_events);

}  // namespace hv::cli
