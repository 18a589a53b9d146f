// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <memory>

#include "scenarios/scenario.h"
#include "systemc/machine.h"

namespace hv::tb {

/// A scenario on the SystemC machine. One per process: the SystemC kernel elaborates once.
class ScenarioRun {
 public:
  ScenarioRun(const Scenario& scenario, bool lock_step);

  sc::Machine& machine() { return machine_; }
  /// Called whenever the front panel has set the machine up, before it runs.
  void on_start(std::function<void()> hear) { on_start_.push_back(std::move(hear)); }
  /// Called now and then while it runs, with the instructions attempted so far.
  void on_progress(std::function<void(std::uint64_t)> hear) { on_progress_ = std::move(hear); }
  /// A moment between two instructions: when so many have been attempted, or when the next one would begin at this time
  /// or later, whichever comes first.
  struct Moment {
    std::uint64_t attempts = Start::kForever;
    sc_core::sc_time time = sc_core::sc_max_time();
  };
  /// Calls act(attempts so far) at the moment, while the machine stands still, if there is another instruction to come
  /// in this run. Moments come in the order in which they were told.
  void at(const Moment& moment, std::function<void(std::uint64_t)> act) {
    moments_.emplace_back(moment, std::move(act));
  }
  /// Runs all starts, at most `max_attempts` instructions altogether. True if each start came to its end: the attempts
  /// it was given, or the machine's own stop where it was given for ever.
  bool run(std::uint64_t max_attempts = Start::kForever);

 private:
  void begin(const Start& start);
  std::uint64_t run_for(std::uint64_t attempts);
  void reach_moments();

  const Scenario scenario_;
  sc::Machine machine_;
  std::vector<std::function<void()>> on_start_;
  std::function<void(std::uint64_t)> on_progress_;
  std::deque<std::pair<Moment, std::function<void(std::uint64_t)>>> moments_;
  std::uint64_t attempted_ = 0;
};

}  // namespace hv::tb
