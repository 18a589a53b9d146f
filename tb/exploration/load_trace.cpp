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

/// The block's references, each taken into the hash as it is handed on: two chains of work that go on side by side.
struct Hashed {
  const trace::Reference* block;
  trace::ReferenceHash hash;

  explore::CompactTrace::Added operator()(std::size_t i) {
    hash.add(block[i]);
    return {block[i].address, block[i].size, kKinds[static_cast<std::size_t>(block[i].kind)]};
  }
};

}  // namespace

LoadedTrace load_trace(const std::string& path, Word page_words, const explore::TraceWindow& window) {
  LoadedTrace loaded{explore::CompactTrace(page_words), {}};
  trace::ReferenceHash hash;
  const auto reader = trace::open_trace(path);
  std::vector<trace::Reference> block(kBlock);
  const std::uint64_t most = window.references > 0 ? window.references : ~std::uint64_t{0};
  std::uint64_t read = 0;
  while (const std::size_t count = reader->read(block.data(), block.size())) {
    const std::size_t begin = std::min<std::uint64_t>(window.skip - std::min(window.skip, read), count);
    const std::size_t taken = std::min<std::uint64_t>(count - begin, most - loaded.trace.size());
    const trace::Reference* const first = block.data() + begin;
    hash.add(block.data(), begin);
    hash = loaded.trace.add_each(taken, Hashed{first, hash}).hash;
    hash.add(first + taken, count - begin - taken);
    read += count;
  }
  if (window.skip > 0 && window.skip >= read)
    throw trace::TraceError(path + ": it has " + std::to_string(read) + " references, and trace.skip leaves out " +
                            std::to_string(window.skip) + "; less is to be skipped");
  loaded.hash = hash.hex();
  return loaded;
}

}  // namespace hv::tb
