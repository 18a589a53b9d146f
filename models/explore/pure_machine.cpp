// SPDX-License-Identifier: Apache-2.0
#include "explore/pure_machine.h"

namespace hv {

PureMachine::PureMachine(const MachineConfig& config)
    : config_(config),
      space_(config),
      vmid_unit_(config.vmid(isa::kProcessorWords, isa::kTimerWord), *this),
      composer_(config.composer(), vmid_unit_.vmid(), space_, space_.debug()),
      processor_(*this),
      granted_(config.page_words) {
  vmid_unit_.observe(&composer_);
  composer_.tell(this);
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
  while (done < attempts && !processor_.stopped()) {
    const GrantedRun::Work work = processor_.run_granted(granted_, composer_, {attempts - done, attempts});
    space_.count_paging_store_words(work.counted_reads + work.counted_writes);
    done += work.instructions;
    if (done == attempts) break;
    step();
    ++done;
  }
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
  const auto failure = finish(composer_.translate(name, kind), kind, value);
  if (!failure) ask_for_grant(name, kind);
  return failure;
}

/// Memory and paging store; a device does what it does at each access.
void PureMachine::ask_for_grant(ProcessName name, AccessKind kind) {
  if (store_observer_ || granted_.pages().holds(kind, name.value)) return;
  const auto grant = composer_.grant(name);
  if (!grant || (kind == AccessKind::write && !grant->writable)) return;
  const Word behind = grant->frame.value + config_.page_words;
  const bool in_store = behind > config_.memory_words();
  if (in_store && (kind == AccessKind::fetch || behind > space_.words().size() || space_.at_console(grant->frame)))
    return;
  granted_.pages().add(GrantedPages::use_of(kind, in_store), name.value, *grant,
                       space_.words().data() + grant->frame.value);
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
