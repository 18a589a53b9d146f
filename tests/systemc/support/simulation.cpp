// SPDX-License-Identifier: Apache-2.0
#include "support/simulation.h"

#include <set>

namespace hv::test {
namespace {

std::set<std::string>& expected_types() {
  static std::set<std::string> types;
  return types;
}

void on_report(const sc_core::sc_report& report, const sc_core::sc_actions& actions) {
  const bool expected = expected_types().count(report.get_msg_type()) > 0;
  if (report.get_severity() >= sc_core::SC_WARNING && !expected)
    ADD_FAILURE() << report.get_severity() << ": " << report.get_msg_type() << ": " << report.get_msg();
  sc_core::sc_report_handler::default_handler(report, expected ? actions & ~sc_core::SC_DISPLAY : actions);
}

}  // namespace

Simulation::Simulation() {
  expected_types().clear();
  sc_core::sc_report_handler::set_handler(on_report);
  sc_core::sc_report_handler::set_actions(sc_core::SC_FATAL, sc_core::SC_DISPLAY | sc_core::SC_THROW);
}

Simulation::~Simulation() { sc_core::sc_report_handler::set_handler(nullptr); }

void Simulation::TearDown() { EXPECT_TRUE(finished_) << "the stimulus did not come to its end"; }

void Simulation::simulate(std::function<void()> stimulus) {
  sc_core::sc_spawn([this, stimulus = std::move(stimulus)] {
    stimulus();
    finished_ = true;
  });
  sc_core::sc_start();
}

void Simulation::beside(std::function<void()> process) { sc_core::sc_spawn(std::move(process)); }

void Simulation::settle() {
  while (sc_core::sc_pending_activity_at_current_time()) sc_core::sc_start(sc_core::SC_ZERO_TIME);
}

void Simulation::expect_report(const std::string& type) { expected_types().insert(type); }

}  // namespace hv::test
