// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "explore/replay.h"

namespace hv::tb {

/// explore::replay() through SystemC: an initiator sends each reference as a transaction of one byte through
/// composer, bus and memory. Same counters, cycles and digest. One call per process: the SystemC kernel
/// elaborates once.
explore::RunResult replay_through_systemc(const explore::Configuration& configuration,
                                          const explore::CompactTrace& trace,
                                          const explore::ReplayProgress& progress = {});

}  // namespace hv::tb
