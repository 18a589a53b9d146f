// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace hv::test {

/// What may vary: factor i has the values 0 to sizes[i] − 1, and not all combinations have a meaning.
struct Factors {
  using Row = std::vector<unsigned>;
  std::vector<unsigned> sizes;
  std::function<bool(const Row&)> legal;
};

/// Legal rows in which every three values of different factors stand together that do in any legal row: by a greedy
/// choice among random rows. Looks at each row that there is, so they must not be too many.
std::vector<Factors::Row> rows_with_all_triples(const Factors& factors, std::uint64_t seed);

}  // namespace hv::test
