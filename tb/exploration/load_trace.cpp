// SPDX-License-Identifier: Apache-2.0
#include "exploration/load_trace.h"

#include <array>
#include <vector>

#include "trace/trace_tools.h"

namespace hv::tb {
namespace {

constexpr std::size_t kBlock = 1024;  // references read at a time: they stay in the nearest cache

/// Of each trace::ReferenceKind: fetch, load, store, modify.
constexpr std::array<AccessKind, trace::kReferenceKinds> kKinds = {AccessKind::fetch, AccessKind::read,
                                                                   AccessKind::write, AccessKind::write};

void append(const trace::Reference* block, std::size_t count, explore::CompactTrace& trace) {
  trace.add_each(count, [&](std::size_t i) {
    return explore::CompactTrace::Added{block[i].address, block[i].size,
                                        kKinds[static_cast<std::size_t>(block[i].kind)]};
  });
}

}  // namespace

LoadedTrace load_trace(const std::string& path, Word page_words) {
  LoadedTrace loaded{explore::CompactTrace(page_words), {}};
  trace::ReferenceHash hash;
  const auto reader = trace::open_trace(path);
  std::vector<trace::Reference> block(kBlock);
  while (const std::size_t count = reader->read(block.data(), block.size())) {
    append(block.data(), count, loaded.trace);
    hash.add(block.data(), count);
  }
  loaded.hash = hash.hex();
  return loaded;
}

}  // namespace hv::tb
