// SPDX-License-Identifier: Apache-2.0
// The register file of the VMID unit, as the processor (and nobody else: "may neither be read nor written by software")
// reaches it over a TLM socket. Byte addresses; every register is one 64-bit word; bursts run upwards. Parts of words
// are TLM_BURST_ERROR_RESPONSE, all other addresses TLM_ADDRESS_ERROR_RESPONSE.
#pragma once

#include "semantics/names.h"

namespace hv::sc::vmid_registers {

constexpr Word kSyllable = 0x00;    ///< w: LVMID of this syllable; how it ended is in kOutcome …
constexpr Word kOutcome = 0x08;     ///< r: 0 entered, 1 exception, 2 VM-fault, 3 nonexistent memory
constexpr Word kObjection = 0x10;   ///< r: exception cause if LVMID may not even begin, else 0
constexpr Word kDepth = 0x18;       ///< r: number of syllables in the VMID
constexpr Word kLevel = 0x20;       ///< r/w: … and here: level of the failing map
constexpr Word kName = 0x28;        ///< r/w: the name that failed (exception: the syllable)
constexpr Word kNameLevel = 0x30;   ///< r/w: its level
constexpr Word kStatus = 0x38;      ///< r/w: cause, access, implicit, as in the STATUS word of a VMCB
constexpr Word kReal = 0x40;        ///< r: nonexistent memory only: the real name
constexpr Word kDeliver = 0x48;     ///< w: the VM-fault that kLevel … kStatus describe
constexpr Word kPhiBase = 0x50;     ///< r/w: φ's registers as LVMID's issuer has them …
constexpr Word kPhiBound = 0x58;    ///< r/w: … to be set before kSyllable is written
constexpr Word kProcessor = 0x100;  ///< r/w: the processor map, as long as the processor's is

/// r/w: 8 · i further, the running word of level i (1 ≤ i ≤ kLevelLimit), see VmidUnit::running_word().
constexpr Word kRunning = 0x1000;
/// r: 8 · d further, the level whose machine takes the interrupts of device d (0 ≤ d < 64).
constexpr Word kInterruptLevel = 0x2000;

enum Outcome : Word { entered = 0, exception = 1, vm_fault = 2, nonexistent = 3 };

}  // namespace hv::sc::vmid_registers
