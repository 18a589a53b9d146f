// SPDX-License-Identifier: Apache-2.0
// The three kinds of name of the paper. They are different types, so that mixing them does not compile.
#pragma once

#include <cstdint>

namespace hv {

/// A word of every machine in the nest: 64 bits. Memory is addressed by word.
using Word = std::uint64_t;

/// How many levels of virtual machine any configuration may ask for (`vmid.syllables` is at most this).
constexpr unsigned kLevelLimit = 32;

/// A name that a process uses: the domain of φ ("process names", section "The process map φ").
struct ProcessName {
  Word value = 0;
};

/// A name of a resource (a memory word) of one level: the range of φ, and domain and range of the f-maps.
/// Level 0 is the real machine.
struct ResourceName {
  Word value = 0;
  unsigned level = 0;
};

/// A word of the real machine's memory.
struct RealName {
  Word value = 0;
};

inline bool operator==(ProcessName a, ProcessName b) { return a.value == b.value; }
inline bool operator!=(ProcessName a, ProcessName b) { return !(a == b); }
inline bool operator==(ResourceName a, ResourceName b) { return a.value == b.value && a.level == b.level; }
inline bool operator!=(ResourceName a, ResourceName b) { return !(a == b); }
inline bool operator==(RealName a, RealName b) { return a.value == b.value; }
inline bool operator!=(RealName a, RealName b) { return !(a == b); }

/// The resources of level 0 are the real ones ("the real physical machine is level 0").
inline ResourceName as_resource(RealName real) { return {real.value, 0}; }

}  // namespace hv
