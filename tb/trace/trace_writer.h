// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "trace/output_file.h"
#include "trace/record_code.h"
#include "trace/reference.h"
#include "trace/trace_header.h"

struct ZSTD_CCtx_s;

namespace hv::trace {

// How hard to compress a native trace. The decoder is as fast at any level.
struct Compression {
  int level = 3;       // of zstd: 1 (fast) .. 22 (small)
  int window_log = 0;  // 10 .. 27: matches up to 2^window_log bytes back; 0 = as the level has it
};

// Writes a native trace (.hvt), which appears under its name when finish() returns and not before ("-",
// devices and pipes excepted). Without finish() nothing is left behind. Errors are TraceErrors.
class TraceWriter {
 public:
  TraceWriter(const std::string& path, const TraceHeader& header, Compression compression = {});
  ~TraceWriter();
  TraceWriter(const TraceWriter&) = delete;
  TraceWriter& operator=(const TraceWriter&) = delete;

  // Appends references[0 .. count). Throws if one has a size of 0.
  void write(const Reference* references, std::size_t count);

  // Replaces the header, for what is known only at the end. The output must be a regular file, and the
  // new header at most kHeaderSpareBytes longer than the first one.
  void replace_header(const TraceHeader& header);

  void finish();

  std::uint64_t count() const { return count_; }  // references written
  std::uint64_t bytes_written() const { return output_.bytes_written(); }

  static constexpr std::size_t kHeaderSpareBytes = 512;

 private:
  void compress(bool last);

  std::string name_;
  OutputFile output_;
  std::size_t header_bytes_ = 0;
  std::unique_ptr<ZSTD_CCtx_s, std::size_t (*)(ZSTD_CCtx_s*)> context_;
  std::vector<std::uint8_t> records_;  // not yet compressed: the first used_ bytes
  std::size_t used_ = 0;
  std::string compressed_;
  Predictions predictions_{};
  std::uint64_t count_ = 0;
};

}  // namespace hv::trace
