// SPDX-License-Identifier: Apache-2.0
// Small things about generic payloads that several modules need.
#pragma once

#include <cstring>
#include <tlm>

#include "semantics/names.h"

namespace hv::sc {

/// TLM addresses are bytes; a word has eight.
constexpr unsigned kWordBytes = 8;

/// Byte address of PURGE, behind φ's two registers in the composer.
constexpr Word kPurgeAddress = 2 * kWordBytes;
/// Real names from this one on have no 64-bit byte address, hence no memory behind them.
constexpr Word kNamesWithByteAddress = Word{1} << 61;

/// Makes `payload` a fresh transaction of the base protocol: no byte enables, no streaming, response INCOMPLETE.
inline void prepare(tlm::tlm_generic_payload& payload, tlm::tlm_command command, Word byte_address, void* data,
                    unsigned length) {
  payload.set_command(command);
  payload.set_address(byte_address);
  payload.set_data_ptr(static_cast<unsigned char*>(data));
  payload.set_data_length(length);
  payload.set_streaming_width(length);
  payload.set_byte_enable_ptr(nullptr);
  payload.set_byte_enable_length(0);
  payload.set_dmi_allowed(false);
  payload.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
}

/// Answers what this project's targets do not support; false when the payload has been answered so.
inline bool supported(tlm::tlm_generic_payload& payload) {
  if (payload.get_byte_enable_ptr() != nullptr) {
    payload.set_response_status(tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE);
    return false;
  }
  if (payload.get_data_length() == 0 || payload.get_streaming_width() < payload.get_data_length()) {
    payload.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
    return false;
  }
  return true;
}

}  // namespace hv::sc
