// SPDX-License-Identifier: Apache-2.0
#include "explore/pure_machine.h"

namespace hv {

PureMachine::PureMachine(const MachineConfig& config)
    : config_(config),
      space_(config),
      vmid_unit_(config.vmid(isa::kProcessorWords, isa::kTimerWord), *this),
      composer_(config.composer(), vmid_unit_.vmid(), space_, space_.debug()),
      processor_(*this) {
  vmid_unit_.observe(&composer_);
}

LvmidOutcome PureMachine::enter(Word syllable) {
  const ProcessorState& state = processor_.state();
  std::vector<Word> words;
  const LvmidOutcome outcome = vmid_unit_.lvmid(syllable, {state.r, state.b}, words);
  if (std::holds_alternative<Entered>(outcome)) processor_.set_state(ProcessorState::from_words(words));
  return outcome;
}

StepResult PureMachine::step() {
  StepResult result = processor_.step();
  turns_.stepped(result, depth());
  return result;
}

std::uint64_t PureMachine::run(std::uint64_t attempts) {
  std::uint64_t done = 0;
  for (; done < attempts && !processor_.stopped(); ++done) step();
  return done;
}

Counters PureMachine::counters() const {
  Counters counters = processor_.counters() + composer_.counters() + vmid_unit_.counters();
  counters.paging_store_words = space_.paging_store_words();
  return counters;
}

void PureMachine::reset_counters() {
  processor_.reset_counters();
  composer_.reset_counters();
  vmid_unit_.reset_counters();
  space_.reset_counters();
}

std::optional<Failure> PureMachine::access(ProcessName name, AccessKind kind, Word& value) {
  return finish(composer_.translate(name, kind), kind, value);
}

std::optional<Failure> PureMachine::access_resource(Word name, AccessKind kind, Word& value) {
  return finish(composer_.translate_resource(name, kind), kind, value);
}

std::optional<Failure> PureMachine::finish(const Translation& translation, AccessKind kind, Word& value) {
  return std::visit(Visitor{[&](const RealName& real) -> std::optional<Failure> {
                              if (kind == AccessKind::write) {
                                if (store_observer_) store_observer_->stores(real);
                                if (!space_.write(real, value)) return composer_.nonexistent(real, kind);
                                composer_.stored(real);
                                return std::nullopt;
                              }
                              const auto word = space_.read(real);
                              if (!word) return composer_.nonexistent(real, kind);
                              value = *word;
                              return std::nullopt;
                            },
                            [](const auto& failure) -> std::optional<Failure> { return Failure(failure); }},
                    translation);
}

void PureMachine::write(RealName name, Word value) {
  if (store_observer_) store_observer_->stores(name);
  space_.write(name, value);
  composer_.stored(name);
}

}  // namespace hv
