// SPDX-License-Identifier: Apache-2.0
#include "proof/ending_program.h"

#include <algorithm>

#include "proof/random_code.h"
#include "proof/scope_watch.h"

namespace hv::test {

MachineConfig sized(MachineConfig config, const tb::GuestImage& image) {
  config.memory_pages = image.pages;
  config.console_page = kConsolePage;
  return config;
}

std::unique_ptr<PureMachine> machine_with(const tb::GuestImage& image, const MachineConfig& config,
                                          const std::string& input) {
  auto machine = std::make_unique<PureMachine>(sized(config, image));
  std::copy(image.words.begin(), image.words.end(), machine->memory().data());
  machine->console().set_input(input);
  ProcessorState state;
  state.ic = image.entry;
  machine->processor().set_state(state);
  return machine;
}

tb::GuestImage ending_program(Dice& dice, const GuestTraits& traits, unsigned syllables, RegistersPolicy registers) {
  for (;;) {
    tb::GuestImage image = random_program(dice, traits);
    MachineConfig config;
    config.page_words = traits.page_words;
    config.syllables = syllables;
    config.registers = registers;
    config.associator.entries = 0;
    const auto machine = machine_with(image, config, "");
    const ScopeWatch watch(*machine);
    machine->run(1500);
    if (machine->processor().stopped() && !watch.left()) return image;
  }
}

}  // namespace hv::test
