// SPDX-License-Identifier: Apache-2.0
// When in a run something happens: found by a run ahead, in the pure core, which does the same step by step.
#pragma once

#include <optional>
#include <string>

#include "scenarios/scenario.h"

namespace hv::tb {

struct Trigger {
  enum class Event { vm_fault, exception, interrupt, lvmid, halt, label };
  Event event = Event::vm_fault;
  std::string label;        ///< of the instruction, in the software of any machine
  std::uint64_t count = 1;  ///< the how-manieth, from 1
};

/// "vm-fault", "exception", "interrupt", "lvmid", "halt" or "label:NAME", and ":3" behind it for the third. Throws
/// explore::ParameterError without the option's name.
Trigger parse_trigger(const std::string& text);

/// What the search came to.
struct TriggerSearch {
  std::optional<std::uint64_t> attempt;  ///< with which it happens, counted from 0; or nothing
  std::uint64_t happened = 0;            ///< how often, as far as was searched
};

/// Runs the scenario, at most `max_attempts` instructions of it, until it happens. Throws explore::ParameterError where
/// the scenario's software has no such label.
TriggerSearch find_trigger(const Scenario& scenario, const Trigger& trigger, std::uint64_t max_attempts);

}  // namespace hv::tb
