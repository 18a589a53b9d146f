// SPDX-License-Identifier: Apache-2.0
#include "systemc/console_module.h"

namespace hv::sc {

ConsoleModule::ConsoleModule(sc_core::sc_module_name name, std::uint64_t cycles, Clock clock)
    : sc_module(name), from_bus("from_bus"), interrupt("interrupt"), register_time_(clock(cycles)) {
  from_bus.register_b_transport(this, &ConsoleModule::b_transport);
  from_bus.register_transport_dbg(this, &ConsoleModule::transport_dbg);
}

void ConsoleModule::acknowledge() {
  device_.acknowledge();
  interrupt = false;
}

void ConsoleModule::b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay) {
  if (!supported(payload)) return;
  const Word address = payload.get_address(), length = payload.get_data_length();
  if (address % kWordBytes != 0 || length % kWordBytes != 0)
    return payload.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
  for (Word done = 0; done < length; done += kWordBytes) {
    unsigned char* const data = payload.get_data_ptr() + done;
    const Word offset = (address + done) / kWordBytes;
    Word value = 0;
    if (payload.is_write()) {
      std::memcpy(&value, data, kWordBytes);
      device_.write(offset, value);
    } else if (payload.is_read()) {
      value = device_.read(offset);
      std::memcpy(data, &value, kWordBytes);
    }
    delay += register_time_;
  }
  interrupt = device_.requests_interrupt();
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

unsigned ConsoleModule::transport_dbg(tlm::tlm_generic_payload& payload) {
  if (!payload.is_read()) return 0;
  const unsigned length = payload.get_data_length();
  for (unsigned done = 0; done < length; ++done) {
    const Word address = payload.get_address() + done;
    const Word value = device_.peek(address / kWordBytes);
    std::memcpy(payload.get_data_ptr() + done, reinterpret_cast<const unsigned char*>(&value) + address % kWordBytes,
                1);
  }
  return length;
}

}  // namespace hv::sc
