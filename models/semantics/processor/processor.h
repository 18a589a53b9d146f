// SPDX-License-Identifier: Apache-2.0
// The processor: its state, and what one instruction does. It reaches memory, φ and the VMID unit through a port, so
// that the same meaning serves the pure core and the SystemC machine.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "semantics/counters.h"
#include "semantics/outcome.h"
#include "semantics/processor/granted_run.h"
#include "semantics/processor/instructions.h"
#include "semantics/processor/interval_timers.h"
#include "semantics/processor/processor_state.h"
#include "semantics/vmid_unit.h"

namespace hv {

/// What the processor is wired to.
class ProcessorPort {
 public:
  virtual ~ProcessorPort() = default;
  /// Reads into or writes from `value` the word that the process calls `name`. A failure, or nothing.
  virtual std::optional<Failure> access(ProcessName name, AccessKind kind, Word& value) = 0;
  /// The same for a resource name of the running machine's own level, past φ.
  virtual std::optional<Failure> access_resource(Word name, AccessKind kind, Word& value) = 0;
  /// The running machine has done an instruction, and is to go on: whether with the next one at once, or only when
  /// Processor::step() is called again. (At once: only if there is no observer, and no device requests an interrupt.)
  virtual bool next_at_once() { return false; }
  /// Loads φ's registers.
  virtual void load_process_map(Word r, Word b) = 0;
  /// Has the associator forget what it holds for the running machine and all beneath it.
  virtual void purge() {}
  /// VmidUnit's, by the same names.
  virtual unsigned depth() = 0;
  virtual std::optional<ExceptionCause> lvmid_objection() = 0;
  virtual LvmidOutcome lvmid(Word syllable, PhiRegisters phi, std::vector<Word>& processor) = 0;
  virtual Word running_word(unsigned level) = 0;
  virtual void set_running_word(unsigned level, Word value) = 0;
  virtual void vm_fault(const VmFault& fault, const std::vector<Word>& processor) = 0;
  /// A process exception is about to swap IC and R-B.
  virtual void exception_begins(const ProcessException&) {}
  /// The devices that request an interrupt, bit d for device d.
  virtual Word device_requests() { return 0; }
  /// The interrupt of this device has been delivered.
  virtual void acknowledge_device(unsigned) {}
  /// The level whose machine takes the interrupts of this device.
  virtual unsigned interrupt_level(unsigned) { return 0; }
};

/// `interrupt`: before the next instruction, an interrupt was delivered to the running machine.
enum class StepOutcome : std::uint8_t { done, exception, vm_fault, halt, interrupt };

/// What became of one instruction, or of the interrupt that came in its place.
struct StepResult {
  StepOutcome outcome = StepOutcome::done;
  bool fetched = false;
  Word instruction = 0;       ///< if fetched
  std::optional<Word> value;  ///< last operand word read or written
  std::optional<ProcessException> exception;
  std::optional<VmFault> fault;
};

/// Watches instructions; changes nothing. Who comes in the midst of one (others run while a processor in lock-step
/// waits) begins with the next.
class InstructionObserver {
 public:
  virtual ~InstructionObserver() = default;
  virtual void instruction_begins(const ProcessorState& state) = 0;
  virtual void instruction_fetched(Word instruction) = 0;
  virtual void instruction_ends(const ProcessorState& state, const StepResult& result) = 0;
};

class Processor {
 public:
  explicit Processor(ProcessorPort& port) : port_(port) {}

  const ProcessorState& state() const { return state_; }
  /// Sets the state, φ's registers included, as a switch on the front panel would.
  void set_state(const ProcessorState& state);
  /// Delivers an interrupt if one is due, else attempts one instruction; then the next ones, as long as nothing but
  /// ordinary instructions happens, nobody observes them and the port says next_at_once(). The result is of the last.
  /// After `halt` outcome the machine has stopped; further steps do nothing.
  StepResult step();
  /// Does what as many calls of step() would, within the limit and none that needs more than the pages granted (with
  /// observers, or an interrupt due: none at all). `issuer` granted the pages, and has counted the references
  /// afterwards.
  GrantedRun::Work run_granted(GrantedRun& granted, GrantIssuer& issuer, GrantedRun::Limit limit);
  /// How many instructions run_granted() has done altogether.
  std::uint64_t granted_instructions() const { return granted_instructions_; }
  bool stopped() const { return stopped_; }
  /// The interval timer of the machine of this level, 0 ≤ level ≤ depth, as it stands.
  Word timer(unsigned level) const { return timers_.get(level); }
  /// Why it stopped: the operand of HALT, or nothing when not even the exception swap could be done.
  std::optional<Word> halt_code() const { return halt_code_; }

  const Counters& counters() const { return counters_; }
  void reset_counters() { counters_ = {}; }
  void observe(InstructionObserver* observer) { observers_.push_back(observer); }
  bool observed() const { return !observers_.empty(); }
  /// Not from within a call to an observer.
  void unobserve(InstructionObserver* observer);

 private:
  using Executed = std::optional<Failure>;

  /// An interrupt, and the level of the machine that takes it.
  struct Interrupt {
    unsigned level;
    std::optional<unsigned> device;  ///< nothing: the level's own interval timer
  };
  std::optional<Interrupt> due_interrupt();
  std::optional<Interrupt> device_interrupt(Word requests, unsigned depth);
  bool takes(unsigned level, unsigned depth) const { return level < depth || state_.interruptible(); }
  void deliver_interrupt(StepResult& result, const Interrupt& interrupt);
  void acknowledge(const Interrupt& interrupt);
  void complete(StepResult& result);

  class Hart;
  void attempt(StepResult& result);
  bool attempt(Hart& hart);
  Executed privileged(StepResult& result, isa::Op op, unsigned a, Word e);
  Executed read(StepResult& result, Word name, Word& value);
  Executed lvmid(StepResult& result, Word e);
  Executed load_r_b(StepResult& result, Word e);
  Executed resume(StepResult& result, Word e);
  Executed halt(StepResult& result, Word e);
  void fail(StepResult& result, const Failure& failure);
  bool take_exception(StepResult& result, const ProcessException& exception);
  void take_vm_fault(StepResult& result, const VmFault& fault);
  Executed swap(const ProcessException& exception);
  void set_r_b(Word r, Word b);
  void advance() { state_.ic = (state_.ic & ~isa::kIcMask) | ((state_.ic + 1) & isa::kIcMask); }
  void jump(Word e) { state_.ic = (state_.ic & ~isa::kIcMask) | (e & isa::kIcMask); }

  ProcessorPort& port_;
  ProcessorState state_;
  IntervalTimers timers_;
  unsigned timed_levels_ = 0;  ///< levels 0 to this one have their timers in timers_
  Counters counters_;
  std::uint64_t granted_instructions_ = 0;
  bool stopped_ = false;
  std::optional<Word> halt_code_;
  std::vector<InstructionObserver*> observers_;
  std::size_t watching_ = 0;  ///< so many of the first have seen the instruction begin
};

const char* to_string(StepOutcome outcome);

}  // namespace hv
