// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "explore/compact_trace.h"
#include "explore/configuration.h"
#include "trace/block_reader.h"
#include "trace/trace_tools.h"

namespace hv::tb {

/// Whether trace::ReferenceHash is taken of all references in the file; it takes half as long as reading them.
enum class TraceHash { wanted, none };

/// What is taken of a trace, block by block. All of it is read, so that damage anywhere is found.
class WindowReader {
 public:
  /// Of the trace at `path` ("-": standard input). Throws trace::TraceError where it cannot be opened.
  WindowReader(const std::string& path, const explore::TraceWindow& window, TraceHash hash,
               trace::Reading reading = trace::Reading::here);

  /// Points `first` to the next references in the window and returns how many; they stay there until the next call. 0
  /// at the verified end. Throws trace::TraceError when the trace is damaged or the window leaves nothing.
  std::size_t next(const trace::Reference*& first);
  /// After the end; empty where it is not wanted.
  std::string hash() const { return hash_wanted_ ? hash_.hex() : std::string(); }

 private:
  const std::string path_;
  const explore::TraceWindow window_;
  trace::BlockReader reader_;
  const bool hash_wanted_;
  trace::ReferenceHash hash_;
  std::uint64_t read_ = 0;
};

/// As they are replayed: a modify becomes one store. Throws explore::TraceTooLarge.
void append(const trace::Reference* first, std::size_t count, explore::CompactTrace& trace);

}  // namespace hv::tb
