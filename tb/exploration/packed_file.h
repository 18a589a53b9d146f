// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "exploration/window_reader.h"
#include "explore/trace_pages.h"

namespace hv::tb {

/// What is replayed of a reference: a modify becomes one store.
inline explore::TracePages::Added as_replayed(const trace::Reference& reference) {
  using Kind = trace::ReferenceKind;
  const AccessKind kind = reference.kind == Kind::fetch  ? AccessKind::fetch
                          : reference.kind == Kind::load ? AccessKind::read
                                                         : AccessKind::write;
  return {reference.address, reference.size, kind};
}

/// A trace's file as it is replayed, from the beginning to the end of what is taken of it.
class PackedFile final : public explore::PackedReader {
 public:
  /// As WindowReader.
  PackedFile(const std::string& path, const explore::TraceWindow& window, const TraceReading& reading)
      : reader_(path, window, reading) {}

  /// Throws as WindowReader::next(), and explore::TraceTooLarge.
  std::size_t next(explore::TracePages& pages, const explore::TracePages::Packed*& packed) override;
  /// As WindowReader::hash().
  std::string hash() const { return reader_.hash(); }

 private:
  WindowReader reader_;
  std::vector<explore::TracePages::Packed> packed_;
};

}  // namespace hv::tb
