// SPDX-License-Identifier: Apache-2.0
// The native trace file, .hvt, version 1. All numbers are little-endian.
//
//   8 bytes   kMagic
//   4 bytes   the version, 1
//   4 bytes   n, the header's length in bytes, at most kMaxHeaderBytes
//   n bytes   the header: one JSON object of strings (trace_header.h), padded with spaces
//   4 bytes   CRC-32 of everything before
//   the rest  zstd frames with content checksums, holding the records and the end mark (record_code.h)
//
// The end mark carries the number of records, each frame its own checksum, and nothing may follow: a
// truncated, damaged or patched file never reads as a shorter or different trace.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "trace/byte_source.h"
#include "trace/record_code.h"
#include "trace/trace_reader.h"

namespace hv::trace {

// Not text, and spoilt by a transfer that changes line ends.
constexpr std::array<char, 8> kMagic = {'\x89', 'H', 'V', 'T', '\r', '\n', '\x1a', '\n'};
constexpr std::uint32_t kNativeVersion = 1;
constexpr std::uint32_t kMaxHeaderBytes = 1 << 20;

// The file's bytes up to the records. The JSON text is padded so that the result is at least
// `minimum_bytes` long. Throws TraceError if the header exceeds kMaxHeaderBytes.
std::string encode_native_header(const TraceHeader& header, std::size_t minimum_bytes);

class NativeReader : public TraceReader {
 public:
  // Reads and checks the header. `name` stands in messages.
  NativeReader(std::string name, std::unique_ptr<ByteSource> file);

  std::size_t read(Reference* out, std::size_t capacity) override;
  const TraceHeader& header() const override { return header_; }
  TraceFormat format() const override { return TraceFormat::native; }

 private:
  void read_header(ByteSource& file);
  void refill();
  // Decodes what stands too near to the end of the buffered bytes for decode_records.
  std::size_t read_tail(Reference* out);
  void finish();  // at the end mark
  [[noreturn]] void fail(const std::string& problem) const;

  std::string name_;
  TraceHeader header_;
  std::unique_ptr<ByteSource> records_;  // decompressed
  std::vector<std::uint8_t> buffer_;
  std::size_t next_ = 0;            // first byte of buffer_ not decoded
  std::size_t end_ = 0;             // end of the bytes in buffer_
  std::uint64_t buffer_start_ = 0;  // position of buffer_[0] among the decompressed bytes
  std::uint64_t count_ = 0;         // references handed out
  Predictions predictions_{};
  bool source_ended_ = false;
  bool ended_ = false;
};

}  // namespace hv::trace
