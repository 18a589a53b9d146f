// SPDX-License-Identifier: Apache-2.0
#include "trace/record_code.h"

namespace hv::trace {
namespace {

constexpr std::size_t kFetchSizes = 16;

constexpr std::size_t index_of(ReferenceKind kind) { return static_cast<std::size_t>(kind); }

// Codes per difference length, and the first code, of a kind.
constexpr std::size_t sizes_of(ReferenceKind kind) {
  return kind == ReferenceKind::fetch ? kFetchSizes : kDataSizes.size();
}
constexpr std::size_t first_code_of(ReferenceKind kind) {
  if (kind == ReferenceKind::fetch) return 0;
  return kDifferenceBytes.size() * (kFetchSizes + kDataSizes.size() * (index_of(kind) - 1));
}
static_assert(first_code_of(ReferenceKind::modify) + kDifferenceBytes.size() * kDataSizes.size() == kFirstUnusedCode);

constexpr RecordCode describe(ReferenceKind kind, std::size_t length_class, std::size_t size_class) {
  RecordCode code;
  const std::uint8_t bytes = kDifferenceBytes[length_class];
  if (bytes > 0) {
    code.mask = ~std::uint64_t{0} >> (64 - 8 * bytes);
    code.sign = std::uint64_t{1} << (8 * bytes - 1);
  }
  code.size = kind == ReferenceKind::fetch ? static_cast<std::uint32_t>(size_class) : kDataSizes[size_class];
  code.kind = kind;
  code.length = static_cast<std::uint8_t>(1 + bytes);
  return code;
}

constexpr std::array<RecordCode, 256> make_codes() {
  std::array<RecordCode, 256> codes{};
  for (std::size_t k = 0; k < kReferenceKinds; ++k) {
    const auto kind = static_cast<ReferenceKind>(k);
    for (std::size_t length_class = 0; length_class < kDifferenceBytes.size(); ++length_class) {
      for (std::size_t size_class = 0; size_class < sizes_of(kind); ++size_class) {
        codes[first_code_of(kind) + length_class * sizes_of(kind) + size_class] =
            describe(kind, length_class, size_class);
      }
    }
  }
  return codes;
}

// By the number of bits of the difference's magnitude: the shortest class that holds those and a sign.
constexpr std::array<std::uint8_t, 65> make_length_classes() {
  std::array<std::uint8_t, 65> classes{};
  for (std::size_t bits = 0; bits <= 64; ++bits) {
    while (bits + (bits != 0) > std::size_t{8} * kDifferenceBytes[classes[bits]] &&
           classes[bits] + std::size_t{1} < kDifferenceBytes.size()) {
      ++classes[bits];
    }
  }
  return classes;
}
constexpr std::array<std::uint8_t, 65> kLengthClasses = make_length_classes();

std::size_t length_class_of(std::uint64_t difference) {
  if (difference == 0) return 0;
  const std::uint64_t magnitude = difference >> 63 != 0 ? ~difference : difference;
  return kLengthClasses[64 - static_cast<std::size_t>(__builtin_clzll(magnitude | 1))];
}

constexpr std::array<std::uint8_t, 65> make_size_classes() {
  std::array<std::uint8_t, 65> classes{};
  for (std::uint8_t i = 1; i < kDataSizes.size(); ++i) classes[kDataSizes[i]] = i;
  return classes;
}
constexpr std::array<std::uint8_t, 65> kSizeClasses = make_size_classes();  // indexed by size; 0 = none

// 0, the explicit class, if the size has no code of its own.
std::size_t size_class_of(const Reference& reference) {
  if (reference.kind == ReferenceKind::fetch) return reference.size < kFetchSizes ? reference.size : 0;
  return reference.size < kSizeClasses.size() ? kSizeClasses[reference.size] : 0;
}

}  // namespace

constexpr std::array<RecordCode, 256> kRecordCodes = make_codes();

std::size_t encode_record(const Reference& reference, Predictions& predictions, std::uint8_t* record) {
  std::uint64_t& predicted = predictions[index_of(reference.kind)];
  const std::uint64_t difference = reference.address - predicted;
  const bool is_fetch = reference.kind == ReferenceKind::fetch;
  predicted = reference.address + (is_fetch ? reference.size : 0);

  const std::size_t length_class = length_class_of(difference);
  const std::size_t size_class = size_class_of(reference);
  record[0] =
      static_cast<std::uint8_t>(first_code_of(reference.kind) + length_class * sizes_of(reference.kind) + size_class);
  const std::size_t bytes = kDifferenceBytes[length_class];
  store_little_endian_64(difference, record + 1);  // there is room, and a fixed length is faster
  if (size_class != 0) return 1 + bytes;
  store_little_endian_32(reference.size, record + 1 + bytes);
  return 1 + bytes + 4;
}

// Branches per kind rather than an indexed prediction: they are foreseen well, and each kind's prediction
// stays in a register. That, and the one-byte record first, is half as fast again as a plain table loop.
DecodeProgress decode_records(const std::uint8_t* next, const std::uint8_t* last, Predictions& predictions,
                              Reference* out, std::size_t capacity) {
  auto [fetch, load, store, modify] = predictions;
  Reference* to = out;
  Reference* const end = out + capacity;
  while (to != end && next <= last) {
    const std::uint8_t byte = *next;
    if (static_cast<std::uint8_t>(byte - 1) < kFetchSizes - 1) {  // the next instruction in sequence
      *to++ = {fetch, byte, ReferenceKind::fetch};
      fetch += byte;
      ++next;
      continue;
    }
    const RecordCode& code = kRecordCodes[byte];
    const std::uint64_t bits = load_little_endian_64(next + 1) & code.mask;
    const std::uint64_t difference = (bits ^ code.sign) - code.sign;
    std::size_t length = code.length;
    std::uint32_t size = code.size;
    if (size == 0) {  // rare: an explicit size, or no reference at all
      if (length == 0) break;
      size = load_little_endian_32(next + length);
      if (size == 0) break;
      length += 4;
    }
    next += length;
    if (byte < first_code_of(ReferenceKind::load)) {
      *to++ = {fetch + difference, size, ReferenceKind::fetch};
      fetch += difference + size;
    } else if (byte < first_code_of(ReferenceKind::store)) {
      *to++ = {load += difference, size, ReferenceKind::load};
    } else if (byte < first_code_of(ReferenceKind::modify)) {
      *to++ = {store += difference, size, ReferenceKind::store};
    } else {
      *to++ = {modify += difference, size, ReferenceKind::modify};
    }
  }
  predictions = {fetch, load, store, modify};
  return {next, static_cast<std::size_t>(to - out)};
}

}  // namespace hv::trace
