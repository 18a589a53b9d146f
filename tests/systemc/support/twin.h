// SPDX-License-Identifier: Apache-2.0
// The SystemC machine and the pure core side by side: everything is done to both, and everything that can be
// seen is compared.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "explore/pure_machine.h"
#include "monitors/event.h"
#include "systemc/machine.h"

namespace hv::test {

class Twin {
 public:
  /// `machine` must be fresh, and outlive the twin.
  explicit Twin(sc::Machine& machine);

  /// A word that somebody else than the processor stores.
  void poke(RealName name, Word word);
  void reset();
  bool enter(Word syllable);
  void set_state(const ProcessorState& state);
  /// What the console's input is, from its beginning, and whether it interrupts.
  void set_input(const std::string& text, bool interrupts = false);
  /// Runs both and compares events (all but time), counters, digest, state and memory, and simulated time
  /// with the counters. True if the machine stopped.
  bool run(std::uint64_t attempts);

  Counters counters() const { return machine_.counters(); }
  std::uint64_t events() const { return compared_; }
  /// How many of the events had this in their JSON text.
  std::uint64_t events_with(const std::string& part) const;

 private:
  void compare_events();
  void compare_ends();

  sc::Machine& machine_;
  PureMachine pure_;
  tb::EventCollector machine_events_, pure_events_;
  std::vector<std::string> machine_log_, pure_log_, compared_log_;
  Counters pure_front_panel_;
  std::uint64_t compared_ = 0;
};

}  // namespace hv::test
