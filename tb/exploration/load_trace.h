// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "exploration/window_reader.h"
#include "explore/compact_trace.h"

namespace hv::tb {

struct LoadedTrace {
  explore::CompactTrace trace;
  std::string hash;  ///< trace::ReferenceHash of all references in the file; empty where it was not wanted
};

/// With pages numbered as TracePages says. Reads the trace at `path` ("-": standard input) to its verified end, and
/// keeps what is in the window, or reads it again as TraceReading says. A modify becomes one store. Throws
/// trace::TraceError when it cannot be read, is damaged, or has nothing in the window, explore::TraceTooLarge when it
/// cannot be replayed.
LoadedTrace load_trace(const std::string& path, Word page_words, const explore::TraceWindow& window = {},
                       unsigned block_bits = 0, const TraceReading& reading = {});

}  // namespace hv::tb
