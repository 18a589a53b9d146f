// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "trace/input_file.h"

namespace hv::trace {

// A stream of bytes, read in blocks.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  // Stores 1 .. capacity bytes (capacity at least 1) and returns how many; 0 at the end of the stream,
  // and again on later calls. Throws TraceError when the stream cannot be read or is damaged.
  virtual std::size_t read(char* out, std::size_t capacity) = 0;
};

// The file's bytes; "-" is standard input, which is not closed at the end. `gauge`, where there is one, must outlive
// the source.
std::unique_ptr<ByteSource> open_file(const std::string& path, FileGauge* gauge = nullptr);

// The decompressed bytes of one or more concatenated zstd frames. A stream that ends inside a frame is
// an error. `name` stands in messages.
std::unique_ptr<ByteSource> decompress_zstd(std::string name, std::unique_ptr<ByteSource> compressed);

std::unique_ptr<ByteSource> decompress_gzip(std::string name, std::unique_ptr<ByteSource> compressed);
std::unique_ptr<ByteSource> decompress_xz(std::string name, std::unique_ptr<ByteSource> compressed);

// A source whose first bytes can be looked at before they are read.
class PeekedSource : public ByteSource {
 public:
  explicit PeekedSource(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

  // The next bytes: at least `wanted`, unless the stream ends before.
  std::string peek(std::size_t wanted);

  std::size_t read(char* out, std::size_t capacity) override;

 private:
  std::unique_ptr<ByteSource> source_;
  std::string ahead_;
  std::size_t taken_ = 0;  // bytes of ahead_ that read() has handed out
};

// Reads exactly `count` bytes unless the stream ends before; returns how many were read.
std::size_t read_fully(ByteSource& source, char* out, std::size_t count);

}  // namespace hv::trace
