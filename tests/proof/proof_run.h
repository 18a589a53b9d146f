// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "proof/mix.h"

namespace hv::test {

struct ProofFailure {
  std::uint64_t seed;  ///< of the case
  std::string what;
};

struct ProofResult {
  Mix mix;
  std::uint64_t failures = 0;
  std::vector<ProofFailure> first;  ///< a few of them
};

/// Runs cases 0 to `cases` − 1 of `seed` in `jobs` threads (1 or more). `progress` hears now and then how many are
/// done, from one thread. The result does not depend on the number of jobs, but for which failures are first.
ProofResult run_cases(std::uint64_t cases, std::uint64_t seed, unsigned jobs,
                      const std::function<void(std::uint64_t done)>& progress = {});

/// What of `happened` stands in the mix, with names, as a share of the cases.
using Share = std::pair<std::string, double>;
std::vector<Share> shares(const Mix& mix);

}  // namespace hv::test
