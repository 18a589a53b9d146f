// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "explore/pure_machine.h"
#include "explore/replay.h"

namespace hv::explore {

/// The reference's real name. Throws ReplayImpossible where it has none.
inline RealName translated(MapComposer& composer, const ReplayReference& reference) {
  RealName real;
  if (composer.answer_tagged(reference.name, reference.tag_page, reference.kind, real)) return real;
  const Translation outcome = composer.translate_tagged(reference.name, reference.tag_page, reference.kind);
  if (const auto* walked = std::get_if<RealName>(&outcome)) return *walked;
  throw ReplayImpossible("a reference has no real name: a table of the nest is damaged");
}

/// Sends the reference through the machine. Throws as translated().
inline void send(MapComposer& composer, const ReplayReference& reference) {
  const RealName real = translated(composer, reference);
  if (reference.kind == AccessKind::write) composer.stored(real);
}

/// Throws ReplayImpossible unless the trace was read with the pages that the configuration needs.
void check_pages(const Configuration& configuration, const TracePages& trace);
/// The machine, with `needed` pages of memory unless the configuration says how many. Throws ReplayImpossible where
/// that is too few (for `what`, in the plural) or makes no sense.
MachineConfig machine_with_room(const Configuration& configuration, Word needed, const std::string& what);

/// The pure machine with a nest built for a trace, and entered: all counters are 0.
class ReplayMachine {
 public:
  /// Throws ReplayImpossible, as replay() does.
  ReplayMachine(const Configuration& configuration, const TracePages& trace, const EditMemory& edit = {});

  PureMachine& machine() { return machine_; }
  MapComposer& composer() { return machine_.composer(); }
  /// Counters and digest start anew; the associator stays as it is.
  void reset_counters() { machine_.reset_counters(); }
  Counters counters() const { return machine_.counters(); }
  std::uint64_t cycles() const { return machine_.cycles(); }

  /// The reference's real name. Throws ReplayImpossible where it has none.
  RealName translate(const ReplayReference& reference) { return translated(machine_.composer(), reference); }

 private:
  ReplayMachine(const ReplaySetup& setup, const EditMemory& edit);

  PureMachine machine_;
};

}  // namespace hv::explore
