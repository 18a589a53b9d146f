// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/simple_target_socket.h>

#include <systemc>

#include "semantics/devices/console.h"
#include "systemc/interrupt_source.h"
#include "systemc/payload.h"
#include "systemc/timing.h"

namespace hv::sc {

/// The console as a target: a page of word registers (semantics/devices/console.h), byte addresses from 0. Parts of
/// words are TLM_BURST_ERROR_RESPONSE. Debug transport reads without effect and writes nothing.
class ConsoleModule : public sc_core::sc_module, public InterruptSource {
 public:
  tlm_utils::simple_target_socket<ConsoleModule> from_bus;

  sc_core::sc_signal<bool> interrupt;  ///< requested

  /// `cycles` for each register.
  ConsoleModule(sc_core::sc_module_name name, std::uint64_t cycles, Clock clock = {});

  Console& device() { return device_; }
  bool requests_interrupt() const override { return device_.requests_interrupt(); }
  void acknowledge() override;

 private:
  void b_transport(tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  unsigned transport_dbg(tlm::tlm_generic_payload& payload);

  Console device_;
  sc_core::sc_time register_time_;
};

}  // namespace hv::sc
