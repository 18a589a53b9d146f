// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include "explore/pure_machine.h"
#include "scenarios/scenario.h"

namespace hv::tb {

/// A scenario in the pure core.
class PureRun {
 public:
  /// The machine with the scenario's memory image and console input; it stands still. The scenario must outlive this.
  explicit PureRun(const Scenario& scenario);
  explicit PureRun(Scenario&&) = delete;

  PureMachine& machine() { return machine_; }
  const Scenario& scenario() const { return scenario_; }

  /// What the front panel does to begin this start: it takes no time. False: a VM could not be entered.
  bool begin(const Start& start);
  /// Called whenever the front panel has set the machine up, before it runs.
  void on_start(std::function<void()> hear) { on_start_.push_back(std::move(hear)); }
  /// Runs all starts, at most `max_attempts` instructions altogether. True if each start came to its end: the attempts
  /// it was given, or the machine's own stop where it was given for ever.
  bool run(std::uint64_t max_attempts = Start::kForever);

  /// What the machine did, without what the front panel did.
  Counters counters() const { return machine_.counters() - front_panel_; }
  std::uint64_t cycles() const { return cycles_of(counters(), scenario_.config.latencies()); }

 private:
  const Scenario& scenario_;
  PureMachine machine_;
  Counters front_panel_;
  std::vector<std::function<void()>> on_start_;
};

}  // namespace hv::tb
