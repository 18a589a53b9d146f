// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "explore/compact_trace.h"

namespace hv::tb {

struct LoadedTrace {
  explore::CompactTrace trace;
  std::string hash;  ///< trace::ReferenceHash of all references
};

/// Reads the trace at `path` ("-": standard input) to its verified end, once. A modify becomes one store.
/// Throws trace::TraceError when it cannot be read or is damaged, explore::TraceTooLarge when it cannot be
/// replayed.
LoadedTrace load_trace(const std::string& path, Word page_words);

}  // namespace hv::tb
