// SPDX-License-Identifier: Apache-2.0
#include "systemc/bus_module.h"

#include <algorithm>

namespace hv::sc {

BusModule::BusModule(sc_core::sc_module_name name, std::uint64_t cycles, Clock clock)
    : sc_module(name), from_initiators("from_initiators"), to_targets("to_targets"), transaction_time_(clock(cycles)) {
  from_initiators.register_b_transport(this, &BusModule::b_transport);
  from_initiators.register_transport_dbg(this, &BusModule::transport_dbg);
  from_initiators.register_get_direct_mem_ptr(this, &BusModule::get_direct_mem_ptr);
  to_targets.register_invalidate_direct_mem_ptr(this, &BusModule::invalidate_direct_mem_ptr);
}

void BusModule::add_range(std::uint64_t start, std::uint64_t bytes) {
  const bool overlaps = std::any_of(ranges_.begin(), ranges_.end(), [&](const Range& other) {
    return start < other.start + other.bytes && other.start < start + bytes;
  });
  if (bytes == 0 || start + bytes < start || overlaps)
    SC_REPORT_FATAL("hv/bus", "a target's address range is empty, wraps, or overlaps another target's");
  ranges_.push_back({start, bytes});
}

int BusModule::owner_of(std::uint64_t address, std::uint64_t length) const {
  for (std::size_t i = 0; i < ranges_.size(); ++i) {
    const std::uint64_t offset = address - ranges_[i].start;
    if (address >= ranges_[i].start && offset < ranges_[i].bytes && length <= ranges_[i].bytes - offset)
      return static_cast<int>(i);
  }
  return -1;
}

void BusModule::b_transport(int, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  const int owner = owner_of(payload.get_address(), payload.get_data_length());
  if (owner < 0) return payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
  const std::uint64_t address = payload.get_address();
  payload.set_address(address - ranges_[owner].start);
  to_targets[owner]->b_transport(payload, delay);
  payload.set_address(address);
  if (payload.is_response_ok()) delay += transaction_time_;
}

unsigned BusModule::transport_dbg(int, tlm::tlm_generic_payload& payload) {
  const std::uint64_t address = payload.get_address();
  const int owner = owner_of(address, 1);
  if (owner < 0) return 0;
  const std::uint64_t offset = address - ranges_[owner].start;
  const unsigned length = payload.get_data_length();
  payload.set_address(offset);
  payload.set_data_length(static_cast<unsigned>(std::min<std::uint64_t>(length, ranges_[owner].bytes - offset)));
  const unsigned done = to_targets[owner]->transport_dbg(payload);
  payload.set_address(address);
  payload.set_data_length(length);
  return done;
}

bool BusModule::get_direct_mem_ptr(int, tlm::tlm_generic_payload& payload, tlm::tlm_dmi& grant) {
  const std::uint64_t address = payload.get_address();
  const int owner = owner_of(address, 1);
  if (owner < 0) {  // a refusal, of this address only
    grant.allow_none();
    grant.set_start_address(address);
    grant.set_end_address(address);
    return false;
  }
  const Range range = ranges_[owner];
  payload.set_address(address - range.start);
  const bool granted = to_targets[owner]->get_direct_mem_ptr(payload, grant);
  payload.set_address(address);
  const std::uint64_t last = std::min<std::uint64_t>(grant.get_end_address(), range.bytes - 1);
  grant.set_start_address(grant.get_start_address() + range.start);
  grant.set_end_address(last + range.start);
  grant.set_read_latency(grant.get_read_latency() + transaction_time_);
  grant.set_write_latency(grant.get_write_latency() + transaction_time_);
  return granted;
}

void BusModule::invalidate_direct_mem_ptr(int target, sc_dt::uint64 start, sc_dt::uint64 end) {
  const Range range = ranges_[static_cast<std::size_t>(target)];
  if (start >= range.bytes) return;  // nobody can have a pointer there
  const std::uint64_t last = std::min<std::uint64_t>(end, range.bytes - 1);
  for (unsigned i = 0; i < from_initiators.size(); ++i)
    from_initiators[static_cast<int>(i)]->invalidate_direct_mem_ptr(start + range.start, last + range.start);
}

}  // namespace hv::sc
