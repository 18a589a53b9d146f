// SPDX-License-Identifier: Apache-2.0
#include "exploration/load_trace.h"

namespace hv::tb {

LoadedTrace load_trace(const std::string& path, Word page_words, const explore::TraceWindow& window,
                       unsigned block_bits, TraceHash hash, trace::Reading reading) {
  LoadedTrace loaded{explore::CompactTrace(page_words, block_bits), {}};
  WindowReader reader(path, window, hash, reading);
  const trace::Reference* first = nullptr;
  while (const std::size_t count = reader.next(first)) append(first, count, loaded.trace);
  loaded.hash = reader.hash();
  return loaded;
}

}  // namespace hv::tb
