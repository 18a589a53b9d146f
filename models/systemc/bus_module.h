// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/multi_passthrough_initiator_socket.h>
#include <tlm_utils/multi_passthrough_target_socket.h>

#include <systemc>
#include <vector>

#include "systemc/payload.h"
#include "systemc/timing.h"

namespace hv::sc {

/// Takes transactions of any number of initiators to the target that owns their address. Byte addresses; the target
/// sees them less the start of its range. Addresses that nobody owns get TLM_ADDRESS_ERROR_RESPONSE.
class BusModule : public sc_core::sc_module {
 public:
  tlm_utils::multi_passthrough_target_socket<BusModule> from_initiators;
  tlm_utils::multi_passthrough_initiator_socket<BusModule> to_targets;

  /// `cycles` for each transaction that succeeds.
  BusModule(sc_core::sc_module_name name, std::uint64_t cycles, Clock clock = {});

  /// Binds a target and gives it `bytes` addresses from `start`. Ranges must not overlap.
  template <class TargetSocket>
  void add_target(TargetSocket& socket, std::uint64_t start, std::uint64_t bytes) {
    add_range(start, bytes);
    to_targets.bind(socket);
  }

 private:
  struct Range {
    std::uint64_t start, bytes;
  };
  void add_range(std::uint64_t start, std::uint64_t bytes);
  /// Index of the owner of all of these addresses, or -1.
  int owner_of(std::uint64_t address, std::uint64_t length) const;

  void b_transport(int initiator, tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  unsigned transport_dbg(int initiator, tlm::tlm_generic_payload& payload);
  bool get_direct_mem_ptr(int initiator, tlm::tlm_generic_payload& payload, tlm::tlm_dmi& grant);
  void invalidate_direct_mem_ptr(int target, sc_dt::uint64 start, sc_dt::uint64 end);

  std::vector<Range> ranges_;
  sc_core::sc_time transaction_time_;
};

}  // namespace hv::sc
