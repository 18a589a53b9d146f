// SPDX-License-Identifier: Apache-2.0
// One case of the equivalence property: a random guest on the real machine, and as the innermost machine of a random
// tree of VMMs.
#pragma once

#include <string>

#include "proof/mix.h"

namespace hv::test {

/// Runs the case of this seed, adds what it was to `mix`; what was different, or nothing.
std::string run_case(std::uint64_t seed, Mix& mix);

/// The seed of case `number` of a run that was begun with `seed`.
std::uint64_t case_seed(std::uint64_t seed, std::uint64_t number);

}  // namespace hv::test
