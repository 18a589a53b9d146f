// SPDX-License-Identifier: Apache-2.0
// What several commands share.
#pragma once

#include <string>

#include "command_line.h"
#include "explore/configuration.h"

namespace hv::cli {

// Exit status.
constexpr int kDone = 0;
constexpr int kFailed = 1;  ///< the run ended without reaching its end, or a check failed
constexpr int kUsage = 2;   ///< usage or bad input

/// "0.1.0 (1a2b3c4)".
std::string program_version();

/// `base` with the command line's parameters over it. Throws explore::ParameterError.
explore::Configuration resolve(const CommandLine& line, explore::Configuration base = {});

/// With --print-config: prints it and returns true; the command is then done.
bool printed_config(const CommandLine& line, const explore::Configuration& configuration);

/// Writes a file that appears under its name only when it is complete ("-": standard output). Throws
/// trace::TraceError.
void write_file(const std::string& path, const std::string& text);

/// One word of a command, quoted for a shell where that is needed. Never has a line end in it.
std::string shell_word(const std::string& word);

}  // namespace hv::cli
