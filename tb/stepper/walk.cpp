// SPDX-License-Identifier: Apache-2.0
#include "stepper/walk.h"

namespace hv::tb {

Walk::Walk(Scenario scenario, std::uint64_t max_steps)
    : scenario_(std::move(scenario)), symbols_(scenario_.labels, scenario_.config.phi_form), max_steps_(max_steps) {
  reset();
}

void Walk::reset() {
  run_ = std::make_unique<PureRun>(scenario_);
  next_start_ = 0;
  attempts_left_ = 0;
  steps_left_ = max_steps_;
  last_ = {};
  if (!scenario_.starts.empty()) begin_next();
}

void Walk::begin_next() {
  const Start& start = scenario_.starts[next_start_++];
  attempts_left_ = run_->begin(start) ? start.attempts : 0;
  follow_vmid();
}

Walk::Ready Walk::prepare() {
  if (over()) return Ready::over;
  if (!start_over()) return Ready::yes;
  begin_next();
  return start_over() ? Ready::over : Ready::new_start;
}

const Stepped& Walk::step() {
  PureMachine& machine = run_->machine();
  ++last_.n;
  if (last_.vmid != running_) last_.vmid = running_;
  last_.before = machine.processor().state();
  last_.result = machine.step();
  if (vmid().number() != number_) follow_vmid();
  if (last_.vmid_after != running_) last_.vmid_after = running_;
  --steps_left_;
  if (attempts_left_ != Start::kForever) --attempts_left_;
  return last_;
}

void Walk::follow_vmid() {
  number_ = vmid().number();
  running_ = vmid().syllables();
}

}  // namespace hv::tb
