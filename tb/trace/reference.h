// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace hv::trace {

enum class ReferenceKind : std::uint8_t {
  fetch = 0,   // an instruction is read
  load = 1,    // data is read
  store = 2,   // data is written
  modify = 3,  // data at one address is read and written by one instruction
};

constexpr std::size_t kReferenceKinds = 4;

// One memory reference of a program: bytes address .. address + size - 1, counted modulo 2^64.
struct Reference {
  std::uint64_t address = 0;  // of the first byte
  std::uint32_t size = 0;     // bytes, at least 1
  ReferenceKind kind = ReferenceKind::fetch;
};

inline bool operator==(const Reference& a, const Reference& b) {
  return a.address == b.address && a.size == b.size && a.kind == b.kind;
}
inline bool operator!=(const Reference& a, const Reference& b) { return !(a == b); }

}  // namespace hv::trace
