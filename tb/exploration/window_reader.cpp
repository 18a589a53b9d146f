// SPDX-License-Identifier: Apache-2.0
#include "exploration/window_reader.h"

#include <algorithm>
#include <array>

namespace hv::tb {
namespace {

/// Of each trace::ReferenceKind: fetch, load, store, modify.
constexpr std::array<AccessKind, trace::kReferenceKinds> kKinds = {AccessKind::fetch, AccessKind::read,
                                                                   AccessKind::write, AccessKind::write};

}  // namespace

WindowReader::WindowReader(const std::string& path, const explore::TraceWindow& window, TraceHash hash,
                           trace::Reading reading)
    : path_(path),
      window_(window),
      reader_(trace::open_trace(path), reading),
      hash_wanted_(hash == TraceHash::wanted) {}

std::size_t WindowReader::next(const trace::Reference*& first) {
  const std::uint64_t most = window_.references > 0 ? window_.references : ~std::uint64_t{0};
  while (const std::size_t count = reader_.next(first)) {
    if (hash_wanted_) hash_.add(first, count);
    const std::uint64_t begin = read_;
    read_ += count;
    if (read_ <= window_.skip) continue;
    const std::uint64_t skipped = window_.skip - std::min(window_.skip, begin);
    const std::uint64_t taken = begin + skipped - window_.skip;  // before this block
    if (taken >= most) continue;
    first += skipped;
    return std::min<std::uint64_t>(count - skipped, most - taken);
  }
  if (window_.skip > 0 && window_.skip >= read_)
    throw trace::TraceError(path_ + ": it has " + std::to_string(read_) + " references, and trace.skip leaves out " +
                            std::to_string(window_.skip) + "; less is to be skipped");
  return 0;
}

void append(const trace::Reference* first, std::size_t count, explore::CompactTrace& trace) {
  trace.add_each(count, [=](std::size_t i) {
    return explore::CompactTrace::Added{first[i].address, first[i].size,
                                        kKinds[static_cast<std::size_t>(first[i].kind)]};
  });
}

}  // namespace hv::tb
