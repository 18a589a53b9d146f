// SPDX-License-Identifier: Apache-2.0
#include "trace/native_format.h"

#include <algorithm>
#include <boost/crc.hpp>
#include <cstring>

namespace hv::trace {
namespace {

constexpr std::size_t kFixedBytes = kMagic.size() + 4 + 4;  // before the JSON text
constexpr std::size_t kCrcBytes = 4;
constexpr std::size_t kBufferBytes = std::size_t{1} << 17;  // half of a small level-2 cache

const std::uint8_t* bytes_of(const std::string& text) { return reinterpret_cast<const std::uint8_t*>(text.data()); }

void append_32(std::uint32_t value, std::string& text) {
  std::array<std::uint8_t, 4> bytes{};
  store_little_endian_32(value, bytes.data());
  text.append(bytes.begin(), bytes.end());
}

std::uint32_t crc_of(const std::string& text) {
  boost::crc_32_type crc;
  crc.process_bytes(text.data(), text.size());
  return crc.checksum();
}

}  // namespace

std::string encode_native_header(const TraceHeader& header, std::size_t minimum_bytes) {
  std::string json = to_json_text(header);
  const std::size_t around = kFixedBytes + kCrcBytes;
  if (json.size() + around < minimum_bytes) json.resize(minimum_bytes - around, ' ');
  if (json.size() > kMaxHeaderBytes) {
    throw TraceError("the trace's header has " + std::to_string(json.size()) + " bytes; at most " +
                     std::to_string(kMaxHeaderBytes) + " are possible");
  }
  std::string text(kMagic.begin(), kMagic.end());
  append_32(kNativeVersion, text);
  append_32(static_cast<std::uint32_t>(json.size()), text);
  text += json;
  append_32(crc_of(text), text);
  return text;
}

NativeReader::NativeReader(std::string name, std::unique_ptr<ByteSource> file)
    : name_(std::move(name)), buffer_(kBufferBytes) {
  read_header(*file);
  records_ = decompress_zstd(name_, std::move(file));
}

void NativeReader::read_header(ByteSource& file) {
  const auto take = [&](std::string& text, std::size_t count) {
    const std::size_t start = text.size();
    text.resize(start + count);
    const std::size_t have = read_fully(file, &text[start], count);
    if (have < count) {
      throw TraceError(name_ + ": truncated: the file ends at byte " + std::to_string(start + have) +
                       ", inside the header");
    }
  };
  std::string text;
  take(text, kFixedBytes);
  const std::uint32_t version = load_little_endian_32(bytes_of(text) + kMagic.size());
  if (version != kNativeVersion) {
    throw TraceError(name_ + ": version " + std::to_string(version) +
                     " of the native format; this program reads version " + std::to_string(kNativeVersion));
  }
  const std::uint32_t length = load_little_endian_32(bytes_of(text) + kMagic.size() + 4);
  if (length > kMaxHeaderBytes) {
    throw TraceError(name_ + ": damaged: the header claims " + std::to_string(length) + " bytes; at most " +
                     std::to_string(kMaxHeaderBytes) + " are possible");
  }
  take(text, length);
  std::string crc;
  take(crc, kCrcBytes);
  if (load_little_endian_32(bytes_of(crc)) != crc_of(text)) {
    throw TraceError(name_ + ": damaged: the header does not fit its checksum");
  }
  try {
    header_ = header_from_json_text(text.substr(kFixedBytes));
  } catch (const TraceError& error) {
    throw TraceError(name_ + ": " + error.what());
  }
}

std::size_t NativeReader::read(Reference* out, std::size_t capacity) {
  while (!ended_) {
    if (end_ - next_ < kMaxRecordBytes && !source_ended_) refill();
    std::size_t count = 0;
    if (end_ - next_ >= kMaxRecordBytes) {
      const std::uint8_t* const start = buffer_.data() + next_;
      const std::uint8_t* const last = buffer_.data() + end_ - kMaxRecordBytes;
      const DecodeProgress progress = decode_records(start, last, predictions_, out, capacity);
      next_ += static_cast<std::size_t>(progress.next - start);
      count = progress.count;
    }
    // No progress means the stream's last bytes, the end mark, or an error; all rare.
    if (count == 0) count = read_tail(out);
    count_ += count;
    if (count != 0) return count;
  }
  return 0;
}

void NativeReader::refill() {
  std::memmove(buffer_.data(), buffer_.data() + next_, end_ - next_);
  buffer_start_ += next_;
  end_ -= next_;
  next_ = 0;
  while (end_ < kMaxRecordBytes && !source_ended_) {
    const std::size_t more = records_->read(reinterpret_cast<char*>(buffer_.data()) + end_, buffer_.size() - end_);
    source_ended_ = more == 0;
    end_ += more;
  }
}

std::size_t NativeReader::read_tail(Reference* out) {
  std::array<std::uint8_t, kMaxRecordBytes> record{};
  const std::size_t left = std::min(end_ - next_, record.size());
  std::copy_n(buffer_.begin() + static_cast<std::ptrdiff_t>(next_), left, record.begin());
  if (left == 0) fail("truncated: no end mark");
  if (record[0] == kEndMark) {
    if (left < kEndMarkBytes) fail("truncated: the end mark is not whole");
    finish();
    return 0;
  }
  if (record[0] >= kFirstUnusedCode) fail("damaged: no record begins with code " + std::to_string(record[0]));
  const RecordCode& code = kRecordCodes[record[0]];
  const std::size_t length = code.length + (code.size == 0 ? std::size_t{4} : 0);
  if (left < length) fail("truncated: the last record is not whole");
  const DecodeProgress progress = decode_records(record.data(), record.data(), predictions_, out, 1);
  if (progress.count == 0) fail("damaged: a reference of 0 bytes");
  next_ += length;
  return 1;
}

void NativeReader::finish() {
  const std::uint64_t claimed = load_little_endian_64(buffer_.data() + next_ + 1);
  if (claimed != count_) {
    fail("damaged: the end mark claims " + std::to_string(claimed) + " references");
  }
  next_ += kEndMarkBytes;
  if (next_ == end_ && !source_ended_) refill();  // verifies the checksum and that nothing follows
  if (next_ != end_) fail("damaged: bytes follow the end mark");
  ended_ = true;
}

void NativeReader::fail(const std::string& problem) const {
  throw TraceError(name_ + ": " + problem + " (after " + std::to_string(count_) + " references, at decompressed byte " +
                   std::to_string(buffer_start_ + next_) + ")");
}

}  // namespace hv::trace
