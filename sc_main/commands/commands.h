// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "command_line.h"

namespace hv::cli {

struct Command {
  std::string name;
  std::string summary;  ///< one line
  Syntax syntax;
  std::string description;  ///< more lines for `hvsim NAME --help`; may be empty
  /// Returns the exit status. May throw UsageError and the errors of the libraries for bad input.
  int (*run)(const CommandLine&);
};

/// Nothing where there is no such command.
const Command* find_command(const std::string& name);

/// All commands with their summaries.
std::string overview_text();
/// How one command is called.
std::string help_text(const Command& command);
std::string unknown_command_text(const std::string& name);

// The commands, one file each.
Command asm_command();
Command convert_command();
Command disasm_command();
Command explain_command();
Command list_command();
Command merge_command();
Command params_command();
Command replay_command();
Command run_command();
Command step_command();
Command sweep_command();
Command table2_command();
Command trace_info_command();

}  // namespace hv::cli
