// SPDX-License-Identifier: Apache-2.0
// The records inside a native trace (.hvt). The layout of the whole file is in native_format.h.
//
// A record is one code byte, then the difference to the predicted address in as many bytes as the code
// says (little-endian two's complement), then, if the code says so, the size in 4 bytes (little-endian).
// The prediction is the previous address of the same kind; for a fetch, the end of the previous fetch.
//
//   code        kind     difference's length             size
//   0x00..0x5f  fetch    kDifferenceBytes[code / 16]     code % 16 bytes, 0 = explicit
//   0x60..0x8f  load     kDifferenceBytes[(code-0x60)/8] kDataSizes[code % 8], 0 = explicit
//   0x90..0xbf  store    the same from 0x90
//   0xc0..0xef  modify   the same from 0xc0
//   0xf0..0xfe  not used; an error
//   0xff        end mark: the number of records follows in 8 bytes (little-endian)
//
// So the commonest record, the next instruction in sequence, is one byte: its length.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "trace/reference.h"

namespace hv::trace {

constexpr std::array<std::uint8_t, 6> kDifferenceBytes = {0, 1, 2, 3, 6, 8};
constexpr std::array<std::uint32_t, 8> kDataSizes = {0, 1, 2, 4, 8, 16, 32, 64};
constexpr std::uint8_t kFirstUnusedCode = 0xf0;
constexpr std::uint8_t kEndMark = 0xff;
constexpr std::size_t kMaxRecordBytes = 1 + 8 + 4;
constexpr std::size_t kEndMarkBytes = 1 + 8;

// The predicted address of each kind's next reference.
using Predictions = std::array<std::uint64_t, kReferenceKinds>;

// What one code byte says.
struct RecordCode {
  std::uint64_t mask = 0;  // of the difference's bits
  std::uint64_t sign = 0;  // the difference's sign bit; 0 if it has no bytes
  std::uint32_t size = 0;  // bytes; 0 = explicit
  ReferenceKind kind{};
  std::uint8_t length = 0;  // of the record without an explicit size, in bytes; 0 = not a reference
};

// Indexed by code byte.
extern const std::array<RecordCode, 256> kRecordCodes;

inline std::uint32_t load_little_endian_32(const std::uint8_t* bytes) {
  return std::uint32_t{bytes[0]} | std::uint32_t{bytes[1]} << 8 | std::uint32_t{bytes[2]} << 16 |
         std::uint32_t{bytes[3]} << 24;
}
inline std::uint64_t load_little_endian_64(const std::uint8_t* bytes) {
  return std::uint64_t{load_little_endian_32(bytes + 4)} << 32 | load_little_endian_32(bytes);
}
inline void store_little_endian_32(std::uint32_t value, std::uint8_t* bytes) {
  for (int i = 0; i < 4; ++i) bytes[i] = static_cast<std::uint8_t>(value >> 8 * i);
}
inline void store_little_endian_64(std::uint64_t value, std::uint8_t* bytes) {
  for (int i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(value >> 8 * i);
}

// Encodes one reference (size at least 1) into record[0 ..], which has room for kMaxRecordBytes, and
// updates the predictions. Returns the record's length in bytes.
std::size_t encode_record(const Reference& reference, Predictions& predictions, std::uint8_t* record);

struct DecodeProgress {
  const std::uint8_t* next;  // the first byte not decoded
  std::size_t count;         // references stored
};

// Decodes records from `next` on into out[0 ..], until `capacity` are stored, `last` is passed, or a code
// byte is no reference (`next` then points at it). Reads up to kMaxRecordBytes from each record's start:
// [next, last + kMaxRecordBytes) must be readable. A record with an explicit size of 0 also ends the run.
DecodeProgress decode_records(const std::uint8_t* next, const std::uint8_t* last, Predictions& predictions,
                              Reference* out, std::size_t capacity);

}  // namespace hv::trace
