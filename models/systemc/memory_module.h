// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/simple_target_socket.h>

#include <systemc>

#include "semantics/memory.h"
#include "systemc/payload.h"
#include "systemc/timing.h"

namespace hv::sc {

/// Real memory: 64-bit words, any access inside it, byte addresses from 0. A base-protocol target that knows nothing of
/// virtual machines. Beyond its end it answers TLM_ADDRESS_ERROR_RESPONSE.
class MemoryModule : public sc_core::sc_module {
 public:
  tlm_utils::simple_target_socket<MemoryModule> from_bus;

  /// `cycles` for each word that a transaction touches.
  MemoryModule(sc_core::sc_module_name name, std::size_t words, std::uint64_t cycles, Clock clock = {});

  ArrayMemory& words() { return words_; }
  /// From now on each access comes by a transaction, so that accessed_words() counts all.
  void grant_no_pointers() { grants_pointers_ = false; }
  /// How many words transactions have read or written.
  std::uint64_t accessed_words() const { return accessed_words_; }

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  unsigned transport_dbg(tlm::tlm_generic_payload& payload);
  bool get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& grant);
  bool inside(std::uint64_t address, std::uint64_t length) const {
    return address < bytes_ && length <= bytes_ - address;
  }
  void copy(tlm::tlm_generic_payload& payload, unsigned length);

  ArrayMemory words_;
  std::uint64_t bytes_;
  sc_core::sc_time word_time_;
  std::uint64_t accessed_words_ = 0;
  bool grants_pointers_ = true;
};

}  // namespace hv::sc
