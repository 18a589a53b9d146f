// SPDX-License-Identifier: Apache-2.0
// The statistics file (`--stats`).
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "explore/configuration.h"
#include "explore/run_result.h"

namespace hv::tb {

/// What a run was made of.
struct Provenance {
  std::string version;  ///< of the program
  std::string input;    ///< hash of the trace or of the memory image
  /// Facts about the input worth keeping: name, count ("references", "straddling" …).
  std::vector<std::pair<std::string, std::uint64_t>> facts;
};

/// One JSON object: config (every parameter), counters (exact integers; those by level as
/// arrays from level 0 on; the kinds of miss where misses.apart asked for them; cycles; real_digest as 16 hexadecimal
/// digits), version, input, input_facts; vms where several traces were replayed: an object for each, in their order.
nlohmann::ordered_json statistics(const explore::Configuration& configuration, const explore::RunResult& result,
                                  const Provenance& provenance);
/// The same as text, with a line end.
std::string statistics_json(const explore::Configuration& configuration, const explore::RunResult& result,
                            const Provenance& provenance);

}  // namespace hv::tb
