// SPDX-License-Identifier: Apache-2.0
#include "trace/text_formats.h"

#include <array>
#include <charconv>
#include <cstring>
#include <limits>
#include <vector>

namespace hv::trace {
namespace {

constexpr std::size_t kMaxLine = std::size_t{1} << 20;  // bytes; a longer line is no trace
constexpr std::uint8_t kNoDigit = 0xff;

constexpr std::array<std::uint8_t, 256> make_hex_digits() {
  std::array<std::uint8_t, 256> digits{};
  for (auto& digit : digits) digit = kNoDigit;
  for (std::uint8_t i = 0; i < 10; ++i) digits['0' + i] = i;
  for (std::uint8_t i = 0; i < 6; ++i) digits['a' + i] = digits['A' + i] = static_cast<std::uint8_t>(10 + i);
  return digits;
}
constexpr std::array<std::uint8_t, 256> kHexDigits = make_hex_digits();

constexpr const char* kNoAddress = "a hexadecimal address is missing";
constexpr const char* kWideAddress = "the address has more than 64 bits";
constexpr const char* kBadSize = "the size is not a decimal number from 1 to 4294967295";

// Takes a hexadecimal number off the front of text; the problem, or nullptr.
const char* take_address(std::string_view& text, std::uint64_t& address) {
  std::uint64_t value = 0;
  std::size_t i = 0;
  for (; i < text.size(); ++i) {
    const std::uint8_t digit = kHexDigits[static_cast<unsigned char>(text[i])];
    if (digit == kNoDigit) break;
    if (value >> 60 != 0) return kWideAddress;
    value = value << 4 | digit;
  }
  if (i == 0) return kNoAddress;
  text.remove_prefix(i);
  address = value;
  return nullptr;
}

// `text` is all of a size; the problem, or nullptr.
const char* parse_size(std::string_view text, std::uint32_t& size) {
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return kBadSize;
    value = value * 10 + static_cast<std::uint64_t>(c - '0');
    if (value > std::numeric_limits<std::uint32_t>::max()) return kBadSize;
  }
  size = static_cast<std::uint32_t>(value);
  return value == 0 ? kBadSize : nullptr;
}

ParsedLine malformed(const char* problem) { return {ParsedLine::Result::malformed, {}, problem}; }

bool lackey_kind(std::string_view line, ReferenceKind& kind) {
  if (line.size() < 3 || line[2] != ' ') return false;
  if (line[0] == 'I' && line[1] == ' ') {
    kind = ReferenceKind::fetch;
    return true;
  }
  if (line[0] != ' ') return false;
  if (line[1] == 'L')
    kind = ReferenceKind::load;
  else if (line[1] == 'S')
    kind = ReferenceKind::store;
  else if (line[1] == 'M')
    kind = ReferenceKind::modify;
  else
    return false;
  return true;
}

// Cuts a stream into lines.
class LineSource {
 public:
  LineSource(std::string name, std::unique_ptr<ByteSource> text)
      : name_(std::move(name)), text_(std::move(text)), buffer_(std::size_t{1} << 17) {}

  // False at the end. The line stands until the next call; a carriage return before its end is dropped.
  bool next(std::string_view& line) {
    for (;;) {
      const char* const start = buffer_.data() + next_;
      const auto* const end = static_cast<const char*>(std::memchr(start, '\n', end_ - next_));
      if (end == nullptr && refill()) continue;
      if (end == nullptr && next_ == end_) return false;
      std::size_t length = end == nullptr ? end_ - next_ : static_cast<std::size_t>(end - start);
      next_ += length + (end == nullptr ? 0 : 1);
      ++number_;
      if (length > 0 && start[length - 1] == '\r') --length;
      line = {start, length};
      return true;
    }
  }

  std::uint64_t number() const { return number_; }  // of the line returned last, from 1
  const std::string& name() const { return name_; }

 private:
  // Reads more behind the unread bytes; false at the end of the text.
  bool refill() {
    if (text_ended_) return false;
    std::memmove(buffer_.data(), buffer_.data() + next_, end_ - next_);
    end_ -= next_;
    next_ = 0;
    if (end_ == buffer_.size()) {
      if (end_ >= kMaxLine) {
        throw TraceError(name_ + ", line " + std::to_string(number_ + 1) + ": longer than " + std::to_string(kMaxLine) +
                         " characters; this is no trace");
      }
      buffer_.resize(2 * buffer_.size());
    }
    const std::size_t more = text_->read(buffer_.data() + end_, buffer_.size() - end_);
    text_ended_ = more == 0;
    end_ += more;
    return !text_ended_;
  }

  std::string name_;
  std::unique_ptr<ByteSource> text_;
  std::vector<char> buffer_;
  std::size_t next_ = 0;
  std::size_t end_ = 0;
  std::uint64_t number_ = 0;
  bool text_ended_ = false;
};

using LineParser = ParsedLine (*)(std::string_view);

template <LineParser kParse, TraceFormat kFormat>
class TextReader : public TraceReader {
 public:
  TextReader(std::string name, std::unique_ptr<ByteSource> text, const char* shape)
      : lines_(std::move(name), std::move(text)), shape_(shape) {
    header_.recorder = std::string(name_of(kFormat)) + " text";
  }

