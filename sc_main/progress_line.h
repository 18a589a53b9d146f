// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <string>

namespace hv::cli {

/// One line on standard error that is written over and over, from two seconds on and if somebody is there to
/// see it.
class ProgressLine {
 public:
  /// `what`: what is counted, in the plural. `before`: how many were done when this began.
  explicit ProgressLine(std::string what, std::uint64_t before = 0) : what_(std::move(what)), before_(before) {}
  ~ProgressLine() {
    if (shown_) std::cerr << "\r\033[K";
  }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void operator()(std::uint64_t done, std::uint64_t all) {
    const double seconds = since_start();
    if (!terminal_ || seconds < kQuiet || done <= before_) return;
    if (done > all) return (*this)(done);  // of a file that grows
    const double left = seconds / static_cast<double>(done - before_) * static_cast<double>(all - done);
    std::cerr << "\r\033[K" << done << " of " << all << " " << what_ << ", about " << std::ceil(left) << " s left"
              << std::flush;
    shown_ = true;
  }
  /// Where nobody can know how much there is.
  void operator()(std::uint64_t done) {
    if (!terminal_ || since_start() < kQuiet) return;
    std::cerr << "\r\033[K" << done << " " << what_ << " in " << std::floor(since_start()) << " s" << std::flush;
    shown_ = true;
  }

 private:
  using Clock = std::chrono::steady_clock;
  double since_start() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }
  static constexpr double kQuiet = 2;  // seconds
  const std::string what_;
  const std::uint64_t before_;
  const Clock::time_point start_ = Clock::now();
  const bool terminal_ = isatty(STDERR_FILENO) != 0;
  bool shown_ = false;
};

}  // namespace hv::cli
