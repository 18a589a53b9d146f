// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <systemc>
#include <utility>

namespace hv::sc {

/// Drives signals at given times. A temporally decoupled initiator is ahead of the kernel's time; what its transactions
/// raise and lower must appear on the lines at its own time, and never as a pulse without length.
class ScheduledLines : public sc_core::sc_module {
 public:
  explicit ScheduledLines(sc_core::sc_module_name name) : sc_module(name) {
    SC_HAS_PROCESS(ScheduledLines);
    SC_METHOD(drive);
    sensitive << due_;
    dont_initialize();
  }

  /// Calls `action` when `delay` from now has passed; calls come in the order of their times.
  void after(sc_core::sc_time delay, std::function<void()> action) {
    pending_.emplace_back(sc_core::sc_time_stamp() + delay, std::move(action));
    due_.notify(pending_.front().first - sc_core::sc_time_stamp());
  }

 private:
  /// One action a delta cycle: two of the same time would leave no trace of the first.
  void drive() {
    pending_.front().second();
    pending_.pop_front();
    if (!pending_.empty()) due_.notify(pending_.front().first - sc_core::sc_time_stamp());
  }

  sc_core::sc_event due_;
  std::deque<std::pair<sc_core::sc_time, std::function<void()>>> pending_;
};

}  // namespace hv::sc
