// SPDX-License-Identifier: Apache-2.0
// Guest software on the SystemC machine: no harm either, and all that can be seen is as on the pure one.
//
// Input as of the target guest, so that they can share a corpus; but there are only some machines, since SystemC
// elaborates once, and the policies' bytes choose one. They run one input after the other: memory and registers are set
// anew, the associator keeps what coherence lets it keep.
#include <deque>
#include <memory>
#include <systemc>
#include <utility>

#include "explore/pure_machine.h"
#include "fuzz/check.h"
#include "fuzz/guest_case.h"
#include "systemc/machine.h"

/// libsystemc wants it; libFuzzer's main() is in charge.
int sc_main(int, char*[]) { return 0; }

/// The leak sanitizer does not look for pointers on the stacks of waiting SC_THREADs.
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }

namespace hv::fuzz {
namespace {

/// Memory and devices, φ, associator, policies; see take_config().
constexpr std::string_view kConfigs[] = {
    {"\x3c\x00\x00\x00\x00", 5}, {"\x3c\x05\x00\x06\x11", 5}, {"\x3c\x05\x00\x02\x20", 5}, {"\x2c\x06\x0a\x03\x00", 5},
    {"\x38\x04\x14\x0e\x08", 5}, {"\x26\x09\x00\x01\x00", 5}, {"\x3c\x0d\x01\x05\x24", 5}, {"\x3c\x04\x00\x07\x14", 5},
};

/// A machine and its likeness. Everything is done to both.
class Pair {
 public:
  Pair(const std::string& name, const MachineConfig& config, bool lock_step)
      : machine_(name.c_str(), config, lock_step), pure_(config) {}

  const MachineConfig& config() const { return machine_.config(); }

  void run(const GuestCase& guest) {
    start(guest);
    const Counters before = machine_.counters(), pure_before = pure_.counters();
    const std::uint64_t cycles = machine_.cycles(), attempts = run_pure();
    check(machine_.run(attempts) == pure_.processor().stopped(), "stopped");
    check(machine_.cpu.attempts_left() == 0, "attempts");
    check_same();
    const Counters work = machine_.counters() - before;
    check(work == pure_.counters() - pure_before, "counters");
    check(machine_.cycles() - cycles == cycles_of(work, config().latencies()), "cycles");
  }

 private:
  void start(const GuestCase& guest) {
    for (Word name = 0; name < guest.memory.size(); ++name) poke(RealName{name}, guest.memory[name]);
    machine_.console.device() = Console();
    machine_.console.device().set_input(guest.console_input);
    pure_.console() = Console();
    pure_.console().set_input(guest.console_input);
    reset(guest.start);
    if (guest.enter == 0) return;
    const bool entered = std::holds_alternative<Entered>(pure_.enter(guest.enter));
    check(machine_.enter(guest.enter) == entered, "entered");
    if (!entered) reset(guest.start);
  }
  void poke(RealName name, Word word) {
    if (*pure_.memory().read(name) == word) return;
    machine_.poke(name, word);
    machine_.composer.composer().stored(name);
    pure_.memory().write(name, word);
    pure_.composer().stored(name);
  }
  void reset(const ProcessorState& state) {
    machine_.reset_vmid();
    machine_.set_state(state);
    pure_.vmid_unit().reset();
    pure_.processor().set_state(state);
  }
  std::uint64_t run_pure() {
    const Counters before = pure_.counters();
    const std::uint64_t most_steps = before.map_steps + kMostMapSteps;
    const std::uint64_t most_exceptions = before.process_exceptions + kMostExceptions;
    std::uint64_t attempts = 0;
    while (attempts < kMostAttempts && pure_.composer().counters().map_steps < most_steps &&
           pure_.processor().counters().process_exceptions < most_exceptions && pure_.run(1) == 1)
      ++attempts;
    return attempts;
  }
  void check_same() {
    check(machine_.cpu.processor().halt_code() == pure_.processor().halt_code(), "halt code");
    check(machine_.cpu.processor().state().to_words() == pure_.processor().state().to_words(), "processor state");
    check(machine_.vmid_unit.vmid().name() == pure_.vmid_unit().vmid().name(), "VMID");
    check(machine_.real_digest() == pure_.composer().real_digest(), "real names");
    check(machine_.composer.composer().associator_occupancy() == pure_.composer().associator_occupancy(), "occupancy");
    check(machine_.console.device().output() == pure_.console().output(), "console");
    const ArrayMemory &memory = machine_.memory.words(), &store = machine_.paging_store.words();
    const Word* const pure = pure_.memory().data();
    check(std::equal(memory.data(), memory.data() + memory.size(), pure), "memory");
    check(std::equal(store.data(), store.data() + store.size(), pure + memory.size()), "paging store");
  }

  sc::Machine machine_;
  PureMachine pure_;
};

std::deque<Pair>& pairs() {
  static auto& all = *new std::deque<Pair>;  // never destroyed: the kernel may be gone before
  return all;
}

void on_report(const sc_core::sc_report& report, const sc_core::sc_actions&) {
  check(report.get_severity() < sc_core::SC_WARNING, std::string(report.get_msg_type()) + ": " + report.get_msg());
}

}  // namespace
}  // namespace hv::fuzz

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  using namespace hv::fuzz;
  sc_core::sc_report_handler::set_handler(on_report);
  for (const std::string_view text : kConfigs) {
    Bytes bytes(text);
    const hv::MachineConfig config = take_config(bytes);
    if (const auto reason = objection(config)) check(false, *reason);
    pairs().emplace_back("hv" + std::to_string(pairs().size()), config, pairs().size() % 2 == 0);
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hv::fuzz;
  if (size < kConfigBytes) return -1;
  Pair& pair = pairs()[(data[3] ^ data[4] ^ data[4] >> 4) % pairs().size()];
  Bytes bytes({reinterpret_cast<const char*>(data) + kConfigBytes, size - kConfigBytes});
  pair.run(take_case(bytes, pair.config()));
  return 0;
}
