// SPDX-License-Identifier: Apache-2.0
// From a trace's file to the result of replaying it on one machine.
#pragma once

#include <string>

#include "exploration/load_trace.h"
#include "explore/replay.h"

namespace hv::tb {

struct ReplayedFile {
  explore::RunResult result;
  std::uint64_t references = 0;  ///< in the window
  explore::TracePages pages;
  std::string hash;  ///< as LoadedTrace::hash
};

/// What load_trace() and explore::replay() give, and what they throw; where that can be, in one pass while the file is
/// read. Else it is replayed when it has been read, and `progress` told how far that is.
using FileProgress = std::function<void(std::uint64_t done, std::uint64_t all)>;  // references
ReplayedFile replay_file(const std::string& path, const explore::Configuration& configuration,
                         const TraceReading& reading = {}, const FileProgress& progress = {});

}  // namespace hv::tb
