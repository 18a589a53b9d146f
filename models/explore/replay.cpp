// SPDX-License-Identifier: Apache-2.0
#include "explore/replay.h"

#include <algorithm>
#include <utility>

#include "explore/replay_machine.h"

namespace hv::explore {
namespace {

NestShape shape_of(const Configuration& configuration, Word pages) {
  NestShape shape;
  shape.depth = configuration.depth;
  shape.page_words = configuration.machine.page_words;
  shape.pages = pages;
  shape.maps = configuration.maps();
  shape.seed = configuration.seed;
  return shape;
}

/// Calls use(reference, how many with it) for each reference.
template <class Use>
void for_each_counted(const CompactTrace& trace, const ReplayProgress& progress, Use use) {
  constexpr std::uint64_t kProgressMask = (1u << 22) - 1;
  std::uint64_t done = 0;
  trace.for_each([&](const ReplayReference& reference) {
    use(reference, ++done);
    if ((done & kProgressMask) == 0 && progress) progress(done);
  });
}

[[noreturn]] void impossible(const std::string& reason) { throw ReplayImpossible(reason); }

ReplaySetup setup_for(const Configuration& configuration, Word pages, std::vector<Word> page_numbers) {
  if (const auto reason = objection(configuration)) impossible(*reason);
  NestShape shape = shape_of(configuration, std::max<Word>(pages, 1));
  shape.page_numbers = std::move(page_numbers);
  if (const auto reason = objection(shape)) impossible(*reason);
  ReplaySetup setup{{}, Nest(shape)};
  const std::string what =
      "at depth " + std::to_string(shape.depth) + " the trace's " + std::to_string(pages) + " pages and their tables";
  setup.machine = machine_with_room(configuration, setup.nest.real_pages(), what);
  return setup;
}

}  // namespace

ReplaySetup replay_setup(const Configuration& configuration, Word pages) { return setup_for(configuration, pages, {}); }

ReplaySetup replay_setup(const Configuration& configuration, const TracePages& trace) {
  check_pages(configuration, trace);
  const bool in_order = configuration.maps().back().policy == FramePolicy::in_order;
  return setup_for(configuration, trace.pages(), in_order ? trace.page_numbers() : std::vector<Word>());
}

void check_pages(const Configuration& configuration, const TracePages& trace) {
  if (trace.page_words() != configuration.machine.page_words)
    impossible("the trace was read with pages of another size than page.words");
  if (trace.block_bits() < configuration.block_bits())
    impossible(
        "the pages of the trace are numbered in smaller blocks than fmap.page-bits or associator.superpage-bits");
}

MachineConfig machine_with_room(const Configuration& configuration, Word needed, const std::string& what) {
  MachineConfig machine = configuration.machine_with(needed);
  if (!configuration.memory_pages && objection(machine))
    impossible(what + " take " + std::to_string(needed) + " pages of real memory, more than there can be");
  if (machine.memory_pages < needed)
    impossible("memory.pages is " + std::to_string(machine.memory_pages) + ", but " + what + " take " +
               std::to_string(needed));
  if (const auto reason = objection(machine)) impossible(*reason);
  return machine;
}

ReplayMachine::ReplayMachine(const Configuration& configuration, const TracePages& trace, const EditMemory& edit)
    : ReplayMachine(replay_setup(configuration, trace), edit) {}

ReplayMachine::ReplayMachine(const ReplaySetup& setup, const EditMemory& edit) : machine_(setup.machine) {
  const Nest& nest = setup.nest;
  nest.build([&](RealName name, Word value) { machine_.memory().write(name, value); }, nest.resumable());
  if (edit) edit(nest, machine_.memory());
  const auto syllable = nest.entry_syllable();
  if (syllable && !std::holds_alternative<Entered>(machine_.enter(*syllable)))
    impossible("the nest cannot be entered: a word of its tables or control blocks makes no sense");
  machine_.reset_counters();
}

std::optional<std::string> warm_up_objection(std::uint64_t warm_up, std::uint64_t references) {
  if (warm_up == 0 || warm_up < references) return std::nullopt;
  return "trace.warm-up is " + std::to_string(warm_up) + ", but only " + std::to_string(references) +
         " references are replayed: there would be nothing to count";
}

bool counts_misses_apart(const Configuration& configuration) {
  return configuration.misses_apart && configuration.depth > 0 && configuration.machine.associator.entries > 0;
}

namespace {

/// As replay() does, with each miss told from others.
RunResult replay_apart(ReplayMachine& machine, std::uint64_t warm_up, const CompactTrace& trace,
                       const ReplayProgress& progress) {
  MissAccount account(machine.machine(), trace.pages());
  const PageSize page_size(trace.page_words());
  for_each_counted(trace, progress, [&](const ReplayReference& reference, std::uint64_t done) {
    account.reference(reference.name, reference.tag_page, page_size.page_of(reference.name), reference.kind,
                      [&] { send(machine.composer(), reference); });
    if (done == warm_up) machine.reset_counters(), account.reset_counters();
  });
  return {machine.counters(), machine.cycles(), machine.composer().real_digest(), account.kinds()};
}

}  // namespace

RunResult replay(const Configuration& configuration, const CompactTrace& trace, const EditMemory& edit,
                 const ReplayProgress& progress) {
  const std::uint64_t warm_up = configuration.trace.warm_up;
  if (const auto reason = warm_up_objection(warm_up, trace.size())) impossible(*reason);
  ReplayMachine machine(configuration, trace, edit);
  if (counts_misses_apart(configuration)) return replay_apart(machine, warm_up, trace, progress);
  for_each_counted(trace, progress, [&](const ReplayReference& reference, std::uint64_t done) {
    send(machine.composer(), reference);
    if (done == warm_up) machine.reset_counters();
  });
  RunResult result{machine.counters(), machine.cycles(), machine.composer().real_digest()};
  if (configuration.misses_apart) result.misses.emplace();
  return result;
}

std::uint64_t real_machine_cycles(const Configuration& configuration, const RunResult& result) {
  const Timing& timing = configuration.machine.timing;
  return result.counters.references * (timing.bus + timing.memory);
}

}  // namespace hv::explore
