// SPDX-License-Identifier: Apache-2.0
// What one instruction did, as the event log, the printer of Table II and the tests see it. No SystemC here: the pure
// core gives the same events.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "monitors/symbols.h"
#include "semantics/processor/processor.h"

namespace hv::tb {

struct InstructionEvent {
  std::uint64_t n = 0;  ///< from 1
  std::uint64_t time_ns = 0;
  std::vector<Word> vmid;             ///< syllables before the instruction
  ProcessorState state;               ///< before
  std::optional<std::string> symbol;  ///< of the instruction's place: "label+3"
  std::vector<Access> accesses;
  StepResult result;
  std::vector<Word> vmid_after;
  ProcessorState state_after;
};

/// Tree name with dots; "NULL" for no syllables.
std::string tree_name(const std::vector<Word>& syllables);
/// The same for the first `level` syllables, after "f"; "phi" for level 0.
std::string map_name(const std::vector<Word>& syllables, unsigned level);
/// Of the map of this step; "phi1" for VM 1's φ on the way of a Type II map.
std::string map_name(const std::vector<Word>& syllables, const CompositionObserver::Step& step);

/// One line of the event log.
nlohmann::ordered_json to_json(const InstructionEvent& event);

/// Puts events together from what processor and composer show, and hands each to a sink when it is complete.
class EventCollector final : public InstructionObserver, public AccessObserver {
 public:
  using Sink = std::function<void(const InstructionEvent&)>;
  using Now = std::function<std::uint64_t()>;  ///< time in ns

  EventCollector(const VmidRegister& vmid, Now now) : vmid_(vmid), now_(std::move(now)) {}
  /// From now on events say where they are; `symbols` must outlive this.
  void tell_symbols(const Symbols& symbols) { symbols_ = &symbols; }
  void add_sink(Sink sink) { sinks_.push_back(std::move(sink)); }

  void instruction_begins(const ProcessorState& state) override;
  void instruction_fetched(Word) override {}
  void instruction_ends(const ProcessorState& state, const StepResult& result) override;
  void accessed(const Access& access) override { event_.accesses.push_back(access); }

 private:
  const VmidRegister& vmid_;
  Now now_;
  std::vector<Sink> sinks_;
  const Symbols* symbols_ = nullptr;
  InstructionEvent event_;
};

}  // namespace hv::tb
