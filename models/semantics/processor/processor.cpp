// SPDX-License-Identifier: Apache-2.0
#include "semantics/processor/processor.h"

#include <algorithm>

namespace hv {

using isa::Op;

void Processor::set_state(const ProcessorState& state) {
  state_ = state;
  port_.load_process_map(state.r, state.b);
  timed_levels_ = port_.depth();
  for (unsigned level = 1; level <= kLevelLimit; ++level)
    timers_.set(level, level < timed_levels_ ? port_.running_word(level) : 0);
  timers_.set(timed_levels_, state.timer);
  stopped_ = false;
}

void Processor::unobserve(InstructionObserver* observer) {
  const auto at = std::find(observers_.begin(), observers_.end(), observer);
  if (at == observers_.end()) return;
  if (at < observers_.begin() + static_cast<std::ptrdiff_t>(watching_)) --watching_;
  observers_.erase(at);
}

void Processor::set_r_b(Word r, Word b) {
  state_.r = r;
  state_.b = b;
  port_.load_process_map(r, b);
}

StepResult Processor::step() {
  StepResult result;
  if (stopped_) {
    result.outcome = StepOutcome::halt;
    return result;
  }
  watching_ = observers_.size();
  for (std::size_t i = 0; i < watching_; ++i) observers_[i]->instruction_begins(state_);
  if (const auto interrupt = due_interrupt()) {
    deliver_interrupt(result, *interrupt);
  } else {
    attempt(result);
  }
  for (std::size_t i = 0; i < watching_; ++i) observers_[i]->instruction_ends(state_, result);
  return result;
}

GrantedRun::Work Processor::run_granted(GrantedRun& granted, GrantIssuer& issuer, GrantedRun::Limit limit) {
  if (stopped_ || observed() || due_interrupt()) return {};
  GrantedUses uses = issuer.begin_uses();
  limit.instructions = std::min(limit.instructions, timers_.until_next());
  const GrantedRun::Work work = granted.run(state_, uses, limit);
  issuer.end_uses(uses);
  granted_instructions_ += work.instructions;
  counters_.instructions += work.instructions;
  counters_.instructions_by_level[timed_levels_] += work.instructions;
  timers_.tick(work.instructions);
  return work;
}

/// A completed instruction counts for the machine that executed it and for all above; a VM that it entered begins to
/// count with its own first one.
void Processor::complete(StepResult& result) {
  if (result.outcome == StepOutcome::done || result.outcome == StepOutcome::exception) timers_.tick();
  for (const unsigned depth = port_.depth(); timed_levels_ < depth;) {
    ++timed_levels_;
    timers_.set(timed_levels_, port_.running_word(timed_levels_));
  }
}

/// Executes one instruction, each access a call of the port.
class Processor::Hart {
 public:
  Hart(Processor& processor, StepResult& result) : processor_(processor), result_(result) {}

  Word get(unsigned a) const { return processor_.state_.registers[a]; }
  void set(unsigned a, Word value) { processor_.state_.registers[a] = value; }
  Word following() const { return (processor_.state_.address() + 1) & isa::kIcMask; }
  bool next() { return processor_.advance(), true; }
  bool jump(Word name) { return processor_.jump(name), true; }
  bool fetch(Word& instruction) {
    result_.value.reset();
    result_.fetched = access(processor_.state_.address(), AccessKind::fetch, instruction);
    if (result_.fetched) result_.instruction = instruction;
    return result_.fetched;
  }
  bool read(Word name, Word& value) { return operand(name, AccessKind::read, value); }
  bool write(Word name, Word value) { return operand(name, AccessKind::write, value); }
  bool no_quotient() { return fail(ExceptionCause::arithmetic); }
  bool no_quotient(Word) { return no_quotient(); }
  /// Mode and operation code are looked at before anything else.
  bool other(Op op, unsigned a, Word e) {
    ordinary_ = false;
    const isa::OpInfo* const info = isa::info(static_cast<std::uint8_t>(op));
    if (!info) return fail(ExceptionCause::illegal_instruction);
    if (info->privileged && !processor_.state_.master()) return fail(ExceptionCause::privileged_instruction);
    if (op == Op::svc) return fail(ProcessException{ExceptionCause::supervisor_call, ProcessName{e}});
    const auto failure = processor_.privileged(result_, op, a, e);
    return !failure || fail(*failure);
  }
  /// There was nothing yet but what every process may do.
  bool ordinary() const { return ordinary_; }
  /// After an operation that returned false.
  const Failure& failure() const { return failure_; }

