// SPDX-License-Identifier: Apache-2.0
#include "exploration/load_trace.h"

#include <algorithm>
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

LoadedTrace load_trace(const std::string& path, Word page_words, const explore::TraceWindow& window,
                       unsigned block_bits) {
  LoadedTrace loaded{explore::CompactTrace(page_words, block_bits), {}};
  trace::ReferenceHash hash;
  const auto reader = trace::open_trace(path);
  std::vector<trace::Reference> block(kBlock);
  const std::uint64_t most = window.references > 0 ? window.references : ~std::uint64_t{0};
  std::uint64_t read = 0;
  while (const std::size_t count = reader->read(block.data(), block.size())) {
    const std::uint64_t begin = window.skip - std::min(window.skip, read);
    const std::uint64_t left = most - loaded.trace.size();
    if (begin < count) append(block.data() + begin, std::min<std::uint64_t>(count - begin, left), loaded.trace);
    hash.add(block.data(), count);
    read += count;
  }
  if (window.skip > 0 && window.skip >= read)
    throw trace::TraceError(path + ": it has " + std::to_string(read) + " references, and trace.skip leaves out " +
                            std::to_string(window.skip) + "; less is to be skipped");
  loaded.hash = hash.hex();
  return loaded;
}

}  // namespace hv::tb
