// SPDX-License-Identifier: Apache-2.0
#include "proof/proof_case.h"

#include <algorithm>
#include <sstream>

#include "proof/ending_program.h"
#include "proof/isolation_monitor.h"
#include "proof/random_nest.h"
#include "proof/scope_watch.h"
#include "proof/vmm_tree.h"
#include "semantics/vm_layout.h"

namespace hv::test {
namespace {

constexpr std::uint64_t kGuestAttempts = 1500, kTreeAttempts = 20'000'000;

const std::string kNotIsolated = "not isolated: ";

/// A guest's end, as far as its own software could see it.
struct End {
  std::vector<Word> processor;
  std::vector<Word> memory;
  std::string console;
  Word halt_code = 0;
};

struct Setting {
  Word page_words = 64;
  std::string input;
  MachineConfig real, virtual_;
};

void random_associator(Dice& dice, MachineConfig& config) {
  config.associator.entries = dice.of({0u, 2u, 8u, 64u});
  config.associator.key = dice.of({AssociatorKey::vmid, AssociatorKey::level});
  config.associator.invalidation = dice.of({Invalidation::snoop, Invalidation::lvmid, Invalidation::flush});
}

/// The guest's VMID has the same room beneath the VMMs: theirs is longer by their levels.
Setting random_setting(Dice& dice, unsigned depth) {
  Setting setting;
  setting.page_words = dice.of({32, 32, 32, 64, 64, 100});
  for (Word left = dice.below(12); left > 0; --left) setting.input += static_cast<char>(dice.below(256));
  MachineConfig common;
  common.page_words = setting.page_words;
  common.registers = dice.of({RegistersPolicy::name, RegistersPolicy::name, RegistersPolicy::real});
  if (depth <= 2 && dice.percent(20)) common.registers = RegistersPolicy::none;
  common.syllables = dice.of({1u, 1u, 2u, 2u, 3u, 12u});
  setting.real = setting.virtual_ = common;
  setting.virtual_.syllables += depth;
  random_associator(dice, setting.real);
  random_associator(dice, setting.virtual_);
  return setting;
}

bool run_real(const tb::GuestImage& guest, const Setting& setting, End& end, Happened& happened, Mix& mix) {
  const auto machine = machine_with(guest, setting.real, setting.input);
  Processor& processor = machine->processor();
  std::uint64_t attempts = 0;
  for (; attempts < kGuestAttempts && !processor.stopped(); ++attempts) happened.add(processor.step());
  if (!processor.stopped() || !processor.halt_code()) return false;
  mix.guest_attempts += attempts;
  end.processor = processor.state().to_words();
  end.processor.back() = processor.timer(0);
  const Word* words = machine->memory().data();
  end.memory.assign(words, words + guest.pages * setting.page_words);
  end.console = machine->console().output();
  end.halt_code = *processor.halt_code();
  return true;
}

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

std::string run_virtual(const VmmTree& tree, Word guest_words, const Setting& setting, bool watched, End& end,
                        Mix& mix) {
  const auto machine = machine_with(tree.outermost, setting.virtual_, setting.input);
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
  end.memory.assign(home, home + guest_words);
  end.console = machine->console().output();
  end.halt_code = descriptor[tb::kDescriptorCode];
  return {};
}

/// The words of the processor in the control block of a VM that runs VMs mean nothing (random_nest.h).
void forget_dead_words(Word block, End& real, End& found) {
  if (real.memory[block + layout::kNextSyllable] == 0) return;
  for (unsigned i = 0; i < isa::kTimerWord; ++i) {
    const Word name = block + layout::processor_word(i);
    found.memory[name] = real.memory[name];
  }
}

std::string difference(const End& real, const End& found) {
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
bool out_of_scope(const tb::GuestImage& guest, const Setting& setting) {
  MachineConfig config = setting.real;
  config.associator.entries = 0;
  const auto machine = machine_with(guest, config, setting.input);
  const ScopeWatch watch(*machine);
  machine->run(kGuestAttempts);
  return watch.left();
}

VmmTree::Traits random_traits(Dice& dice) {
  VmmTree::Traits traits;
  const Word dot = dice.below(100);
  traits.depth = dot < 64 ? 1 : dot < 95 ? 2 : dot < 99 ? 3 : 4;
  traits.hands_down_console_interrupts = dice.percent(30);
  traits.siblings = !traits.hands_down_console_interrupts;
  return traits;
}

RandomGuest random_guest(Dice& dice, bool nest, const GuestTraits& traits) {
  return nest ? random_nest(dice, traits) : RandomGuest{random_program(dice, traits), {}};
}

}  // namespace

std::uint64_t case_seed(std::uint64_t seed, std::uint64_t number) {
  return Dice(seed * 0x2545f4914f6cdd1du + number).word();
}

std::string run_case(std::uint64_t seed, Mix& mix) {
  Dice dice(seed);
  VmmTree::Traits traits = random_traits(dice);
  const Setting setting = random_setting(dice, traits.depth);
  traits.syllables = setting.virtual_.syllables;
  traits.page_words = setting.page_words;
  GuestTraits guest_traits;
  guest_traits.page_words = setting.page_words;
  guest_traits.console_input = traits.hands_down_console_interrupts;
  const bool nest = dice.percent(60), watched = dice.one_in(traits.depth <= 2 ? 8 : 32);

  End real, found;
  Happened happened;
  RandomGuest guest = random_guest(dice, nest, guest_traits);
  while (happened = {}, !run_real(guest.image, setting, real, happened, mix)) {
    ++mix.cut;
    guest = random_guest(dice, nest, guest_traits);
  }
  const VmmTree tree(dice, guest.image, traits);
  ++mix.cases;
  ++mix.depths[traits.depth];
  mix.nests += nest;
  mix.siblings += tree.sibling_count > 0;
  mix.add(happened);
  std::string problem = run_virtual(tree, real.memory.size(), setting, watched, found, mix);
  if (problem.empty()) {
    for (const Word block : guest.control_blocks) forget_dead_words(block, real, found);
    problem = difference(real, found);
  }
  if (problem.empty() || problem.find(kNotIsolated) == 0 || !out_of_scope(guest.image, setting)) return problem;
  ++mix.excluded;
  return {};
}

}  // namespace hv::test
