// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>

#include "semantics/names.h"

namespace hv {

/// The interval timers of all active levels, one each. A timer counts the completed instructions of its own machine and
/// of all VMs beneath it, so that software sees the same timer at every depth. Counting costs one comparison an
/// instruction, however many levels there are.
class IntervalTimers {
 public:
  /// A timer word: bits 0–62 how many instructions are left (0: it stands still), bit 63 an interrupt is requested.
  static constexpr Word kRequest = Word{1} << 63;
  static constexpr Word kCount = kRequest - 1;

  Word get(unsigned level) const;
  void set(unsigned level, Word word);
  /// Instructions were completed, at most until_next() of them at once.
  void tick(std::uint64_t instructions = 1) {
    completed_ += instructions;
    if (completed_ >= next_due_) expire();
  }
  /// How many instructions there are until a timer runs out.
  std::uint64_t until_next() const { return next_due_ - completed_; }
  bool any_request() const { return requests_ > 0; }
  /// The lowest level that requests an interrupt.
  std::optional<unsigned> requesting() const;
  /// The request of this level has been delivered.
  void acknowledge(unsigned level);

 private:
  struct Timer {
    Word due = 0;  ///< value of completed_ at which it runs out; 0: it stands still
    bool request = false;
  };
  void expire();

  std::array<Timer, kLevelLimit + 1> timers_{};
  Word completed_ = 0;
  Word next_due_ = ~Word{0};  ///< nothing runs out before completed_ has come so far
  unsigned requests_ = 0;     ///< how many levels request an interrupt
};

}  // namespace hv
