// SPDX-License-Identifier: Apache-2.0
#include "proof/mix.h"

namespace hv::test {
namespace {

template <std::size_t N>
void count_bits(std::array<std::uint64_t, N>& counts, std::uint32_t bits) {
  for (std::size_t i = 0; i < N; ++i) counts[i] += bits >> i & 1;
}

template <std::size_t N>
void sum(std::array<std::uint64_t, N>& to, const std::array<std::uint64_t, N>& from) {
  for (std::size_t i = 0; i < N; ++i) to[i] += from[i];
}

}  // namespace

void Mix::add(const Happened& happened) {
  count_bits(outcomes, happened.outcomes);
  count_bits(exceptions, happened.exceptions);
  count_bits(faults, happened.faults);
}

Mix& Mix::operator+=(const Mix& other) {
  cases += other.cases;
  nests += other.nests;
  siblings += other.siblings;
  watched += other.watched;
  cut += other.cut;
  excluded += other.excluded;
  accesses_checked += other.accesses_checked;
  stores_checked += other.stores_checked;
  guest_attempts += other.guest_attempts;
  tree_attempts += other.tree_attempts;
  sum(depths, other.depths);
  sum(outcomes, other.outcomes);
  sum(exceptions, other.exceptions);
  sum(faults, other.faults);
  return *this;
}

}  // namespace hv::test
