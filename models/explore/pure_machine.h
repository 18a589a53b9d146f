// SPDX-License-Identifier: Apache-2.0
// The whole machine without SystemC: the same semantics, wired by function calls. For sweeps, and for tests that hold
// the SystemC machine against it.
#pragma once

#include "explore/real_space.h"
#include "semantics/machine_config.h"
#include "semantics/processor/processor.h"
#include "semantics/processor/turn_observer.h"

namespace hv {

/// Hears of each store into real memory, by whomever, before it happens; changes nothing.
class StoreObserver {
 public:
  virtual ~StoreObserver() = default;
  virtual void stores(RealName name) = 0;
};

class PureMachine final : private ProcessorPort, private LevelMemory, private GrantHolder {
 public:
  explicit PureMachine(const MachineConfig& config);

  /// Real memory, and the paging store behind it.
  ArrayMemory& memory() { return space_.words(); }
  /// Reads real names, the console's registers among them, without any effect.
  RealReader& debug() { return space_.debug(); }
  Console& console() { return space_.console(); }
  MapComposer& composer() { return composer_; }
  VmidUnit& vmid_unit() { return vmid_unit_; }
  Processor& processor() { return processor_; }
  const MachineConfig& config() const { return config_; }
  void observe(TurnObserver* observer) { turns_.add(observer); }

  /// One may watch the stores.
  void observe(StoreObserver* observer) {
    store_observer_ = observer;
    withdraw_all();
  }

  /// LVMID of this syllable as the front panel would do it: the processor's state becomes the VM's.
  LvmidOutcome enter(Word syllable);
  /// One step of the processor, of which the observers of turns hear.
  StepResult step();
  /// Steps until the machine stops or this many instructions have been attempted; returns how many were. Where nobody
  /// watches, most of them on granted pages (Processor::run_granted()), which changes nothing but speed.
  std::uint64_t run(std::uint64_t attempts);

  /// All counters of processor, composer and VMID unit.
  Counters counters() const;
  std::uint64_t cycles() const { return cycles_of(counters(), config_.latencies()); }
  void reset_counters();

 private:
  std::optional<Failure> access(ProcessName name, AccessKind kind, Word& value) override;
  std::optional<Failure> access_resource(Word name, AccessKind kind, Word& value) override;
  std::optional<Failure> finish(const Translation& translation, AccessKind kind, Word& value);
  void ask_for_grant(ProcessName name, AccessKind kind);
  void withdraw(ProcessName name) override { granted_.pages().forget(name.value); }
  void withdraw_all() override { granted_.pages().forget_all(); }
  void load_process_map(Word r, Word b) override { composer_.load_process_map(r, b); }
  void purge() override { composer_.purge(); }
  unsigned depth() override { return vmid_unit_.vmid().depth(); }
  std::optional<ExceptionCause> lvmid_objection() override { return vmid_unit_.lvmid_objection(); }
  LvmidOutcome lvmid(Word syllable, PhiRegisters phi, std::vector<Word>& words) override {
    return vmid_unit_.lvmid(syllable, phi, words);
  }
  Word running_word(unsigned level) override { return vmid_unit_.running_word(level); }
  void set_running_word(unsigned level, Word value) override { vmid_unit_.set_running_word(level, value); }
  Word device_requests() override { return Word{space_.console().requests_interrupt()} << Console::kDevice; }
  void acknowledge_device(unsigned) override { space_.console().acknowledge(); }
  unsigned interrupt_level(unsigned device) override { return vmid_unit_.vmid().interrupt_level(device); }
  void vm_fault(const VmFault& fault, const std::vector<Word>& words) override { vmid_unit_.vm_fault(fault, words); }

  LevelRead read(ResourceName y, bool for_map) override { return composer_.read_level_word(y, for_map); }
  void write(RealName name, Word value) override;

  MachineConfig config_;
  RealSpace space_;
  VmidUnit vmid_unit_;
  MapComposer composer_;
  Processor processor_;
  GrantedRun granted_;
  TurnObservers turns_;
  StoreObserver* store_observer_ = nullptr;
};

}  // namespace hv
