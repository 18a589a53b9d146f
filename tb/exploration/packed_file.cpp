// SPDX-License-Identifier: Apache-2.0
#include "exploration/packed_file.h"

#include "trace/trace_error.h"

namespace hv::tb {

PackedFile::PackedFile(const std::string& path, const explore::TraceWindow& window, const trace::FileIdentity& identity)
    : path_(path), identity_(identity), reader_(path, window, TraceReading{TraceHash::none}) {
  check_identity();
}

void PackedFile::check_identity() const {
  if (identity_ && !(trace::file_identity(path_) == identity_))
    throw trace::TraceError(path_ +
                            ": it was changed while it was replayed; a trace that is longer than --trace-memory "
                            "is read again by each replay, and must stay as it is");
}

std::size_t PackedFile::next(explore::TracePages& pages, const explore::TracePages::Packed*& packed) {
  const trace::Reference* first = nullptr;
  const std::size_t count = reader_.next(first);
  if (count == 0) check_identity();
  if (packed_.size() < count) packed_.resize(count);
  pages.pack(
      count, [=](std::size_t i) { return as_replayed(first[i]); }, packed_.data());
  packed = packed_.data();
  return count;
}

}  // namespace hv::tb
