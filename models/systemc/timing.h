// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>

#include "semantics/timing.h"

namespace hv::sc {

/// Simulated time of so many cycles.
struct Clock {
  sc_core::sc_time cycle{10, sc_core::SC_NS};
  sc_core::sc_time operator()(std::uint64_t cycles) const { return cycle * static_cast<double>(cycles); }
};

/// How far the initiators of this project run ahead of the kernel's time: long against an instruction, short against
/// anything that a person watches.
constexpr std::uint64_t kQuantumCycles = 100000;

}  // namespace hv::sc
