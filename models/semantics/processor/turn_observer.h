// SPDX-License-Identifier: Apache-2.0
// Who wants to know of the few steps that matter to a nest, and not to pay for each of the others.
#pragma once

#include <vector>

#include "semantics/processor/processor.h"

namespace hv {

/// Hears of each step that was more than an instruction done by the same machine: the VMID changed, or there was a
/// process exception, an interrupt, a VM-fault or the end. Called when the time that the step took has passed; may
/// now and then be called for a step of no interest. Changes nothing.
class TurnObserver {
 public:
  virtual ~TurnObserver() = default;
  virtual void turned(const StepResult& result) = 0;
};

/// What a machine keeps of them.
class TurnObservers {
 public:
  void add(TurnObserver* observer) { observers_.push_back(observer); }
  /// To be told after each step; `depth` as it is then.
  void stepped(const StepResult& result, unsigned depth) {
    if (result.outcome == StepOutcome::done && depth == depth_) return;
    depth_ = depth;
    for (TurnObserver* observer : observers_) observer->turned(result);
  }

 private:
  std::vector<TurnObserver*> observers_;
  unsigned depth_ = 0;
};

}  // namespace hv
