// SPDX-License-Identifier: Apache-2.0
#include "trace/trace_writer.h"

#include <zstd.h>

#include "trace/native_format.h"
#include "trace/trace_error.h"

namespace hv::trace {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{1} << 17;  // zstd's own block size

void set(ZSTD_CCtx* context, ZSTD_cParameter parameter, int value) {
  const std::size_t result = ZSTD_CCtx_setParameter(context, parameter, value);
  if (ZSTD_isError(result)) {
    throw TraceError("zstd does not take the compression parameter " + std::to_string(value) + ": " +
                     ZSTD_getErrorName(result));
  }
}

}  // namespace

TraceWriter::TraceWriter(const std::string& path, const TraceHeader& header, Compression compression)
    : name_(path),
      output_(path),
      context_(ZSTD_createCCtx(), &ZSTD_freeCCtx),
      records_(kBlockBytes + kMaxRecordBytes),
      compressed_(ZSTD_CStreamOutSize(), '\0') {
  if (!context_) throw TraceError(name_ + ": no memory to compress");
  if (compression.window_log > 27) {
    throw TraceError("a window of 2^" + std::to_string(compression.window_log) + " bytes: readers take at most 2^27");
  }
  set(context_.get(), ZSTD_c_checksumFlag, 1);
  set(context_.get(), ZSTD_c_compressionLevel, compression.level);
  if (compression.window_log != 0) {
    set(context_.get(), ZSTD_c_windowLog, compression.window_log);
    set(context_.get(), ZSTD_c_enableLongDistanceMatching, 1);
  }
  std::string text = encode_native_header(header, 0);
  if (output_.rewritable()) text = encode_native_header(header, text.size() + kHeaderSpareBytes);
  header_bytes_ = text.size();
  output_.write(text);
}

TraceWriter::~TraceWriter() = default;

void TraceWriter::write(const Reference* references, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (references[i].size == 0) {
      throw TraceError(name_ + ": reference " + std::to_string(count_ + 1) + " has a size of 0 bytes");
    }
    used_ += encode_record(references[i], predictions_, records_.data() + used_);
    ++count_;
    if (used_ >= kBlockBytes) compress(false);
  }
}

void TraceWriter::replace_header(const TraceHeader& header) {
  const std::string text = encode_native_header(header, header_bytes_);
  if (text.size() != header_bytes_) {
    throw TraceError(name_ + ": the new header is longer than the space kept for it");
  }
  output_.rewrite_start(text);
}

void TraceWriter::finish() {
  records_[used_] = kEndMark;
  store_little_endian_64(count_, records_.data() + used_ + 1);
  used_ += kEndMarkBytes;
  compress(true);
  output_.commit();
}

void TraceWriter::compress(bool last) {
  ZSTD_inBuffer input{records_.data(), used_, 0};
  std::size_t remaining = 0;
  do {
    ZSTD_outBuffer output{compressed_.data(), compressed_.size(), 0};
    remaining = ZSTD_compressStream2(context_.get(), &output, &input, last ? ZSTD_e_end : ZSTD_e_continue);
    if (ZSTD_isError(remaining)) {
      throw TraceError(name_ + ": zstd cannot compress: " + ZSTD_getErrorName(remaining));
    }
    output_.write({compressed_.data(), output.pos});
  } while (last ? remaining != 0 : input.pos < input.size);
  used_ = 0;
}

}  // namespace hv::trace
