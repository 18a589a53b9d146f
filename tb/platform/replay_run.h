// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "explore/replay.h"

namespace hv::tb {

/// Called now and then with the number of references done.
using ReplayProgress = std::function<void(std::uint64_t)>;

/// explore::replay() through SystemC: an initiator sends each reference as a transaction of one byte through composer,
/// bus and memory. Same counters, cycles and digest. One call per process: the SystemC kernel elaborates once.
explore::RunResult replay_through_systemc(const explore::Configuration& configuration,
                                          const explore::CompactTrace& trace, const ReplayProgress& progress = {});

}  // namespace hv::tb
