// SPDX-License-Identifier: Apache-2.0
#include <zstd.h>

#include <boost/iostreams/concepts.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/lzma.hpp>
#include <boost/iostreams/filtering_streambuf.hpp>
#include <vector>

#include "trace/byte_source.h"
#include "trace/trace_error.h"

namespace hv::trace {
namespace {

namespace io = boost::iostreams;

// libzstd directly: Boost's filter takes a stream that ends inside a frame for a whole one.
class ZstdSource : public ByteSource {
 public:
  ZstdSource(std::string name, std::unique_ptr<ByteSource> compressed)
      : name_(std::move(name)),
        compressed_(std::move(compressed)),
        context_(ZSTD_createDCtx(), &ZSTD_freeDCtx),
        input_(ZSTD_DStreamInSize()) {
    if (!context_) throw TraceError(name_ + ": no memory to decompress zstd");
  }

  std::size_t read(char* out, std::size_t capacity) override {
    ZSTD_outBuffer output{out, capacity, 0};
    while (output.pos == 0) {
      // Inside a frame zstd may hold back output, so it is asked before more input is fetched.
      if (in_frame_ || window_.pos < window_.size) {
        const std::size_t before = window_.pos;
        step(output);
        if (output.pos != 0 || window_.pos != before) continue;
      }
      if (!refill()) return 0;
    }
    return output.pos;
  }

 private:
  void step(ZSTD_outBuffer& output) {
    const std::size_t hint = ZSTD_decompressStream(context_.get(), &output, &window_);
    if (ZSTD_isError(hint)) {
      throw TraceError(name_ + ": damaged zstd data near compressed byte " +
                       std::to_string(fetched_ - window_.size + window_.pos) + ": " + ZSTD_getErrorName(hint));
    }
    in_frame_ = hint != 0;
  }

  bool refill() {
    const std::size_t count = compressed_->read(input_.data(), input_.size());
    window_ = {input_.data(), count, 0};
    fetched_ += count;
    if (count == 0 && in_frame_) {
      throw TraceError(name_ + ": truncated: the zstd data ends at compressed byte " + std::to_string(fetched_) +
                       ", inside a frame");
    }
    return count != 0;
  }

  std::string name_;
  std::unique_ptr<ByteSource> compressed_;
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context_;
  std::vector<char> input_;
  ZSTD_inBuffer window_{nullptr, 0, 0};  // the part of input_ not yet decompressed
  std::uint64_t fetched_ = 0;            // compressed bytes read so far
  bool in_frame_ = false;
};

// Lets a Boost filter read from a ByteSource. Boost copies devices, hence the plain pointer.
class Device : public io::source {
 public:
  explicit Device(ByteSource* source) : source_(source) {}
  std::streamsize read(char* out, std::streamsize capacity) {
    const std::size_t count = source_->read(out, static_cast<std::size_t>(capacity));
    return count == 0 ? -1 : static_cast<std::streamsize>(count);
  }

 private:
  ByteSource* source_;
};

class FilterSource : public ByteSource {
 public:
  template <typename Filter>
  FilterSource(std::string what, std::unique_ptr<ByteSource> compressed, const Filter& filter)
      : what_(std::move(what)), compressed_(std::move(compressed)) {
    stream_.push(filter, kBuffer);
    stream_.push(Device(compressed_.get()), kBuffer);
  }

  std::size_t read(char* out, std::size_t capacity) override {
    if (ended_) return 0;
    try {
      const std::streamsize count = stream_.sgetn(out, static_cast<std::streamsize>(capacity));
      ended_ = count <= 0;
      return ended_ ? 0 : static_cast<std::size_t>(count);
    } catch (const std::ios_base::failure&) {  // gzip_error and lzma_error derive from it
      throw TraceError(what_ + " data is truncated or damaged, or bytes follow its end");
    }
  }

 private:
  static constexpr std::streamsize kBuffer = 1 << 16;
  std::string what_;
  std::unique_ptr<ByteSource> compressed_;
  io::filtering_streambuf<io::input> stream_;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<ByteSource> decompress_zstd(std::string name, std::unique_ptr<ByteSource> compressed) {
  return std::make_unique<ZstdSource>(std::move(name), std::move(compressed));
}

std::unique_ptr<ByteSource> decompress_gzip(std::string name, std::unique_ptr<ByteSource> compressed) {
  return std::make_unique<FilterSource>(name + ": the gzip", std::move(compressed), io::gzip_decompressor());
}

std::unique_ptr<ByteSource> decompress_xz(std::string name, std::unique_ptr<ByteSource> compressed) {
  return std::make_unique<FilterSource>(name + ": the xz", std::move(compressed), io::lzma_decompressor());
}

}  // namespace hv::trace
