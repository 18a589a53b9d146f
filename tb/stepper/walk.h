// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "monitors/symbols.h"
#include "scenarios/pure_run.h"

namespace hv::tb {

/// One step, with the machine before it.
struct Stepped {
  std::uint64_t n = 0;  ///< from 1; 0: there was none yet
  std::vector<Word> vmid, vmid_after;
  ProcessorState before;
  StepResult result;
  bool entered() const { return vmid_after.size() > vmid.size(); }
};

/// A scenario, step by step, through all its starts.
class Walk {
 public:
  /// At most `max_steps` altogether.
  Walk(Scenario scenario, std::uint64_t max_steps);

  enum class Ready { yes, new_start, over };
  /// Where a start has come to its end, lets the front panel begin the next one. To be called before each step().
  Ready prepare();
  /// Whether the next prepare() would begin another start, or there is none: the machine does not step as it is.
  bool start_over() const { return attempts_left_ == 0 || run_->machine().processor().stopped(); }
  bool over() const { return steps_left_ == 0 || (start_over() && next_start_ == scenario_.starts.size()); }
  const Stepped& step();
  void reset();

  const Stepped& last() const { return last_; }
  /// From 1.
  std::size_t start() const { return next_start_; }
  const Scenario& scenario() const { return scenario_; }
  const Symbols& symbols() const { return symbols_; }
  PureRun& run() { return *run_; }
  PureMachine& machine() { return run_->machine(); }
  const VmidRegister& vmid() const { return run_->machine().vmid_unit().vmid(); }
  /// Syllables of the running machine.
  const std::vector<Word>& running() const { return running_; }
  std::string running_name() const { return vmid().name(); }

 private:
  void begin_next();
  void follow_vmid();

  const Scenario scenario_;
  const Symbols symbols_;
  const std::uint64_t max_steps_;
  std::unique_ptr<PureRun> run_;
  std::size_t next_start_ = 0;
  std::uint64_t attempts_left_ = 0, steps_left_ = 0;
  Stepped last_;
  std::vector<Word> running_;
  VmNumbers::Number number_ = 0;
};

}  // namespace hv::tb