  std::size_t read(Reference* out, std::size_t capacity) override {
    std::size_t count = 0;
    std::string_view line;
    while (count < capacity && lines_.next(line)) {
      const ParsedLine parsed = kParse(line);
      if (parsed.result == ParsedLine::Result::reference) out[count++] = parsed.reference;
      if (parsed.result == ParsedLine::Result::malformed) fail(parsed.problem);
    }
    any_ = any_ || count != 0;
    if (!any_) {
      throw TraceError(lines_.name() +
                       ": no line of it is a memory reference. Known are native .hvt traces, lackey text "
                       "(lines such as ' L 04222cac,8'), Dinero din text (lines such as '0 4222cac') and ChampSim's "
                       "records of 64 bytes, plain or compressed with gzip, zstd or xz");
    }
    return count;
  }

  const TraceHeader& header() const override { return header_; }
  TraceFormat format() const override { return kFormat; }

 private:
  [[noreturn]] void fail(const char* problem) const {
    throw TraceError(lines_.name() + ", line " + std::to_string(lines_.number()) + ": " + problem +
                     "; right would be " + shape_);
  }

  LineSource lines_;
  const char* shape_;
  TraceHeader header_;
  bool any_ = false;  // a reference was found
};

}  // namespace

ParsedLine parse_lackey_line(std::string_view line) {
  ParsedLine parsed;
  if (!lackey_kind(line, parsed.reference.kind)) return parsed;
  line.remove_prefix(3);
  if (const char* problem = take_address(line, parsed.reference.address)) return malformed(problem);
  if (line.empty() || line[0] != ',') return malformed("the address is not followed by a comma and the size");
  line.remove_prefix(1);
  if (const char* problem = parse_size(line, parsed.reference.size)) return malformed(problem);
  parsed.result = ParsedLine::Result::reference;
  return parsed;
}

ParsedLine parse_din_line(std::string_view line) {
  constexpr std::array<ReferenceKind, 3> kKinds = {ReferenceKind::load, ReferenceKind::store, ReferenceKind::fetch};
  const auto skip_blanks = [&line] {
    while (!line.empty() && (line[0] == ' ' || line[0] == '\t')) line.remove_prefix(1);
  };
  ParsedLine parsed;
  skip_blanks();
  if (line.empty()) return parsed;
  const auto label = static_cast<std::size_t>(static_cast<unsigned char>(line[0])) - '0';
  if (label >= kKinds.size()) return malformed("the label is not 0 (load), 1 (store) or 2 (fetch)");
  line.remove_prefix(1);
  if (line.empty() || (line[0] != ' ' && line[0] != '\t')) return malformed("the label is not followed by a blank");
  skip_blanks();
  if (line.size() > 2 && line[0] == '0' && (line[1] == 'x' || line[1] == 'X')) line.remove_prefix(2);
  if (const char* problem = take_address(line, parsed.reference.address)) return malformed(problem);
  if (!line.empty() && line[0] != ' ' && line[0] != '\t') return malformed("the address is not hexadecimal");
  parsed.reference.kind = kKinds[label];
  parsed.reference.size = kDinSize;
  parsed.result = ParsedLine::Result::reference;
  return parsed;
}

std::unique_ptr<TraceReader> make_lackey_reader(std::string name, std::unique_ptr<ByteSource> text) {
  return std::make_unique<TextReader<parse_lackey_line, TraceFormat::lackey>>(
      std::move(name), std::move(text), "such as ' L 04222cac,8' (address hexadecimal, size decimal)");
}

std::unique_ptr<TraceReader> make_din_reader(std::string name, std::unique_ptr<ByteSource> text) {
  return std::make_unique<TextReader<parse_din_line, TraceFormat::din>>(
      std::move(name), std::move(text), "such as '0 4222cac' (label, hexadecimal address)");
}

std::size_t format_lackey_line(const Reference& reference, char* out) {
  constexpr std::array<const char*, kReferenceKinds> kPrefixes = {"I  ", " L ", " S ", " M "};
  constexpr std::ptrdiff_t kDigits = 8;  // at least, as lackey pads
  std::memcpy(out, kPrefixes[static_cast<std::size_t>(reference.kind)], 3);
  std::array<char, 16> digits{};
  const auto converted = std::to_chars(digits.data(), digits.data() + digits.size(), reference.address, 16).ptr;
  char* next = out + 3;
  for (std::ptrdiff_t i = converted - digits.data(); i < kDigits; ++i) *next++ = '0';
  for (const char* digit = digits.data(); digit != converted; ++digit) *next++ = *digit;
  *next++ = ',';
  next = std::to_chars(next, out + kMaxLackeyLine, reference.size).ptr;
  *next++ = '\n';
  return static_cast<std::size_t>(next - out);
}

}  // namespace hv::trace
