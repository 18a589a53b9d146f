// SPDX-License-Identifier: Apache-2.0
#include "trace/champsim_format.h"

#include <algorithm>
#include <vector>

namespace hv::trace {
namespace {

constexpr std::size_t kFlags = 8, kWritten = 16, kRead = 32;  // where they are in a record
constexpr std::size_t kBlock = 1024;                          // records read at a time

std::uint64_t load_64(const char* bytes) {
  std::uint64_t value = 0;
  for (int i = 7; i >= 0; --i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

class ChampSimReader final : public TraceReader {
 public:
  ChampSimReader(std::string name, std::unique_ptr<ByteSource> records)
      : name_(std::move(name)), records_(std::move(records)), bytes_(kBlock * kChampSimRecord) {}

  std::size_t read(Reference* out, std::size_t capacity) override {
    std::size_t count = 0;
    while (count < capacity && (next_ < decoded_.size() || refill())) {
      const std::size_t some = std::min(capacity - count, decoded_.size() - next_);
      std::copy_n(decoded_.begin() + static_cast<std::ptrdiff_t>(next_), some, out + count);
      next_ += some;
      count += some;
    }
    return count;
  }

  const TraceHeader& header() const override { return header_; }
  TraceFormat format() const override { return TraceFormat::champsim; }

 private:
  // False at the end.
  bool refill() {
    const std::size_t got = read_fully(*records_, bytes_.data(), bytes_.size());
    if (got % kChampSimRecord != 0)
      throw TraceError(name_ + ": it ends " + std::to_string(got % kChampSimRecord) + " bytes into instruction " +
                       std::to_string(read_ + got / kChampSimRecord + 1) +
                       "; a ChampSim trace is made of whole records of 64 bytes");
    decoded_.resize(got / kChampSimRecord * kChampSimMost);
    std::size_t count = 0;
    for (std::size_t at = 0; at < got; at += kChampSimRecord)
      count += decode_champsim(&bytes_[at], decoded_.data() + count);
    decoded_.resize(count);
    read_ += got / kChampSimRecord;
    next_ = 0;
    return got != 0;
  }

  std::string name_;
  std::unique_ptr<ByteSource> records_;
  std::vector<char> bytes_;
  std::vector<Reference> decoded_;
  std::size_t next_ = 0;    // of decoded_
  std::uint64_t read_ = 0;  // records
  TraceHeader header_;
};

}  // namespace

bool looks_like_champsim(std::string_view start) {
  if (start.size() < kChampSimRecord || start.substr(0, kChampSimRecord).find('\0') == std::string_view::npos)
    return false;
  if (load_64(start.data()) == 0) return false;
  for (; start.size() >= kChampSimRecord; start.remove_prefix(kChampSimRecord))
    if (static_cast<unsigned char>(start[kFlags]) > 1 || static_cast<unsigned char>(start[kFlags + 1]) > 1)
      return false;
  return true;
}

std::size_t decode_champsim(const char* record, Reference* out) {
  Reference* next = out;
  *next++ = {load_64(record), kChampSimSize, ReferenceKind::fetch};
  for (std::size_t at = kRead; at < kChampSimRecord; at += 8)
    if (const std::uint64_t address = load_64(record + at)) *next++ = {address, kChampSimSize, ReferenceKind::load};
  for (std::size_t at = kWritten; at < kRead; at += 8) {
    const std::uint64_t address = load_64(record + at);
    if (address == 0) continue;
    const Reference read{address, kChampSimSize, ReferenceKind::load};
    Reference* const same = std::find(out + 1, next, read);
    if (same != next)
      same->kind = ReferenceKind::modify;
    else
      *next++ = {address, kChampSimSize, ReferenceKind::store};
  }
  return static_cast<std::size_t>(next - out);
}

std::unique_ptr<TraceReader> make_champsim_reader(std::string name, std::unique_ptr<ByteSource> records) {
  return std::make_unique<ChampSimReader>(std::move(name), std::move(records));
}

}  // namespace hv::trace
