// SPDX-License-Identifier: Apache-2.0
#include "proof/proof_case.h"

#include <algorithm>
#include <sstream>

#include "proof/ending_program.h"
#include "proof/random_nest.h"
#include "proof/vmm_tree.h"
#include "semantics/vm_layout.h"

namespace hv::test {
namespace {

constexpr std::uint64_t kGuestAttempts = 1500, kTreeAttempts = 20'000'000;

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
  common.syllables = dice.of({1u, 2u, 3u, 12u});
  setting.real = setting.virtual_ = common;
  setting.virtual_.syllables += depth;
  random_associator(dice, setting.real);
  random_associator(dice, setting.virtual_);
  return setting;
}

void trace(PureMachine& machine, unsigned min, const char* what, unsigned max, std::string branch = {}) {
  if (!getenv("HVDBG")) return;
  printf("--- %s\n", what);
  for (unsigned i = 0; i < max && !machine.processor().stopped(); ++i) {
    const auto& v = machine.vmid_unit().vmid();
    auto d = v.depth();
    auto dn = v.name();
    auto state = machine.processor().state();
    auto r = machine.processor().step();
    if (min == 0 || (dn + ".").substr(0, branch.size() + 1) == branch + ".") if ((getenv("HVALL") || r.outcome != StepOutcome::done || d != v.depth())) {
      std::string name;
      auto n2 = v.name();
      unsigned dots = min;
      while (dots-- && dn.find('.') != std::string::npos) dn = dn.substr(dn.find('.') + 1);
      printf("%s ic %lx timer %lu %s %s", getenv("HVN") ? dn.c_str() : (std::to_string(d - min)).c_str(), state.ic, machine.processor().timer(min) , to_string(r.outcome), isa::disassemble(r.instruction).c_str());
      if (r.value) printf(" value %lu", *r.value);
      if (r.exception) printf(" e%d %lu", (int)r.exception->cause, r.exception->name.value);
      if (r.fault && r.fault->level > min) printf(" t%d L%u %lu k%d i%d", (int)r.fault->cause, r.fault->level - min, r.fault->name.value, (int)r.fault->kind, r.fault->implicit);
      puts("");
    }
  }
}

bool run_real(const tb::GuestImage& guest, const Setting& setting, End& end, Happened& happened, Mix& mix) {
  const auto machine = machine_with(guest, setting.real, setting.input);
  Processor& processor = machine->processor();
  std::uint64_t attempts = 0;
  if (getenv("HVDBG")) trace(*machine_with(guest, setting.real, setting.input), 0, "real", 2000);
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

std::string run_virtual(const VmmTree& tree, Word guest_words, const Setting& setting, End& end, Mix& mix) {
  const auto machine = machine_with(tree.outermost, setting.virtual_, setting.input);
  if (getenv("HVDBG")) trace(*machine_with(tree.outermost, setting.virtual_, setting.input), setting.virtual_.syllables - setting.real.syllables, "virtual", 1000000, tree.branch);
  const std::uint64_t attempts = machine->run(kTreeAttempts);
  mix.tree_attempts += attempts;
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
  if (real.console != found.console) text << "console output of " << real.console.size() << ", " << found.console.size();
  return text.str().substr(0, 600);
}

}  // namespace

std::uint64_t case_seed(std::uint64_t seed, std::uint64_t number) { return Dice(seed * 0x2545f4914f6cdd1du + number).word(); }

std::string run_case(std::uint64_t seed, Mix& mix) {
  Dice dice(seed);
  VmmTree::Traits traits;
  const Word dot = dice.below(100);
  traits.depth = dot < 60 ? 1 : dot < 90 ? 2 : dot < 97 ? 3 : 4;
  const Setting setting = random_setting(dice, traits.depth);
  traits.syllables = setting.virtual_.syllables;
  traits.page_words = setting.page_words;
  traits.hands_down_console_interrupts = dice.percent(30);
  traits.siblings = !traits.hands_down_console_interrupts;
  GuestTraits guest_traits;
  guest_traits.page_words = setting.page_words;
  guest_traits.console_input = traits.hands_down_console_interrupts;

  End real, found;
  Happened happened;
  RandomGuest random;
  tb::GuestImage& guest = random.image;
  const bool nest = dice.percent(60);
  for (;;) {
    if (nest)
      random = random_nest(dice, guest_traits);
    else
      random = {random_program(dice, guest_traits), {}};
    happened = {};
    if (run_real(guest, setting, real, happened, mix)) break;
    ++mix.cut;
  }
  const VmmTree tree(dice, guest, traits);
  ++mix.cases;
  ++mix.depths[traits.depth];
  mix.nests += nest;
  mix.siblings += tree.sibling_count > 0;
  mix.add(happened);
  const std::string problem = run_virtual(tree, guest.pages * setting.page_words, setting, found, mix);
  if (!problem.empty()) return problem;
  for (const Word block : random.control_blocks) forget_dead_words(block, real, found);
  return difference(real, found);
}

}  // namespace hv::test
