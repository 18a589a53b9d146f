// SPDX-License-Identifier: Apache-2.0
#include "proof/proof_case.h"

#include <algorithm>
#include <sstream>

#include "proof/isolation_monitor.h"
#include "proof/random_case.h"
#include "proof/scope_watch.h"
#include "semantics/vm_layout.h"

namespace hv::test {
namespace {

constexpr std::uint64_t kTreeAttempts = 1'000'000'000;

const std::string kNotIsolated = "not isolated: ";

std::string run_tree(PureMachine& machine, bool watched, Mix& mix) {
  std::optional<IsolationMonitor> monitor;
  if (watched) monitor.emplace(machine);
  mix.tree_attempts += machine.run(kTreeAttempts);
  if (!monitor) return {};
  ++mix.watched;
  mix.accesses_checked += monitor->accesses();
  mix.stores_checked += monitor->stores();
  return monitor->violation().empty() ? "" : kNotIsolated + monitor->violation();
}

std::string run_virtual(const RandomCase& one, GuestEnd& end, Mix& mix) {
  const VmmTree& tree = *one.tree;
  const auto machine = machine_with(tree.outermost, one.virtual_, one.input);
  const bool watched = one.lot % (one.traits.depth <= 2 ? 8 : 32) == 0;
  const std::string violation = run_tree(*machine, watched, mix);
  if (!violation.empty()) return violation;
  if (!machine->processor().stopped()) return "the VMMs did not come to an end";
  const Word* words = machine->memory().data();
  const Word* descriptor = words + tree.guest_descriptor();
  if (descriptor[tb::kDescriptorState] != tb::kVmEnded) {
    std::ostringstream text;
    text << "the VMM stopped the guest: state " << descriptor[tb::kDescriptorState] << ", code "
         << descriptor[tb::kDescriptorCode] << ", outermost HALT " << machine->processor().halt_code().value_or(0);
    return text.str();
  }
  const Word* vmcb = words + tree.guest_vmcb();
  for (unsigned i = 0; i < isa::kProcessorWords; ++i) end.processor.push_back(vmcb[layout::processor_word(i)]);
  const Word* home = words + tree.guest_home();
  end.memory.assign(home, home + one.end.memory.size());
  end.console = machine->console().output();
  end.halt_code = descriptor[tb::kDescriptorCode];
  return {};
}

/// The words of the processor in the control block of a VM that runs VMs mean nothing (random_nest.h).
void forget_dead_words(Word block, GuestEnd& real, GuestEnd& found) {
  if (real.memory[block + layout::kNextSyllable] == 0) return;
  for (unsigned i = 0; i < isa::kTimerWord; ++i) {
    const Word name = block + layout::processor_word(i);
    found.memory[name] = real.memory[name];
  }
}

std::string difference(const GuestEnd& real, const GuestEnd& found) {
  std::ostringstream text;
  const auto compare = [&](const char* what, const std::vector<Word>& a, const std::vector<Word>& b) {
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
      if (a[i] != b[i]) text << what << " " << i << ": " << a[i] << " on the real machine, " << b[i] << "; ";
  };
  if (real.halt_code != found.halt_code) text << "HALT " << real.halt_code << ", " << found.halt_code << "; ";
  compare("processor word", real.processor, found.processor);
  compare("memory word", real.memory, found.memory);
  if (real.console != found.console)
    text << "console output of " << real.console.size() << ", " << found.console.size();
  return text.str().substr(0, 600);
}

/// The guest did something that is not claimed to be equal.
bool out_of_scope(const RandomCase& one) {
  MachineConfig config = one.real;
  config.associator.entries = 0;
  const auto machine = machine_with(one.guest.image, config, one.input);
  const ScopeWatch watch(*machine);
  machine->run(kMostGuestAttempts);
  return watch.left();
}

}  // namespace

std::uint64_t case_seed(std::uint64_t seed, std::uint64_t number) {
  return Dice(seed * 0x2545f4914f6cdd1du + number).word();
}

std::string run_case(std::uint64_t seed, Mix& mix) {
  const RandomCase one(seed);
  ++mix.cases;
  ++mix.depths[one.traits.depth];
  mix.cut += one.cut;
  mix.nests += one.nest;
  mix.siblings += one.tree->sibling_count > 0;
  mix.guest_attempts += one.attempts;
  mix.add(one.happened);
  GuestEnd real = one.end, found;
  std::string problem = run_virtual(one, found, mix);
  if (problem.empty()) {
    for (const Word block : one.guest.control_blocks) forget_dead_words(block, real, found);
    problem = difference(real, found);
  }
  if (problem.empty() || problem.find(kNotIsolated) == 0 || !out_of_scope(one)) return problem;
  ++mix.excluded;
  return {};
}

}  // namespace hv::test
