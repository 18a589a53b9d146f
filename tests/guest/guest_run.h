// SPDX-License-Identifier: Apache-2.0
// Guest images on the pure machine.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "asm/assembler.h"
#include "explore/pure_machine.h"
#include "guest/vmm_image.h"

namespace hv::test {

using tb::GuestImage;
using tb::GuestVm;

constexpr Word kConsolePage = 65536, kPage = 512;

/// A program of the test's own: on its first page the boot block, code from 64 on.
inline GuestImage program(const std::string& text, Word more_pages = 0, tb::BootBlock block = {}) {
  assembly::Options options;
  const auto assembled = assembly::assemble_text(text, "test", options);
  if (const auto* errors = std::get_if<std::vector<assembly::Error>>(&assembled)) {
    ADD_FAILURE() << to_string(errors->front());
    return {};
  }
  block.page_words = kPage;
  block.console = kConsolePage * kPage;
  GuestImage image = tb::guest_image(std::get<assembly::Program>(assembled).image, kPage);
  image.pages += more_pages;
  put_boot_block(image, block);
  return image;
}

inline tb::VmmParameters vmm_parameters(Word slice = 0, Word frames = 0) {
  tb::VmmParameters parameters;
  parameters.console = kConsolePage * kPage;
  parameters.slice = slice;
  parameters.frames = frames;
  return parameters;
}

/// The image on a real machine that is just large enough.
struct GuestRun {
  explicit GuestRun(const GuestImage& image, std::uint64_t attempts = 50'000'000, MachineConfig config = {}) {
    config.memory_pages = image.pages;
    config.page_words = kPage;
    config.console_page = kConsolePage;
    machine = std::make_unique<PureMachine>(config);
    for (Word name = 0; name < image.words.size(); ++name) machine->memory().write(RealName{name}, image.words[name]);
    ProcessorState state;
    state.ic = image.entry;
    machine->processor().set_state(state);
    attempted = machine->run(attempts);
  }
  bool stopped() const { return machine->processor().stopped(); }
  std::optional<Word> halt_code() const { return machine->processor().halt_code(); }
  const std::string& output() const { return machine->console().output(); }
  std::vector<Word> memory(Word from, Word pages) const {
    const Word* words = machine->memory().data();
    return {words + from, words + from + pages * kPage};
  }

  std::unique_ptr<PureMachine> machine;
  std::uint64_t attempted = 0;
};

/// The image under `depth` VMMs, one in the other; `made[i]` is the VMM of level i.
struct Chain {
  Chain(const GuestImage& innermost, unsigned depth, const GuestVm& like = {},
        tb::VmmParameters parameters = vmm_parameters())
      : made(depth) {
    outermost = innermost;
    for (unsigned level = depth; level-- > 0;) {
      GuestVm vm = like;
      vm.image = outermost;
      made[level] = tb::vmm_image(parameters, {vm});
      outermost = made[level].image;
    }
  }
  /// Real name of the first word of the innermost machine's memory at its home, once every VM has ended.
  Word innermost_home() const {
    Word home = 0;
    for (const auto& vmm : made) home += vmm.places.vms[0].home;
    return home;
  }
  std::vector<tb::VmmImage> made;
  GuestImage outermost;
};

}  // namespace hv::test
