// SPDX-License-Identifier: Apache-2.0
#include "systemc/memory_module.h"

#include <algorithm>

#include "systemc/access_report.h"

namespace hv::sc {

MemoryModule::MemoryModule(sc_core::sc_module_name name, std::size_t words, std::uint64_t cycles, Clock clock)
    : sc_module(name), from_bus("from_bus"), words_(words), bytes_(words * kWordBytes), word_time_(clock(cycles)) {
  from_bus.register_b_transport(this, &MemoryModule::b_transport);
  from_bus.register_transport_dbg(this, &MemoryModule::transport_dbg);
  from_bus.register_get_direct_mem_ptr(this, &MemoryModule::get_direct_mem_ptr);
}

void MemoryModule::copy(tlm::tlm_generic_payload& payload, unsigned length) {
  unsigned char* const here = reinterpret_cast<unsigned char*>(words_.data()) + payload.get_address();
  if (length == kWordBytes) {  // as a processor does it: the compiler needs no call for that many
    if (payload.is_read()) std::memcpy(payload.get_data_ptr(), here, kWordBytes);
    if (payload.is_write()) std::memcpy(here, payload.get_data_ptr(), kWordBytes);
    return;
  }
  if (payload.is_read()) std::memcpy(payload.get_data_ptr(), here, length);
  if (payload.is_write()) std::memcpy(here, payload.get_data_ptr(), length);
}

void MemoryModule::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  if (!supported(payload)) return;
  const std::uint64_t address = payload.get_address(), length = payload.get_data_length();
  if (!inside(address, length)) return payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
  copy(payload, static_cast<unsigned>(length));
  const std::uint64_t touched = (address + length - 1) / kWordBytes - address / kWordBytes + 1;
  accessed_words_ += touched;
  delay += touched == 1 ? word_time_ : word_time_ * static_cast<double>(touched);
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
  payload.set_dmi_allowed(!counts_all_ || payload.get_extension<GrantRequest>());
}

unsigned MemoryModule::transport_dbg(tlm::tlm_generic_payload& payload) {
  const std::uint64_t address = payload.get_address();
  if (!inside(address, 1)) return 0;
  const auto length = static_cast<unsigned>(std::min<std::uint64_t>(payload.get_data_length(), bytes_ - address));
  copy(payload, length);
  return length;
}

bool MemoryModule::get_direct_mem_ptr(tlm::tlm_generic_payload& payload, tlm::tlm_dmi& grant) {
  grant.set_start_address(0);
  grant.set_end_address(bytes_ - 1);
  GrantRequest* const request = payload.get_extension<GrantRequest>();
  if (counts_all_ && !request) return grant.allow_none(), false;
  if (counts_all_) request->accesses = &accessed_words_;
  grant.allow_read_write();
  grant.set_dmi_ptr(reinterpret_cast<unsigned char*>(words_.data()));
  grant.set_read_latency(word_time_);
  grant.set_write_latency(word_time_);
  return true;
}

}  // namespace hv::sc
