// SPDX-License-Identifier: Apache-2.0
#include "exploration/load_trace.h"

#include "exploration/packed_file.h"

namespace hv::tb {

LoadedTrace load_trace(const std::string& path, Word page_words, const explore::TraceWindow& window,
                       unsigned block_bits, const TraceReading& reading) {
  LoadedTrace loaded{explore::CompactTrace(page_words, block_bits), {}};
  explore::CompactTrace& trace = loaded.trace;
  if (const auto identity = trace::file_identity(path))
    trace.limit(reading.most_kept, [=] { return std::make_unique<PackedFile>(path, window, *identity); });
  PackedFile file(path, window, reading);
  const explore::TracePages::Packed* packed = nullptr;
  while (const std::size_t count = file.next(trace, packed)) trace.append(packed, count);
  loaded.hash = file.hash();
  return loaded;
}

}  // namespace hv::tb