 private:
  bool operand(Word name, AccessKind kind, Word& value) {
    if (!access(name & isa::kNameMask, kind, value)) return false;
    result_.value = value;
    return true;
  }
  bool access(Word name, AccessKind kind, Word& value) {
    const auto failure = processor_.port_.access(ProcessName{name}, kind, value);
    return !failure || fail(*failure);
  }
  bool fail(ExceptionCause cause) { return fail(ProcessException{cause, ProcessName{processor_.state_.address()}}); }
  bool fail(const Failure& failure) { return failure_ = failure, false; }

  Processor& processor_;
  StepResult& result_;
  Failure failure_;
  bool ordinary_ = true;
};

/// One instruction; false after a failure, which has left everything as it was.
[[gnu::always_inline]] inline bool Processor::attempt(Hart& hart) {
  ++counters_.instructions;
  ++counters_.instructions_by_level[timed_levels_];
  Word word = 0;
  if (!hart.fetch(word)) return false;
  for (std::size_t i = 0; i < watching_; ++i) observers_[i]->instruction_fetched(word);
  const isa::Decoded instruction = isa::decoded(word);
  const Word index = instruction.x == isa::Decoded::kNoIndex ? 0 : state_.registers[instruction.x];
  return isa::execute(hart, instruction.op, instruction.a, instruction.displacement + index);
}

void Processor::attempt(StepResult& result) {
  Hart hart(*this, result);
  for (;;) {
    if (!attempt(hart)) {
      fail(result, hart.failure());
      break;
    }
    if (!hart.ordinary()) break;
    timers_.tick();
    if (timers_.any_request() || observed() || !port_.next_at_once()) return;
  }
  complete(result);
}

Processor::Executed Processor::read(StepResult& result, Word name, Word& value) {
  const auto failure = port_.access(ProcessName{name & isa::kNameMask}, AccessKind::read, value);
  if (!failure) result.value = value;
  return failure;
}

Processor::Executed Processor::privileged(StepResult& result, Op op, unsigned a, Word e) {
  switch (op) {
    case Op::lvmid: return lvmid(result, e);
    case Op::lrb: return load_r_b(result, e);
    case Op::resume: return resume(result, e);
    case Op::halt: return halt(result, e);
    case Op::ltim: timers_.set(port_.depth(), state_.registers[a]); return advance(), std::nullopt;
    case Op::rtim: state_.registers[a] = timers_.get(port_.depth()); return advance(), std::nullopt;
    case Op::purge: port_.purge(); return advance(), std::nullopt;
    default:  // RRB
      state_.registers[a] = state_.r;
      state_.registers[(a + 1) % isa::kRegisters] = state_.b;
      advance();
      return std::nullopt;
  }
}

Processor::Executed Processor::load_r_b(StepResult& result, Word e) {
  Word r = 0, b = 0;
  if (const auto failure = read(result, e, r)) return failure;
  if (const auto failure = read(result, e + 1, b)) return failure;
  set_r_b(r, b);
  advance();
  return std::nullopt;
}

Processor::Executed Processor::resume(StepResult& result, Word e) {
  Word ic = 0, r = 0, b = 0;
  if (const auto failure = read(result, e, ic)) return failure;
  if (const auto failure = read(result, e + 1, r)) return failure;
  if (const auto failure = read(result, e + 2, b)) return failure;
  state_.ic = ic;
  set_r_b(r, b);
  return std::nullopt;
}

/// Figure 4. The operand is the address of the syllable, an ordinary operand access.
Processor::Executed Processor::lvmid(StepResult& result, Word e) {
  if (const auto cause = port_.lvmid_objection()) return ProcessException{*cause, ProcessName{state_.address()}};
  Word syllable = 0;
  if (const auto failure = read(result, e, syllable)) return failure;
  std::vector<Word> words;
  const LvmidOutcome outcome = port_.lvmid(syllable, {state_.r, state_.b}, words);
  return std::visit(Visitor{[&](const Entered&) -> Executed {
                              state_ = ProcessorState::from_words(words);
                              port_.load_process_map(state_.r, state_.b);
                              return std::nullopt;
                            },
                            [](const auto& failure) -> Executed { return Failure(failure); }},
                    outcome);
}

/// Ends the VM, which is a VM-fault of its map with its own cause; at level 0 it stops the machine.
Processor::Executed Processor::halt(StepResult& result, Word e) {
  const unsigned depth = port_.depth();
  if (depth > 0) return VmFault{depth, {e, depth}, FaultCause::ended, AccessKind::fetch};
  stopped_ = true;
  halt_code_ = e;
  result.outcome = StepOutcome::halt;
  return std::nullopt;
}

void Processor::fail(StepResult& result, const Failure& failure) {
  const Delivery delivery = deliver(failure, port_.depth());
  std::visit(Visitor{[&](const ProcessException& e) {
                       if (!take_exception(result, e)) return;
                       ++counters_.process_exceptions;
                       ++counters_.process_exceptions_by_level[port_.depth()];
                     },
                     [&](const VmFault& t) { take_vm_fault(result, t); }},
             delivery);
}

/// The instruction is retried later: nothing of it has happened. But an LVMID that failed only once it had entered a
/// VM, while it restarted a nest, is not: whoever restarts the nest next goes on from there. So it has been completed,
/// and counts, as it does where nothing fails. The timers of the levels that are left stand still.
void Processor::take_vm_fault(StepResult& result, const VmFault& fault) {
  if (port_.depth() > timed_levels_) timers_.tick();
  state_.timer = timers_.get(timed_levels_);
  for (unsigned level = fault.level; level <= timed_levels_; ++level) {
    port_.set_running_word(level, timers_.get(level));
    timers_.set(level, 0);
  }
  timed_levels_ = std::min(timed_levels_, fault.level - 1);
  port_.vm_fault(fault, state_.to_words());
  ProcessorState entry;
  entry.ic = layout::kVmFaultEntry;
  state_ = entry;
  port_.load_process_map(entry.r, entry.b);
  result.outcome = StepOutcome::vm_fault;
  result.fault = fault;
}

/// False where the swap could not be done: what stopped it was delivered in its place.
bool Processor::take_exception(StepResult& result, const ProcessException& exception) {
  const unsigned depth = port_.depth();
  port_.exception_begins(exception);
  if (const auto failure = swap(exception)) {
    const Delivery delivery = deliver(*failure, depth);
    if (const auto* fault = std::get_if<VmFault>(&delivery)) {
      take_vm_fault(result, *fault);
    } else {
      stopped_ = true;  // the real machine has no memory at its fixed locations
      result.outcome = StepOutcome::halt;
    }
    return false;
  }
  result.outcome = StepOutcome::exception;
  result.exception = exception;
  return true;
}

/// Swaps IC and R-B with the fixed locations. All of them lie on one page, so that the reads, done first, fail where
/// the writes would: nothing is stored unless everything can be.
Processor::Executed Processor::swap(const ProcessException& exception) {
  Word ic = 0, r = 0, b = 0;
  if (const auto failure = port_.access_resource(isa::kNewIc, AccessKind::read, ic)) return failure;
  if (const auto failure = port_.access_resource(isa::kNewR, AccessKind::read, r)) return failure;
  if (const auto failure = port_.access_resource(isa::kNewB, AccessKind::read, b)) return failure;
  if (exception.cause == ExceptionCause::supervisor_call) advance();
  Word old[] = {state_.ic, state_.r, state_.b, static_cast<Word>(exception.cause), exception.name.value};
  for (Word i = 0; i < 5; ++i)
    if (const auto failure = port_.access_resource(isa::kOldIc + i, AccessKind::write, old[i])) return failure;
  state_.ic = ic & ~isa::kInterruptBit;
  set_r_b(r, b);
  return std::nullopt;
}

const char* to_string(StepOutcome outcome) {
  switch (outcome) {
    case StepOutcome::done: return "done";
    case StepOutcome::exception: return "exception";
    case StepOutcome::vm_fault: return "vm-fault";
    case StepOutcome::halt: return "halt";
    case StepOutcome::interrupt: return "interrupt";
  }
  return "?";
}

}  // namespace hv
