// SPDX-License-Identifier: Apache-2.0
#include "support/foreign.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

namespace hv::test {

using tlm::tlm_generic_payload;
using tlm::tlm_response_status;

// --- the initiator

tlm_response_status ForeignInitiator::transport(tlm::tlm_command command, Address address, Bytes& data,
                                                const Extras& extras) {
  tlm_generic_payload payload;
  const auto length = static_cast<unsigned>(data.size());
  const unsigned stream = extras.stream.value_or(length);
  Bytes enables = extras.enables;
  payload.set_command(command);
  payload.set_address(address);
  payload.set_data_ptr(data.data());
  payload.set_data_length(length);
  payload.set_streaming_width(stream);
  payload.set_byte_enable_ptr(enables.empty() ? nullptr : enables.data());
  payload.set_byte_enable_length(static_cast<unsigned>(enables.size()));
  payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
  if (extras.extension) payload.set_extension(extras.extension_id, extras.extension);
  const sc_core::sc_time before = sc_core::sc_time_stamp() + delay;
  socket->b_transport(payload, delay);
  EXPECT_GE(sc_core::sc_time_stamp() + delay, before) << "a target took time back";
  EXPECT_EQ(payload.get_command(), command);
  EXPECT_EQ(payload.get_address(), address) << "the address was not restored";
  EXPECT_EQ(payload.get_data_ptr(), data.data());
  EXPECT_EQ(payload.get_data_length(), length);
  EXPECT_EQ(payload.get_streaming_width(), stream);
  EXPECT_EQ(payload.get_byte_enable_length(), enables.size());
  dmi_hint = payload.is_dmi_allowed();
  if (extras.extension) payload.set_extension(extras.extension_id, nullptr);  // stays the test's
  return payload.get_response_status();
}

tlm_response_status ForeignInitiator::write(Address address, Bytes data, const Extras& extras) {
  return transport(tlm::TLM_WRITE_COMMAND, address, data, extras);
}

tlm_response_status ForeignInitiator::read(Address address, Bytes& data, const Extras& extras) {
  return transport(tlm::TLM_READ_COMMAND, address, data, extras);
}

unsigned ForeignInitiator::debug(tlm::tlm_command command, Address address, Bytes& data) {
  tlm_generic_payload payload;
  const auto length = static_cast<unsigned>(data.size());
  payload.set_command(command);
  payload.set_address(address);
  payload.set_data_ptr(data.data());
  payload.set_data_length(length);
  const unsigned done = socket->transport_dbg(payload);
  EXPECT_EQ(payload.get_address(), address);
  EXPECT_EQ(payload.get_data_length(), length);
  EXPECT_EQ(payload.get_data_ptr(), data.data());
  return done;
}

bool ForeignInitiator::ask_dmi(tlm::tlm_command command, Address address, tlm::tlm_dmi& grant, unsigned length,
                               const Extras& extras) {
  tlm_generic_payload payload;
  payload.set_command(command);
  payload.set_address(address);
  payload.set_data_length(length);  // of no meaning here, so any value must do
  if (extras.extension) payload.set_extension(extras.extension_id, extras.extension);
  const bool granted = socket->get_direct_mem_ptr(payload, grant);
  EXPECT_EQ(payload.get_address(), address);
  if (extras.extension) payload.set_extension(extras.extension_id, nullptr);  // stays the test's
  return granted;
}

tlm_response_status ForeignInitiator::write_words(Address address, const std::vector<std::uint64_t>& words) {
  Bytes data(words.size() * 8);
  std::memcpy(data.data(), words.data(), data.size());
  return transport(tlm::TLM_WRITE_COMMAND, address, data);
}

tlm_response_status ForeignInitiator::read_word(Address address, std::uint64_t& word) {
  Bytes data(8);
  const tlm_response_status status = transport(tlm::TLM_READ_COMMAND, address, data);
  std::memcpy(&word, data.data(), 8);
  return status;
}

tlm::tlm_sync_enum ForeignInitiator::nb_transport_bw(tlm_generic_payload&, tlm::tlm_phase&, sc_core::sc_time&) {
  ADD_FAILURE() << "a blocking initiator was called back";
  return tlm::TLM_COMPLETED;
}

// --- the memory

std::uint64_t ForeignMemory::word(std::uint64_t name) const {
  const Bytes eight = at(name * 8, 8);
  std::uint64_t word = 0;
  std::memcpy(&word, eight.data(), 8);
  return word;
}

void ForeignMemory::put(std::uint64_t name, std::uint64_t word) {
  unsigned char eight[8];
  std::memcpy(eight, &word, 8);
  for (unsigned i = 0; i < 8; ++i) bytes[name * 8 + i] = eight[i];
}

Bytes ForeignMemory::at(Address address, std::size_t length) const {
  Bytes found(length, 0);
  for (std::size_t i = 0; i < length; ++i)
    if (const auto byte = bytes.find(address + i); byte != bytes.end()) found[i] = byte->second;
  return found;
}

void ForeignMemory::move(tlm_generic_payload& payload, unsigned length) {
  const unsigned stream = std::max(1u, std::min(length, payload.get_streaming_width()));
  const unsigned char* const enables = payload.get_byte_enable_ptr();
  for (unsigned i = 0; i < length; ++i) {
    if (enables && enables[i % payload.get_byte_enable_length()] != TLM_BYTE_ENABLED) continue;
    const Address here = payload.get_address() + i % stream;
    if (payload.is_write()) bytes[here] = payload.get_data_ptr()[i];
    if (payload.is_read()) payload.get_data_ptr()[i] = at(here, 1)[0];
  }
}

void ForeignMemory::b_transport(tlm_generic_payload& payload, sc_core::sc_time& delay) {
  ++accesses;
  status_seen = payload.get_response_status();
  if (waits != sc_core::SC_ZERO_TIME) wait(waits);
  if (answer) return payload.set_response_status(*answer);
  const unsigned span = std::min(payload.get_data_length(), payload.get_streaming_width());
  if (payload.get_address() >= size || span > size - payload.get_address())
    return payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
  move(payload, payload.get_data_length());
  delay += latency;
  payload.set_dmi_allowed(true);
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

tlm::tlm_sync_enum ForeignMemory::nb_transport_fw(tlm_generic_payload&, tlm::tlm_phase&, sc_core::sc_time&) {
  ADD_FAILURE() << "the composer is a blocking initiator";
  return tlm::TLM_COMPLETED;
}

unsigned ForeignMemory::transport_dbg(tlm_generic_payload& payload) {
  ++debug_accesses;
  if (payload.get_address() >= size) return 0;
  const auto length = static_cast<unsigned>(std::min<Address>(payload.get_data_length(), size - payload.get_address()));
  payload.set_streaming_width(length);  // has no meaning in a debug transaction
  move(payload, length);
  return length;
}

bool ForeignMemory::get_direct_mem_ptr(tlm_generic_payload&, tlm::tlm_dmi& grant) {
  ++dmi_requests;
  grant.set_start_address(dmi_first);
  grant.set_end_address(dmi_last);
  grant.set_dmi_ptr(pointed_to_ + dmi_first);
  grant.set_read_latency(dmi_latency);
  grant.set_write_latency(2 * dmi_latency);
  if (grants_dmi) grant.allow_read_write();
  return grants_dmi;
}

}  // namespace hv::test
