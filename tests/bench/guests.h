// SPDX-License-Identifier: Apache-2.0
// The guests of the rows cpu.fast.
#pragma once

#include <cstdint>
#include <string>

#include "scenarios/scenario.h"

namespace hv::bench {

/// Beneath `depth` VMMs:
///   sum     sums an array of four pages, in a nest that nobody pages
///   walk    the same, but sixteen words of each of 200 pages in turn: more pages than the associator has entries
///   paging  the operating system under VMMs (tb/guest/vmm) that take pages away under each other's feet
///   storm   nearly every reference of the innermost machine is a VM-fault
struct Guest {
  tb::Scenario scenario;
  std::uint64_t warm_up;   ///< instructions before the measurement
  std::uint64_t attempts;  ///< instructions at a time
  bool endless;            ///< else measured once, from the beginning to its end or as far as that
};
Guest make_guest(const std::string& name, unsigned depth);

}  // namespace hv::bench
