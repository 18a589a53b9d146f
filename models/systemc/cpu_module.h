// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tlm_utils/simple_initiator_socket.h>

#include <systemc>

#include "semantics/processor/processor.h"
#include "semantics/processor/turn_observer.h"
#include "systemc/access_report.h"
#include "systemc/interrupt_source.h"
#include "systemc/payload.h"
#include "systemc/scheduled_lines.h"
#include "systemc/timing.h"
#include "systemc/vmid_registers.h"

namespace hv::sc {

/// The processor: attempts instructions one after the other, each access a transaction, or by a direct memory pointer
/// that the composer has granted (Access says which). Loosely timed: it runs ahead of the kernel by up to the global
/// quantum. In lock-step it waits after each access instead, so that fetch, operand and dispatch are seen one after the
/// other.
class CpuModule : public sc_core::sc_module, private ProcessorPort {
 public:
  tlm_utils::simple_initiator_socket<CpuModule> to_composer;
  tlm_utils::simple_initiator_socket<CpuModule> to_phi_registers;
  tlm_utils::simple_initiator_socket<CpuModule> to_vmid_unit;

  /// Devices that interrupt, by number, in the order of binding (at most 64).
  sc_core::sc_port<InterruptSource, 64, sc_core::SC_ZERO_OR_MORE_BOUND> devices;

  sc_core::sc_signal<bool> exception;                ///< a process exception is being dispatched
  sc_core::sc_signal<unsigned> exception_cause;      ///< an ExceptionCause
  sc_core::sc_signal<std::uint64_t> exception_name;  ///< the name that it is about

  /// How instructions are executed: nothing but speed, and what can be watched, depends on it.
  enum class Execution {
    direct,     ///< by direct memory pointers where there are any and nobody watches
    transport,  ///< each access is a transaction
    lock_step,  ///< the same, and waited for
  };

  CpuModule(sc_core::sc_module_name name, const Timing& timing, Word page_words, Execution execution);

  /// From the next instruction on.
  void set_execution(Execution execution) { execution_ = execution; }
  Execution execution() const { return execution_; }

  /// Attempts this many instructions, or until the processor stops, from the next sc_start() on; pauses the simulation
  /// then. No instruction begins at the time `until` or later.
  void go(std::uint64_t attempts, sc_core::sc_time until = sc_core::sc_max_time());
  /// How many of them are left.
  std::uint64_t attempts_left() const { return attempts_left_; }

  // The front panel, while the machine stands still: takes no time.
  void set_state(const ProcessorState& state);
  /// LVMID of this syllable, and the processor's state becomes the VM's. False: not entered; if it was the restart of a
  /// suspended nest that failed, the VMID has grown all the same, and must be reset.
  bool enter(Word syllable);

  Processor& processor() { return processor_; }
  void observe(TurnObserver* observer) { turns_.add(observer); }
  /// Time of the access or instruction being executed.
  sc_core::sc_time now() const { return sc_core::sc_time_stamp() + delay_; }

 private:
  void end_of_elaboration() override;
  void run();
  void step();
  std::uint64_t run_granted();
  GrantedRun::Limit fitting() const;
  void sync_if_due();
  void wait_in_lock_step() {
    if (execution_ != Execution::lock_step || at_front_panel_) return;
    wait(delay_);
    delay_ = sc_core::SC_ZERO_TIME;
  }
  bool next_within_quantum();
  bool next_in_lock_step();
  std::optional<Failure> transport(Word name, AccessKind kind, bool by_process, Word& value);
  void ask_for_grant(Word name, AccessKind kind);
  void invalidate_direct_mem_ptr(sc_dt::uint64 start, sc_dt::uint64 end);
  Word read_vmid_register(Word address);
  void write_vmid_registers(Word address, const Word* words, unsigned count);

  bool next_at_once() override;
  std::optional<Failure> access(ProcessName name, AccessKind kind, Word& value) override;
  std::optional<Failure> access_resource(Word name, AccessKind kind, Word& value) override;
  void load_process_map(Word r, Word b) override;
  void purge() override;
  unsigned depth() override { return depth_; }
  std::optional<ExceptionCause> lvmid_objection() override;
  LvmidOutcome lvmid(Word syllable, PhiRegisters phi, std::vector<Word>& processor) override;
  Word running_word(unsigned level) override {
    return read_vmid_register(vmid_registers::kRunning + level * kWordBytes);
  }
  void set_running_word(unsigned level, Word value) override {
    write_vmid_registers(vmid_registers::kRunning + level * kWordBytes, &value, 1);
  }
  Word device_requests() override;
  void acknowledge_device(unsigned device) override { devices[static_cast<int>(device)]->acknowledge(); }
  unsigned interrupt_level(unsigned device) override {
    return static_cast<unsigned>(read_vmid_register(vmid_registers::kInterruptLevel + device * kWordBytes));
  }
  void vm_fault(const VmFault& fault, const std::vector<Word>& processor) override;
  void exception_begins(const ProcessException& exception) override;
  void exception_ends();

  sc_core::sc_time instruction_time_, exception_time_;
  Execution execution_;
  Processor processor_;
  GrantedRun granted_;
  GrantIssuer* issuer_ = nullptr;  ///< of the pages granted
  /// What an access to them takes: in ordinary memory, and in memory that counts.
  struct Latency {
    sc_core::sc_time read, write;
  } latency_, counted_latency_;
  std::uint64_t* counted_ = nullptr;  ///< what the latter counts
  TurnObservers turns_;
  ScheduledLines lines_;
  sc_core::sc_event go_;
  bool going_ = false;
  std::uint64_t attempts_left_ = 0;
  sc_core::sc_time until_;    ///< no instruction begins then or later
  bool ends_ = false;         ///< it is a time that can come
  sc_core::sc_time delay_;    ///< how far ahead of the kernel's time
  sc_core::sc_time quantum_;  ///< how far ahead it may run until it next waits
  bool waited_for_last_ = false;  ///< in lock-step, for the last instruction of the processor's step
  bool dispatching_exception_ = false;
  unsigned depth_ = 0;  ///< as the VMID unit says after each LVMID and VM-fault
  bool at_front_panel_ = false;
  std::vector<InterruptSource*> sources_;     ///< what is bound to `devices`
  tlm::tlm_generic_payload payload_;          ///< of references
  AccessReport& report_ = *new AccessReport;  ///< its extensions, which it owns
  GrantRequest& request_ = *new GrantRequest;
  tlm::tlm_generic_payload register_payload_;  ///< of commands to φ's registers and the VMID unit
};

}  // namespace hv::sc
