// SPDX-License-Identifier: Apache-2.0
#include "support/twin.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace hv::test {
namespace {

std::string text_of(const tb::InstructionEvent& event) {
  auto json = tb::to_json(event);
  json.erase("time_ns");
  json["state_after"] = event.state_after.to_words();
  return json.dump();
}

std::string differences(const Counters& a, const Counters& b) {
  std::string text;
  Counters::for_each(a, [&](const char* name, const char*, std::uint64_t value) {
    Counters::for_each(b, [&](const char* other, const char*, std::uint64_t expected) {
      if (std::string(name) == other && value != expected)
        text += std::string(name) + " " + std::to_string(value) + " not " + std::to_string(expected) + "; ";
    });
  });
  return text.empty() ? "by level" : text;
}

}  // namespace

Twin::Twin(sc::Machine& machine)
    : machine_(machine),
      pure_(machine.config()),
      machine_events_(machine.vmid_unit.vmid(), [] { return std::uint64_t{0}; }),
      pure_events_(pure_.vmid_unit().vmid(), [] { return std::uint64_t{0}; }) {
  machine_events_.add_sink([this](const tb::InstructionEvent& e) { machine_log_.push_back(text_of(e)); });
  pure_events_.add_sink([this](const tb::InstructionEvent& e) { pure_log_.push_back(text_of(e)); });
  machine_.cpu.processor().observe(&machine_events_);
  machine_.composer.composer().observe(&machine_events_);
  pure_.processor().observe(&pure_events_);
  pure_.composer().observe(&pure_events_);
}

void Twin::poke(RealName name, Word word) {
  if (*pure_.memory().read(name) == word) return;
  machine_.poke(name, word);
  machine_.composer.composer().stored(name);
  pure_.memory().write(name, word);
  pure_.composer().stored(name);
}

void Twin::reset() {
  machine_.reset_vmid();
  machine_.set_state({});
  const Counters before = pure_.counters();
  pure_.vmid_unit().reset();
  pure_.processor().set_state({});
  pure_front_panel_ += pure_.counters() - before;
}

bool Twin::enter(Word syllable) {
  const Counters before = pure_.counters();
  const bool entered = std::holds_alternative<Entered>(pure_.enter(syllable));
  pure_front_panel_ += pure_.counters() - before;
  EXPECT_EQ(machine_.enter(syllable), entered);
  return entered;
}

void Twin::set_state(const ProcessorState& state) {
  machine_.set_state(state);
  pure_.processor().set_state(state);
}

void Twin::set_input(const std::string& text, bool interrupts) {
  for (Console* console : {&machine_.console.device(), &pure_.console()}) {
    console->set_input(text);
    console->write(Console::kControl, interrupts);
  }
}

std::uint64_t Twin::events_with(const std::string& part) const {
  return std::count_if(compared_log_.begin(), compared_log_.end(),
                       [&](const std::string& text) { return text.find(part) != std::string::npos; });
}

bool Twin::run(std::uint64_t attempts) {
  const Counters before = machine_.counters();
  const std::uint64_t cycles = machine_.cycles();
  const bool stopped = machine_.run(attempts);
  const std::uint64_t done = pure_.run(attempts);
  EXPECT_EQ(stopped, pure_.processor().stopped());
  EXPECT_EQ(machine_.cpu.attempts_left(), attempts - done);
  EXPECT_EQ(machine_.cpu.processor().halt_code(), pure_.processor().halt_code());
  EXPECT_EQ(machine_.cycles() - cycles, cycles_of(machine_.counters() - before, machine_.config().latencies()));
  EXPECT_EQ(machine_log_.size(), done) << "an event for each attempt";
  compare_events();
  compare_ends();
  return stopped;
}

void Twin::compare_events() {
  EXPECT_EQ(machine_log_.size(), pure_log_.size());
  for (std::size_t i = 0; i < std::min(machine_log_.size(), pure_log_.size()); ++i) {
    EXPECT_EQ(machine_log_[i], pure_log_[i]);
    if (machine_log_[i] != pure_log_[i]) break;
    ++compared_;
    compared_log_.push_back(machine_log_[i]);
  }
  machine_log_.clear();
  pure_log_.clear();
}

void Twin::compare_ends() {
  const Counters counted = machine_.counters(), expected = pure_.counters() - pure_front_panel_;
  EXPECT_TRUE(counted == expected) << differences(counted, expected);
  EXPECT_EQ(machine_.real_digest(), pure_.composer().real_digest());
  EXPECT_EQ(machine_.vmid_unit.vmid().name(), pure_.vmid_unit().vmid().name());
  EXPECT_EQ(machine_.cpu.processor().state().to_words(), pure_.processor().state().to_words());
  EXPECT_EQ(machine_.composer.composer().associator_occupancy(), pure_.composer().associator_occupancy());
  const Word* const words = machine_.memory.words().data();
  EXPECT_TRUE(std::equal(words, words + machine_.memory.words().size(), pure_.memory().data())) << "final memory";
  const auto& store = machine_.paging_store.words();
  EXPECT_TRUE(
      std::equal(store.data(), store.data() + store.size(), pure_.memory().data() + machine_.memory.words().size()))
      << "final paging store";
  Console &console = machine_.console.device(), &other = pure_.console();
  EXPECT_EQ(console.output(), other.output());
  EXPECT_EQ(console.peek(Console::kControl), other.peek(Console::kControl));
  EXPECT_EQ(console.requests_interrupt(), other.requests_interrupt());
  for (unsigned level = 0; level <= pure_.vmid_unit().vmid().depth(); ++level)
    EXPECT_EQ(machine_.cpu.processor().timer(level), pure_.processor().timer(level)) << "timer of level " << level;
  EXPECT_FALSE(machine_.vmid_unit.vm_fault.read());
  EXPECT_FALSE(machine_.cpu.exception.read());
}

}  // namespace hv::test
