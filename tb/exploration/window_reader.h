// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "explore/configuration.h"
#include "trace/block_reader.h"
#include "trace/trace_tools.h"

namespace hv::tb {

/// Whether trace::ReferenceHash is taken of all references in the file; it takes half as long as reading them.
enum class TraceHash { wanted, none };

/// How a trace's file is read.
struct TraceReading {
  TraceHash hash = TraceHash::wanted;
  trace::Reading thread = trace::Reading::here;
  /// Of a file with more references none is kept in memory: each replay reads it again. Standard input and pipes are
  /// kept whatever their length.
  std::uint64_t most_kept = ~std::uint64_t{0};
  /// Called now and then with the bytes of the file that have been read and how many there are; 0: nobody knows.
  std::function<void(std::uint64_t done, std::uint64_t all)> progress = {};
};

/// What is taken of a trace, block by block. All of it is read, so that damage anywhere is found.
class WindowReader {
 public:
  /// Of the trace at `path` ("-": standard input). Throws trace::TraceError where it cannot be opened.
  WindowReader(const std::string& path, const explore::TraceWindow& window, const TraceReading& reading);

  /// Points `first` to the next references in the window and returns how many; they stay there until the next call. 0
  /// at the verified end. Throws trace::TraceError when the trace is damaged or the window leaves nothing.
  std::size_t next(const trace::Reference*& first);
  /// After the end; empty where it is not wanted.
  std::string hash() const { return hash_wanted() ? hash_.hex() : std::string(); }

 private:
  bool hash_wanted() const { return reading_.hash == TraceHash::wanted; }
  void note_read(std::size_t more);

  const std::string path_;
  const explore::TraceWindow window_;
  const TraceReading reading_;
  trace::FileGauge gauge_;
  trace::BlockReader reader_;
  trace::ReferenceHash hash_;
  std::uint64_t read_ = 0;
};

}  // namespace hv::tb
