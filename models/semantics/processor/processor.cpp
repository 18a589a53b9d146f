// SPDX-License-Identifier: Apache-2.0
#include "semantics/processor/processor.h"

#include <algorithm>

namespace hv {

using isa::Op;

std::vector<Word> ProcessorState::to_words() const {
  std::vector<Word> words{ic, r, b};
  words.insert(words.end(), registers.begin(), registers.end());
  words.push_back(timer);
  return words;
}

ProcessorState ProcessorState::from_words(const std::vector<Word>& words) {
  ProcessorState state;
  state.ic = words[0];
  state.r = words[1];
  state.b = words[2];
  for (unsigned i = 0; i < isa::kRegisters; ++i) state.registers[i] = words[3 + i];
  state.timer = words[isa::kTimerWord];
  return state;
}

void Processor::set_state(const ProcessorState& state) {
  state_ = state;
  port_.load_process_map(state.r, state.b);
  timed_levels_ = port_.depth();
  for (unsigned level = 1; level <= kLevelLimit; ++level)
    timers_.set(level, level < timed_levels_ ? port_.running_word(level) : 0);
  timers_.set(timed_levels_, state.timer);
  stopped_ = false;
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
  for (InstructionObserver* observer : observers_) observer->instruction_begins(state_);
  if (const auto interrupt = due_interrupt()) {
    deliver_interrupt(result, *interrupt);
  } else {
    attempt(result);
    complete(result);
  }
  for (InstructionObserver* observer : observers_) observer->instruction_ends(state_, result);
  return result;
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

void Processor::attempt(StepResult& result) {
  ++counters_.instructions;
  ++counters_.instructions_by_level[port_.depth()];
  Word word = 0;
  if (const auto failure = port_.access(ProcessName{state_.address()}, AccessKind::fetch, word))
    return fail(result, *failure);
  result.fetched = true;
  result.instruction = word;
  for (InstructionObserver* observer : observers_) observer->instruction_fetched(word);
  execute(result, isa::decode(word));
}

/// Mode and operation code are looked at before anything else; a failure leaves everything as it was.
void Processor::execute(StepResult& result, const isa::Instruction& instruction) {
  const isa::OpInfo* op = isa::info(instruction.code);
  const ProcessName here{state_.address()};
  if (!op) return fail(result, ProcessException{ExceptionCause::illegal_instruction, here});
  if (op->privileged && !state_.master())
    return fail(result, ProcessException{ExceptionCause::privileged_instruction, here});
  if (const auto failure = operate(result, instruction)) fail(result, *failure);
}

Processor::Executed Processor::operate(StepResult& result, const isa::Instruction& instruction) {
  const Word e = instruction.displacement + (instruction.x ? state_.registers[instruction.x] : 0);
  const unsigned code = instruction.code, a = instruction.a;
  const Op op = static_cast<Op>(code);
  if (isa::info(instruction.code)->privileged) return privileged(result, op, a, e);
  if (code >= 0x10 && code < 0x20) {
    Word operand = 0;
    if (const auto failure = read(result, e, operand)) return failure;
    return arithmetic(op, a, operand);
  }
  if (code >= 0x20 && code < 0x30) return arithmetic(static_cast<Op>(code - 0x10), a, e);
  return memory_or_jump(result, op, a, e);
}

Processor::Executed Processor::read(StepResult& result, Word name, Word& value) {
  const auto failure = port_.access(ProcessName{name & isa::kNameMask}, AccessKind::read, value);
  if (!failure) result.value = value;
  return failure;
}

Processor::Executed Processor::memory_or_jump(StepResult& result, Op op, unsigned a, Word e) {
  Word& ra = state_.registers[a];
  const bool negative = static_cast<std::int64_t>(ra) < 0;
  const auto jump_if = [&](bool condition) { condition ? jump(e) : advance(); };
  switch (op) {
    case Op::load: {
      Word value = 0;
      if (const auto failure = read(result, e, value)) return failure;
      ra = value;
      break;
    }
    case Op::store: {
      Word value = ra;
      if (const auto failure = port_.access(ProcessName{e & isa::kNameMask}, AccessKind::write, value)) return failure;
      result.value = value;
      break;
    }
    case Op::la: ra = e; break;
    case Op::jmp: return jump(e), std::nullopt;
    case Op::jz: return jump_if(ra == 0), std::nullopt;
    case Op::jnz: return jump_if(ra != 0), std::nullopt;
    case Op::jn: return jump_if(negative), std::nullopt;
    case Op::jnn: return jump_if(!negative), std::nullopt;
    case Op::call: ra = (state_.address() + 1) & isa::kIcMask; return jump(e), std::nullopt;
    default:  // SVC: "a system call saves IC + 1"
      return ProcessException{ExceptionCause::supervisor_call, ProcessName{e}};
  }
  advance();
  return std::nullopt;
}

namespace {

Word divide(Word a, Word b, bool remainder) {
  if (b == ~Word{0}) return remainder ? 0 : Word{0} - a;  // the one quotient that does not fit wraps
  const auto x = static_cast<std::int64_t>(a), y = static_cast<std::int64_t>(b);
  return static_cast<Word>(remainder ? x % y : x / y);
}

Word shift_arithmetic(Word a, unsigned count) {
  const Word sign = a >> 63 ? ~Word{0} : 0;
  return count == 0 ? a : a >> count | sign << (64 - count);
}

}  // namespace

Processor::Executed Processor::arithmetic(Op op, unsigned a, Word operand) {
  Word& ra = state_.registers[a];
  const unsigned count = operand & 63;
  const auto less = [](Word x, Word y) { return static_cast<std::int64_t>(x) < static_cast<std::int64_t>(y); };
  switch (op) {
    case Op::add: ra += operand; break;
    case Op::sub: ra -= operand; break;
    case Op::mul: ra *= operand; break;
    case Op::div:
    case Op::rem:
      if (operand == 0) return ProcessException{ExceptionCause::arithmetic, ProcessName{state_.address()}};
      ra = divide(ra, operand, op == Op::rem);
      break;
    case Op::and_: ra &= operand; break;
    case Op::or_: ra |= operand; break;
    case Op::xor_: ra ^= operand; break;
    case Op::shl: ra <<= count; break;
    case Op::shr: ra >>= count; break;
    case Op::sar: ra = shift_arithmetic(ra, count); break;
    case Op::slt: ra = less(ra, operand); break;
    case Op::sltu: ra = ra < operand; break;
    default: ra = ra == operand; break;  // SEQ
  }
  advance();
  return std::nullopt;
}

Processor::Executed Processor::privileged(StepResult& result, Op op, unsigned a, Word e) {
  switch (op) {
    case Op::lvmid: return lvmid(result, e);
    case Op::lrb: return load_r_b(result, e);
    case Op::resume: return resume(result, e);
    case Op::halt: return halt(result, e);
    case Op::ltim: timers_.set(port_.depth(), state_.registers[a]); return advance(), std::nullopt;
    case Op::rtim: state_.registers[a] = timers_.get(port_.depth()); return advance(), std::nullopt;
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
