// SPDX-License-Identifier: Apache-2.0
#include "proof/random_case.h"

#include "proof/random_nest.h"

namespace hv::test {
namespace {

void random_associator(Dice& dice, MachineConfig& config) {
  config.associator.entries = dice.of({0u, 2u, 8u, 64u});
  config.associator.key = dice.of({AssociatorKey::vmid, AssociatorKey::level});
  config.associator.invalidation = dice.of({Invalidation::snoop, Invalidation::lvmid, Invalidation::flush});
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

/// What LVMID keeps in registers decides which of several faults comes first, so it is the same on both machines. The
/// guest's VMID has the same room beneath the VMMs: theirs is longer by their levels.
void RandomCase::choose_machines(Dice& dice) {
  real.page_words = dice.of({32, 32, 32, 64, 64, 100});
  real.registers = dice.of({RegistersPolicy::name, RegistersPolicy::name, RegistersPolicy::real});
  if (traits.depth <= 2 && dice.percent(20)) real.registers = RegistersPolicy::none;
  real.syllables = dice.of({1u, 1u, 2u, 2u, 3u, 12u});
  virtual_ = real;
  virtual_.syllables += traits.depth;
  random_associator(dice, real);
  random_associator(dice, virtual_);
  traits.syllables = virtual_.syllables;
  traits.registers = virtual_.registers;
  traits.page_words = real.page_words;
}

bool RandomCase::run_real() {
  const auto machine = machine_with(guest.image, real, input);
  Processor& processor = machine->processor();
  happened = {};
  for (attempts = 0; attempts < kMostGuestAttempts && !processor.stopped(); ++attempts) happened.add(processor.step());
  if (!processor.stopped() || !processor.halt_code()) return false;
  end.processor = processor.state().to_words();
  end.processor.back() = processor.timer(0);
  const Word* words = machine->memory().data();
  end.memory.assign(words, words + guest.image.pages * real.page_words);
  end.console = machine->console().output();
  end.halt_code = *processor.halt_code();
  return true;
}

RandomCase::RandomCase(std::uint64_t seed) {
  Dice random(seed);
  traits = random_traits(random);
  choose_machines(random);
  for (Word left = random.below(12); left > 0; --left) input += static_cast<char>(random.below(256));
  nest = random.percent(60);
  GuestTraits guest_traits;
  guest_traits.page_words = real.page_words;
  guest_traits.console_input = traits.hands_down_console_interrupts;
  while (guest = random_guest(random, nest, guest_traits), !run_real()) ++cut;
  tree = std::make_unique<VmmTree>(random, guest.image, traits);
  lot = random.word();
}

}  // namespace hv::test
