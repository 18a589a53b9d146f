// SPDX-License-Identifier: Apache-2.0
// What a scenario's waves should show at once: found by running it on the machine without SystemC, whose
// cycles are the time of the waves.
#pragma once

#include "scenarios/scenario.h"
#include "waves/save_file.h"

namespace hv::tb {

/// As much as the first `instructions` of the scenario take. A marker at each instruction, where the scenario
/// has notes on them; else wherever the VMID changes.
SaveFile save_file_of(const Scenario& scenario, unsigned levels, std::uint64_t instructions);

}  // namespace hv::tb
