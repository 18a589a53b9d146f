// SPDX-License-Identifier: Apache-2.0
// An initiator and a memory that know the base protocol and nothing of this project: raw TLM-2.0 interfaces.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <systemc>
#include <tlm>
#include <vector>

namespace hv::test {

using Bytes = std::vector<unsigned char>;
using Address = std::uint64_t;

/// What one transaction asks beyond command, address and data.
struct Extras {
  Bytes enables;                   ///< byte enables; empty: none
  std::optional<unsigned> stream;  ///< streaming width; else the data's length
  tlm::tlm_extension_base* extension = nullptr;
  unsigned extension_id = 0;
};

class ForeignInitiator : public sc_core::sc_module, private tlm::tlm_bw_transport_if<> {
 public:
  tlm::tlm_initiator_socket<> socket{"socket"};

  explicit ForeignInitiator(sc_core::sc_module_name name) : sc_module(name) { socket.bind(*this); }

  /// One blocking transaction; checks that the target left the payload's attributes as they were and took no
  /// time back.
  tlm::tlm_response_status transport(tlm::tlm_command command, Address address, Bytes& data, const Extras& = {});
  tlm::tlm_response_status write(Address address, Bytes data, const Extras& = {});
  tlm::tlm_response_status read(Address address, Bytes& data, const Extras& = {});
  unsigned debug(tlm::tlm_command command, Address address, Bytes& data);
  bool ask_dmi(tlm::tlm_command command, Address address, tlm::tlm_dmi& grant, unsigned length = 0,
               const Extras& extras = {});

  // Words, for registers.
  tlm::tlm_response_status write_words(Address address, const std::vector<std::uint64_t>& words);
  tlm::tlm_response_status read_word(Address address, std::uint64_t& word);

  sc_core::sc_time delay;  ///< local time, handed on from transaction to transaction
  bool dmi_hint = false;   ///< of the last transaction
  std::vector<std::pair<Address, Address>> invalidated;

 private:
  tlm::tlm_sync_enum nb_transport_bw(tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_core::sc_time&) override;
  void invalidate_direct_mem_ptr(sc_dt::uint64 start, sc_dt::uint64 end) override {
    invalidated.emplace_back(start, end);
  }
};

/// Bytes from 0 to `size`, sparse; byte enables, streaming and any length.
class ForeignMemory : public sc_core::sc_module, private tlm::tlm_fw_transport_if<> {
 public:
  tlm::tlm_target_socket<> socket{"socket"};

  ForeignMemory(sc_core::sc_module_name name, Address size_) : sc_module(name), size(size_) { socket.bind(*this); }

  std::uint64_t word(std::uint64_t name) const;
  void put(std::uint64_t name, std::uint64_t word);
  Bytes at(Address address, std::size_t length) const;

  Address size;
  std::map<Address, unsigned char> bytes;
  sc_core::sc_time latency{30, sc_core::SC_NS};    ///< added to the delay
  sc_core::sc_time waits;                          ///< waited for in the call, as a target may
  std::optional<tlm::tlm_response_status> answer;  ///< instead of doing anything
  bool grants_dmi = true;
  Address dmi_first = 0, dmi_last = 4095;  ///< what it grants
  sc_core::sc_time dmi_latency;            ///< of a read; of a write, twice as much
  unsigned accesses = 0, debug_accesses = 0, dmi_requests = 0;
  tlm::tlm_response_status status_seen = tlm::TLM_OK_RESPONSE;  ///< on arrival of the last one

  /// Where DMI points to for this byte.
  unsigned char* pointed_to(Address byte) { return pointed_to_ + byte; }

  void invalidate(Address start, Address end) { socket->invalidate_direct_mem_ptr(start, end); }

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) override;
  tlm::tlm_sync_enum nb_transport_fw(tlm::tlm_generic_payload&, tlm::tlm_phase&, sc_core::sc_time&) override;
  unsigned transport_dbg(tlm::tlm_generic_payload& payload) override;
  bool get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& grant) override;
  void move(tlm::tlm_generic_payload& payload, unsigned length);

  alignas(8) unsigned char pointed_to_[65536] = {};  // by DMI: other bytes than transactions reach
};

}  // namespace hv::test
