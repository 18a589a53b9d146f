// SPDX-License-Identifier: Apache-2.0
#include "exploration/packed_file.h"

namespace hv::tb {

std::size_t PackedFile::next(explore::TracePages& pages, const explore::TracePages::Packed*& packed) {
  const trace::Reference* first = nullptr;
  const std::size_t count = reader_.next(first);
  if (packed_.size() < count) packed_.resize(count);
  pages.pack(
      count, [=](std::size_t i) { return as_replayed(first[i]); }, packed_.data());
  packed = packed_.data();
  return count;
}

}  // namespace hv::tb
