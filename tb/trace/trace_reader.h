// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "trace/input_file.h"
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

// Opens a trace; "-" is standard input. The format is told apart by content: native .hvt, lackey text
// (valgrind --tool=lackey --trace-mem=yes), Dinero din text or ChampSim's records, each plain or compressed
// once with gzip, zstd or xz. Throws TraceError when the file cannot be read or is none of these.
// `gauge`, where there is one, must outlive the reader.
std::unique_ptr<TraceReader> open_trace(const std::string& path, FileGauge* gauge = nullptr);

}  // namespace hv::trace
