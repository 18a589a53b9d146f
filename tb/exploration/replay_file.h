// SPDX-License-Identifier: Apache-2.0
// From a trace's file to the result of replaying it on one machine.
#pragma once

#include <string>

#include "exploration/window_reader.h"
#include "explore/replay.h"

namespace hv::tb {

/// What explore::replay() gives; by explore::one_pass() where that can be.
explore::RunResult replay_loaded(const explore::Configuration& configuration, const explore::CompactTrace& trace,
                                 const explore::ReplayProgress& progress = {});

struct ReplayedFile {
  explore::RunResult result;
  std::uint64_t references = 0;  ///< in the window
  Word pages = 0, page_words = 0;
  std::uint64_t straddling = 0;
  std::string hash;  ///< of all references in the file; empty where it was not wanted
};

/// What load_trace() and explore::replay() give, and what they throw; by explore::one_pass() where that can be. A
/// reference takes 4 bytes until the end: its real name depends on the number of pages of the whole trace.
ReplayedFile replay_file(const std::string& path, const explore::Configuration& configuration, TraceHash hash,
                         trace::Reading reading = trace::Reading::here, const explore::ReplayProgress& progress = {});

}  // namespace hv::tb
