// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "semantics/processor/processor.h"

namespace hv::test {

/// What happened in a guest on the real machine, and how many cases of a run had it happen.
struct Happened {
  std::uint32_t outcomes = 0;    ///< bit StepOutcome
  std::uint32_t exceptions = 0;  ///< bit ExceptionCause, interrupts included
  std::uint32_t faults = 0;      ///< bit FaultCause

  void add(const StepResult& result) {
    outcomes |= 1u << static_cast<unsigned>(result.outcome);
    if (result.exception) exceptions |= 1u << static_cast<unsigned>(result.exception->cause);
    if (result.fault) faults |= 1u << static_cast<unsigned>(result.fault->cause);
  }
};

struct Mix {
  static constexpr unsigned kDepths = 5, kOutcomes = 5, kExceptions = 14, kFaults = 10;
  std::uint64_t cases = 0, nests = 0, siblings = 0, watched = 0, cut = 0, excluded = 0;
  std::uint64_t accesses_checked = 0, stores_checked = 0;
  std::uint64_t guest_attempts = 0, tree_attempts = 0;
  std::array<std::uint64_t, kDepths> depths{};
  std::array<std::uint64_t, kOutcomes> outcomes{};
  std::array<std::uint64_t, kExceptions> exceptions{};
  std::array<std::uint64_t, kFaults> faults{};

  void add(const Happened& happened);
  Mix& operator+=(const Mix& other);
};

}  // namespace hv::test
