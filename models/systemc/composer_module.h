// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/simple_initiator_socket.h>
#include <tlm_utils/simple_target_socket.h>

#include <systemc>

#include "semantics/map_composer.h"
#include "systemc/access_report.h"
#include "systemc/exclusive.h"
#include "systemc/payload.h"
#include "systemc/timing.h"

namespace hv::sc {

/// The map composer with its associator, between an initiator and its memory.
///
/// Behind any base-protocol initiator and in front of any base-protocol target: byte addresses in are process names
/// (word × 8; the offset in the word is opaque), byte addresses out are real names. One transaction must stay within a
/// page, else TLM_BURST_ERROR_RESPONSE. Where a map has no value, or the memory no such word, the response is
/// TLM_ADDRESS_ERROR_RESPONSE, and an AccessReport on the payload says more. A direct memory pointer is granted only
/// with a GrantRequest on the payload: otherwise it would bypass the associator. TLM_IGNORE_COMMAND translates (and
/// counts) without touching memory. Debug transactions have no effect but that of a debug write: where it stores into a
/// word that associator entries were made from, these are forgotten as after any other store. Transactions are taken
/// one after the other, whatever waits in the target.
class ComposerModule : public sc_core::sc_module, private RealReader, private GrantHolder {
 public:
  tlm_utils::simple_target_socket<ComposerModule> from_processor;
  /// Resource names of any active level; every payload carries a LevelAccess.
  tlm_utils::simple_target_socket_optional<ComposerModule> from_vmid_unit;
  /// φ's registers: a write of two words at address 0 loads base (r) and bound (b). Unbound, φ is the identity.
  /// A write of a word, whatever it is, at kPurgeAddress is PURGE.
  tlm_utils::simple_target_socket_optional<ComposerModule> phi_registers;
  tlm_utils::simple_initiator_socket<ComposerModule> to_memory;

  /// `vmid` is the VMID unit's register, wired to the composer; it must outlive it.
  ComposerModule(sc_core::sc_module_name name, const ComposerConfig& config, const Timing& timing,
                 const VmidRegister& vmid);

  /// The semantics inside: counters, probes, observers.
  MapComposer& composer() { return composer_; }

 private:
  void access(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  unsigned debug_access(tlm::tlm_generic_payload& payload);
  bool get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& grant);
  bool grant_page(tlm::tlm_generic_payload& payload, const PageGrant& page, tlm::tlm_dmi& grant);
  void withdraw(ProcessName name) override;
  void withdraw_all() override;
  void memory_withdraws(sc_dt::uint64 start, sc_dt::uint64 end);
  void level_access(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  void load_phi(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);

  std::optional<Word> read(RealName name) override;
  Translation translate(Word name, AccessKind kind, const AccessReport* report);
  bool answer(Word name, AccessKind kind, const AccessReport* report, RealName& real, sc_core::sc_time& delay);
  void forward(tlm::tlm_generic_payload& payload, AccessKind kind, RealName real, sc_core::sc_time& delay);
  void fail(tlm::tlm_generic_payload& payload, const Failure& failure);
  /// How many bytes are left of the page of this byte address, itself included.
  Word left_of_page(Word byte_address) const;
  /// Tells the composer of a store of so many bytes, from this byte of the word on.
  void stored(RealName first, Word offset, Word bytes);
  /// Cycles that the maps and the associator have taken since the beginning, table words apart.
  std::uint64_t map_cycles() const;

  Timing timing_;
  Clock clock_;
  sc_core::sc_time step_time_, look_up_time_;  ///< of a map, of the associator
  const VmidRegister& vmid_;
  Exclusive exclusive_;
  struct Debug final : RealReader {
    explicit Debug(ComposerModule& module) : module_(module) {}
    std::optional<Word> read(RealName name) override;
    ComposerModule& module_;
  } debug_;
  MapComposer composer_;
  tlm::tlm_generic_payload table_read_;      ///< the composer's own transactions
  sc_core::sc_time* table_delay_ = nullptr;  ///< of the access that needs them
};

}  // namespace hv::sc
