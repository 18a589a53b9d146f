// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "trace/reference.h"
#include "trace/trace_error.h"
#include "trace/trace_header.h"

namespace hv::trace {

enum class TraceFormat : std::uint8_t { native, lackey, din, champsim, live };

const char* name_of(TraceFormat format);

// A stream of references in program order. One reader belongs to one thread.
class TraceReader {
 public:
  virtual ~TraceReader() = default;

  // Stores the next 1 .. capacity references into out[0 ..] and returns how many; capacity is at least 1
  // (some thousands are best: the call is virtual, and costs are per block). 0 means that the trace's
  // proper end was reached and verified, also on every later call. Throws TraceError on anything else;
  // references returned before the throw may then be wrong too, since the checksum stands at the end.
  virtual std::size_t read(Reference* out, std::size_t capacity) = 0;

  virtual const TraceHeader& header() const = 0;
  virtual TraceFormat format() const = 0;
};

// How far a file has been read; may be looked at from another thread.
struct FileGauge {
  std::atomic<std::uint64_t> done{0};  // bytes
  std::uint64_t all = 0;               // 0: nobody knows, as of a pipe
};

// Which file stands under a name, and as of when: another one after it was replaced or written to.
struct FileIdentity {
  std::uint64_t device = 0, inode = 0, bytes = 0;
  std::int64_t seconds = 0, nanoseconds = 0;  // of the last change
};
bool operator==(const FileIdentity& left, const FileIdentity& right);

// Nothing where it is no regular file, which can be read again.
std::optional<FileIdentity> file_identity(const std::string& path);

// Opens a trace; "-" is standard input. The format is told apart by content: native .hvt, lackey text
// (valgrind --tool=lackey --trace-mem=yes), Dinero din text or ChampSim's records, each plain or compressed
// once with gzip, zstd or xz. Throws TraceError when the file cannot be read or is none of these.
// `gauge`, where there is one, must outlive the reader.
std::unique_ptr<TraceReader> open_trace(const std::string& path, FileGauge* gauge = nullptr);

}  // namespace hv::trace
