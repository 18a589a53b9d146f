// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
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
  /// Of a file that was read before, and was this one then. Throws trace::TraceError where it is another one now.
  PackedFile(const std::string& path, const explore::TraceWindow& window, const trace::FileIdentity& identity);

  /// Throws as WindowReader::next(), explore::TraceTooLarge, and trace::TraceError where the file was changed
  /// meanwhile.
  std::size_t next(explore::TracePages& pages, const explore::TracePages::Packed*& packed) override;
  /// As WindowReader::hash().
  std::string hash() const { return reader_.hash(); }

 private:
  void check_identity() const;

  std::string path_;
  std::optional<trace::FileIdentity> identity_;
  WindowReader reader_;
  std::vector<explore::TracePages::Packed> packed_;
};

}  // namespace hv::tb
