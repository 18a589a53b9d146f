// SPDX-License-Identifier: Apache-2.0
// One simulation, as a test fixture. A check inside a process that never ran would pass: so the test fails
// unless its stimulus came to the end. It fails too on any report from SC_WARNING up that it did not
// announce.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <systemc>

namespace hv::test {

class Simulation : public ::testing::Test {
 protected:
  Simulation();
  ~Simulation() override;
  void TearDown() override;

  /// Runs `stimulus` as a process from time 0 on, until nothing is left to happen.
  void simulate(std::function<void()> stimulus);
  /// Adds a process beside the stimulus; it may wait for ever.
  void beside(std::function<void()> process);
  /// Lets everything happen that is still to happen at this time, after a pause.
  static void settle();
  /// For tests whose stimulus is not a process: its last statement.
  void finished() { finished_ = true; }
  /// Reports of this message type are expected.
  void expect_report(const std::string& type);

 private:
  bool finished_ = false;
};

}  // namespace hv::test
