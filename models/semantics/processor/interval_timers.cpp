// SPDX-License-Identifier: Apache-2.0
#include "semantics/processor/interval_timers.h"

#include <algorithm>

namespace hv {

Word IntervalTimers::get(unsigned level) const {
  const Timer& timer = timers_[level];
  return (timer.due ? timer.due - completed_ : 0) | (timer.request ? kRequest : 0);
}

void IntervalTimers::set(unsigned level, Word word) {
  Timer& timer = timers_[level];
  requests_ -= timer.request;
  timer.request = (word & kRequest) != 0;
  requests_ += timer.request;
  timer.due = (word & kCount) ? completed_ + (word & kCount) : 0;
  if (timer.due != 0) next_due_ = std::min(next_due_, timer.due);
}

void IntervalTimers::expire() {
  next_due_ = ~Word{0};
  for (Timer& timer : timers_) {
    if (timer.due != 0 && timer.due <= completed_) {
      timer.due = 0;
      requests_ += !timer.request;
      timer.request = true;
    }
    if (timer.due != 0) next_due_ = std::min(next_due_, timer.due);
  }
}

std::optional<unsigned> IntervalTimers::requesting() const {
  if (!any_request()) return std::nullopt;
  unsigned level = 0;
  while (!timers_[level].request) ++level;
  return level;
}

void IntervalTimers::acknowledge(unsigned level) {
  requests_ -= timers_[level].request;
  timers_[level].request = false;
}

}  // namespace hv
