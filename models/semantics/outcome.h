// SPDX-License-Identifier: Apache-2.0
// What can come of an access: a closed sum. Three roads of failure that are never merged: the process exception
// (φ, stays in its VM), the VM-fault (some f, goes to the VMM that owns it), and memory that does not exist.
#pragma once

#include <variant>

#include "semantics/names.h"

namespace hv {

/// What the processor wants of a name.
enum class AccessKind : std::uint8_t { fetch = 0, read = 1, write = 2 };

/// Causes of a process exception; the number is what the exception swap stores (ISA.md, "Exceptions").
enum class ExceptionCause : std::uint8_t {
  addressing = 1,              ///< φ(p) = e: the name is outside the process map
  privileged_instruction = 2,  ///< a privileged instruction in slave mode
  illegal_instruction = 3,     ///< no such operation code
  supervisor_call = 4,         ///< SVC
  arithmetic = 5,              ///< division by zero
  nonexistent_memory = 6,      ///< real machine only: no such real memory
  bad_process_map = 7,         ///< φ itself makes no sense (R-B not whole pages, malformed table word)
  vm_capability = 8,           ///< LVMID without the capability (Figure 4)
  vmid_full = 9,               ///< LVMID with a VMID register that holds no further syllable
  bad_syllable = 10,           ///< LVMID of 0, of a syllable beyond VMTAB or of an empty entry
  bad_map = 11,                ///< LVMID of a VM whose f-map makes no sense
  timer = 12,                  ///< interrupt: the machine's own interval timer ran out
  device = 13,                 ///< interrupt of a device; the name is its number
};

/// Causes of a VM-fault; the number is the low byte of STATUS (ISA.md, "VM-faults").
enum class FaultCause : std::uint8_t {
  absent = 1,              ///< the map has t for this name
  beyond_bound = 2,        ///< the name is beyond the map's bound
  bad_map = 3,             ///< the map makes no sense (frame base not whole pages, …)
  nonexistent_memory = 4,  ///< the composed map leads to real memory that does not exist; the name is that real one
  bad_nest = 5,            ///< LVMID's restart found a NEXT_SYLLABLE or a control block that makes no sense
  ended = 6,               ///< the VM executed HALT
  timer = 7,               ///< interrupt: the interval timer of the machine that takes the fault ran out
  device = 8,              ///< interrupt of a device for the machine that takes the fault; the name is its number
  type2_phi = 9,           ///< Type II: f has a value, but its owner's process map has none for that
};

/// φ(p) = e. Handled inside the level where it happens; no VMM is told.
struct ProcessException {
  ExceptionCause cause;
  ProcessName name;
};

/// f(y) = t for the f of `level` (f_x1…x_level): goes to the VMM of level − 1.
struct VmFault {
  unsigned level;     ///< i of the failing map f_x1…xi, 1-based
  ResourceName name;  ///< y: the name that the map has no value for, at level i (a table word: at its own level)
  FaultCause cause;
  AccessKind kind;        ///< of the access that led here
  bool implicit = false;  ///< the failing access was one of the composer's (or LVMID's) own reads
};

/// The composed map gave a real name, but the real machine has no such memory. That name is what is reported, also to
/// the VMM of level 0: it can be told from what a VM sees of its own "real" memory by nothing, so that a VMM is able to
/// report the same of a name beyond the memory that it gave to a VM.
struct NonexistentMemory {
  RealName real;
  AccessKind kind;
  bool implicit = false;
};

/// Outcome of f∘f∘…∘φ.
using Translation = std::variant<RealName, ProcessException, VmFault, NonexistentMemory>;

/// Outcome of reading a word at some level: its value and where it really is.
struct LevelWord {
  Word value;
  RealName real;
};
using LevelRead = std::variant<LevelWord, VmFault, NonexistentMemory>;

/// A failed access, before it is decided whose it is.
using Failure = std::variant<ProcessException, VmFault, NonexistentMemory>;

/// A failed access, delivered: to the running machine's own exception handler, or to the VMM of level `level` − 1.
using Delivery = std::variant<ProcessException, VmFault>;

/// Decides who receives a failure while `depth` levels of VM are active: e stays where it is, t goes to the owner
/// of the failing map, and nonexistent memory is the real machine's own exception or else a fault of f1.
Delivery deliver(const Failure& failure, unsigned depth);

/// Visits a variant with one lambda per alternative; a forgotten alternative does not compile.
template <class... Handlers>
struct Visitor : Handlers... {
  using Handlers::operator()...;
};
template <class... Handlers>
Visitor(Handlers...) -> Visitor<Handlers...>;

const char* to_string(AccessKind kind);
const char* to_string(ExceptionCause cause);
const char* to_string(FaultCause cause);

}  // namespace hv
