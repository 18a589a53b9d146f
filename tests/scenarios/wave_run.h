// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "semantics/counters.h"
#include "vcd.h"

namespace hv::test {

/// What a run of a scenario with waves left behind.
struct WaveRun {
  std::string path;  ///< of the VCD
  Vcd vcd;
  Counters counters;
  bool complete;  ///< the run came to its end
};

/// Runs a scenario of the catalogue, at most so many instructions of it. Once per process.
WaveRun wave_run(const std::string& scenario, unsigned levels = 2, std::uint64_t instructions = 1000);

}  // namespace hv::test
