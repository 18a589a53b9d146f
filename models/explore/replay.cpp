// SPDX-License-Identifier: Apache-2.0
#include "explore/replay.h"

#include <algorithm>

#include "explore/pure_machine.h"

namespace hv::explore {
namespace {

NestShape shape_of(const Configuration& configuration, Word pages) {
  NestShape shape;
  shape.depth = configuration.depth;
  shape.page_words = configuration.machine.page_words;
  shape.pages = pages;
  shape.maps = configuration.maps();
  return shape;
}

[[noreturn]] void impossible(const std::string& reason) { throw ReplayImpossible(reason); }

void enter(PureMachine& machine, const Nest& nest) {
  const auto syllable = nest.entry_syllable();
  if (syllable && !std::holds_alternative<Entered>(machine.enter(*syllable)))
    impossible("the nest cannot be entered: a word of its tables or control blocks makes no sense");
}

inline RealName translate(MapComposer& composer, const ReplayReference& reference) {
  RealName real;
  if (composer.answer_tagged(reference.name, reference.tag_page, reference.kind, real)) return real;
  const Translation outcome = composer.translate_tagged(reference.name, reference.tag_page, reference.kind);
  if (const auto* walked = std::get_if<RealName>(&outcome)) return *walked;
  impossible("a reference has no real name: a table of the nest is damaged");
}

}  // namespace

ReplaySetup replay_setup(const Configuration& configuration, Word pages) {
  if (const auto reason = objection(configuration)) impossible(*reason);
  const NestShape shape = shape_of(configuration, std::max<Word>(pages, 1));
  if (const auto reason = objection(shape)) impossible(*reason);
  ReplaySetup setup{{}, Nest(shape)};
  const Word needed = setup.nest.real_pages();
  setup.machine = configuration.machine_with(needed);
  if (setup.machine.memory_pages < needed)
    impossible("memory.pages is " + std::to_string(setup.machine.memory_pages) + ", but at depth " +
               std::to_string(shape.depth) + " the trace's " + std::to_string(pages) + " pages and their tables take " +
               std::to_string(needed));
  if (const auto reason = objection(setup.machine)) impossible(*reason);
  return setup;
}

RunResult replay(const Configuration& configuration, const CompactTrace& trace, const EditMemory& edit,
                 const ReplayProgress& progress) {
  if (trace.page_words() != configuration.machine.page_words)
    impossible("the trace was read with pages of another size than page.words");
  const ReplaySetup setup = replay_setup(configuration, trace.pages());
  PureMachine machine(setup.machine);
  setup.nest.build([&](RealName name, Word value) { machine.memory().write(name, value); }, setup.nest.resumable());
  if (edit) edit(setup.nest, machine.memory());
  enter(machine, setup.nest);
  machine.reset_counters();
  MapComposer& composer = machine.composer();
  constexpr std::uint64_t kProgressMask = (1u << 22) - 1;
  std::uint64_t done = 0;
  trace.for_each([&](const ReplayReference& reference) {
    const RealName real = translate(composer, reference);
    if (reference.kind == AccessKind::write) composer.stored(real);
    if ((++done & kProgressMask) == 0 && progress) progress(done);
  });
  return {machine.counters(), machine.cycles(), composer.real_digest()};
}

}  // namespace hv::explore
