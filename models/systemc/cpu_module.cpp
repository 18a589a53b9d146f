// SPDX-License-Identifier: Apache-2.0
#include "systemc/cpu_module.h"

#include <algorithm>

namespace hv::sc {

namespace reg = vmid_registers;
using sc_core::sc_time;

CpuModule::CpuModule(sc_core::sc_module_name name, const Timing& timing, Word page_words, Execution execution)
    : sc_module(name),
      to_composer("to_composer"),
      to_phi_registers("to_phi_registers"),
      to_vmid_unit("to_vmid_unit"),
      devices("devices"),
      exception("exception"),
      exception_cause("exception_cause"),
      exception_name("exception_name"),
      instruction_time_(Clock{}(timing.instruction)),
      exception_time_(Clock{}(timing.exception)),
      execution_(execution),
      processor_(*this),
      granted_(page_words),
      lines_("lines") {
  SC_HAS_PROCESS(CpuModule);
  SC_THREAD(run);
  payload_.set_extension(&report_);
  payload_.set_extension(&request_);
  to_composer.register_invalidate_direct_mem_ptr(this, &CpuModule::invalidate_direct_mem_ptr);
}

void CpuModule::end_of_elaboration() {
  for (int device = 0; device < devices.size(); ++device) sources_.push_back(devices[device]);
}

void CpuModule::go(std::uint64_t attempts, sc_time until) {
  attempts_left_ = attempts;
  until_ = until;
  ends_ = until != sc_core::sc_max_time();
  going_ = true;
  go_.notify(sc_core::SC_ZERO_TIME);
}

void CpuModule::run() {
  for (;;) {
    while (!going_) wait(go_);  // the first go() may come before this process has begun to wait
    going_ = false;
    delay_ = sc_core::SC_ZERO_TIME;
    quantum_ = tlm::tlm_global_quantum::instance().compute_local_quantum();
    while (attempts_left_ > 0 && !processor_.stopped() && now() < until_) {
      const std::uint64_t done = execution_ == Execution::direct ? run_granted() : 0;
      attempts_left_ -= done;
      if (done == 0) step();
    }
    wait(delay_);
    delay_ = sc_core::SC_ZERO_TIME;
    sc_core::sc_pause();
  }
}

/// One step of the processor, and as many more as next_at_once() allows.
void CpuModule::step() {
  const std::uint64_t attempted = processor_.counters().instructions;
  --attempts_left_;
  waited_for_last_ = false;
  const StepResult result = processor_.step();
  if (waited_for_last_) return turns_.stepped(result, depth_);
  if (processor_.counters().instructions != attempted) delay_ += instruction_time_;
  if (result.outcome == StepOutcome::exception || result.outcome == StepOutcome::interrupt) delay_ += exception_time_;
  turns_.stepped(result, depth_);
  exception_ends();
  execution_ == Execution::lock_step ? wait_in_lock_step() : sync_if_due();
}

bool CpuModule::next_at_once() {
  if (attempts_left_ == 0) return false;
  switch (execution_) {
    case Execution::transport: return next_within_quantum();
    case Execution::lock_step: return next_in_lock_step();
    case Execution::direct: break;
  }
  return false;
}

bool CpuModule::next_within_quantum() {
  if (device_requests() != 0) return false;
  const sc_time done = delay_ + instruction_time_;
  if (done >= quantum_ || (ends_ && sc_core::sc_time_stamp() + done >= until_)) return false;
  delay_ = done;
  --attempts_left_;
  return true;
}

/// Not by way of step() and run(): what is returned through after a wait, the processor has not foreseen, and costs as
/// much as a tenth of the wait each time. Whatever may have changed meanwhile is looked at here.
bool CpuModule::next_in_lock_step() {
  delay_ += instruction_time_;
  wait_in_lock_step();
  waited_for_last_ = true;
  if (execution_ != Execution::lock_step || processor_.observed() || device_requests() != 0) return false;
  if (attempts_left_ == 0 || (ends_ && sc_core::sc_time_stamp() >= until_)) return false;
  waited_for_last_ = false;
  --attempts_left_;
  return true;
}

/// As many instructions as the granted pages, the quantum and the time of go() allow; returns how many.
std::uint64_t CpuModule::run_granted() {
  if (!issuer_) return 0;
  const GrantedRun::Work work = processor_.run_granted(granted_, *issuer_, fitting());
  if (work.instructions == 0) return 0;
  if (counted_) *counted_ += work.counted_reads + work.counted_writes;
  delay_ += sc_time::from_value(work.instructions * (instruction_time_ + latency_.read).value() +
                                work.reads * latency_.read.value() + work.writes * latency_.write.value() +
                                work.counted_reads * counted_latency_.read.value() +
                                work.counted_writes * counted_latency_.write.value());
  sync_if_due();
  return work.instructions;
}

/// What is sure not to go on beyond the time of go(), nor beyond the quantum by more than a sixteenth (else the last
/// instructions before its end would be done one at a time), but for the last instruction. An eighth of that is for
/// memory that counts, which is much slower.
GrantedRun::Limit CpuModule::fitting() const {
  const sc_time ahead = std::min(quantum_ + quantum_ / 16, until_ - sc_core::sc_time_stamp());
  const std::uint64_t left = (ahead - std::min(delay_, ahead)).value();
  const std::uint64_t longest = (instruction_time_ + latency_.read + std::max(latency_.read, latency_.write)).value();
  const std::uint64_t counted = std::max(counted_latency_.read, counted_latency_.write).value();
  return {std::clamp<std::uint64_t>((left - left / 8) / std::max<std::uint64_t>(longest, 1), 1, attempts_left_),
          left / 8 / std::max<std::uint64_t>(counted, 1)};
}

void CpuModule::sync_if_due() {
  if (delay_ < quantum_) return;
  wait(delay_);
  delay_ = sc_core::SC_ZERO_TIME;
  quantum_ = tlm::tlm_global_quantum::instance().compute_local_quantum();
}

void CpuModule::exception_begins(const ProcessException& e) {
  dispatching_exception_ = true;
  lines_.after(delay_, [this, e] {
    exception = true;
    exception_cause = static_cast<unsigned>(e.cause);
    exception_name = e.name.value;
  });
}

/// However it ended: the swap may have met a VM-fault, or stopped the machine.
void CpuModule::exception_ends() {
  if (!dispatching_exception_) return;
  dispatching_exception_ = false;
  lines_.after(delay_, [this] { exception = false; });
}

// --- references

std::optional<Failure> CpuModule::access(ProcessName name, AccessKind kind, Word& value) {
  return transport(name.value, kind, true, value);
}

std::optional<Failure> CpuModule::access_resource(Word name, AccessKind kind, Word& value) {
  return transport(name, kind, false, value);
}

std::optional<Failure> CpuModule::transport(Word name, AccessKind kind, bool by_process, Word& value) {
  const bool write = kind == AccessKind::write;
  prepare(payload_, write ? tlm::TLM_WRITE_COMMAND : tlm::TLM_READ_COMMAND, name * kWordBytes, &value, kWordBytes);
  report_.fetch = kind == AccessKind::fetch;
  report_.by_process = by_process;
  report_.failure.reset();
  to_composer->b_transport(payload_, delay_);
  wait_in_lock_step();
  if (payload_.is_response_ok()) {
    if (payload_.is_dmi_allowed() && by_process && execution_ == Execution::direct) ask_for_grant(name, kind);
    return std::nullopt;
  }
  if (report_.failure) return report_.failure;
  return NonexistentMemory{RealName{name}, kind};  // no composer in between
}

void CpuModule::ask_for_grant(Word name, AccessKind kind) {
  if (granted_.pages().holds(kind, name)) return;
  tlm::tlm_dmi grant;
  if (!to_composer->get_direct_mem_ptr(payload_, grant)) return;
  const bool counted = request_.accesses != nullptr;
  Word* const memory = reinterpret_cast<Word*>(grant.get_dmi_ptr());
  if (!request_.issuer || reinterpret_cast<std::uintptr_t>(memory) % alignof(Word) != 0) return;
  if (counted && kind == AccessKind::fetch) return;
  Latency& latency = counted ? counted_latency_ : latency_;
  const Latency granted{grant.get_read_latency(), grant.get_write_latency()};
  // One latency for all pages of a kind is all that is kept.
  if (granted.read != latency.read || granted.write != latency.write || (counted && request_.accesses != counted_))
    granted_.pages().forget_all();
  latency = granted;
  if (counted) counted_ = request_.accesses;
  issuer_ = request_.issuer;
  granted_.pages().add(GrantedPages::use_of(kind, counted), name, request_.page, memory);
}

void CpuModule::invalidate_direct_mem_ptr(sc_dt::uint64 start, sc_dt::uint64 end) {
  if (end - start < granted_.pages().page_words() * kWordBytes)
    granted_.pages().forget(start / kWordBytes);
  else
    granted_.pages().forget_all();
}

void CpuModule::load_process_map(Word r, Word b) {
  Word registers[] = {r, b};
  prepare(register_payload_, tlm::TLM_WRITE_COMMAND, 0, registers, sizeof registers);
  to_phi_registers->b_transport(register_payload_, delay_);
}

void CpuModule::purge() {
  Word any = 0;
  prepare(register_payload_, tlm::TLM_WRITE_COMMAND, kPurgeAddress, &any, kWordBytes);
  to_phi_registers->b_transport(register_payload_, delay_);
}

// --- the VMID unit

Word CpuModule::read_vmid_register(Word address) {
  Word value = 0;
  prepare(register_payload_, tlm::TLM_READ_COMMAND, address, &value, kWordBytes);
  to_vmid_unit->b_transport(register_payload_, delay_);
  return value;
}

void CpuModule::write_vmid_registers(Word address, const Word* words, unsigned count) {
  prepare(register_payload_, tlm::TLM_WRITE_COMMAND, address, const_cast<Word*>(words), count * kWordBytes);
  to_vmid_unit->b_transport(register_payload_, delay_);
}

std::optional<ExceptionCause> CpuModule::lvmid_objection() {
  const Word cause = read_vmid_register(reg::kObjection);
  if (cause == 0) return std::nullopt;
  return static_cast<ExceptionCause>(cause);
}

Word CpuModule::device_requests() {
  Word requests = 0, bit = 1;
  for (const InterruptSource* source : sources_) {
    if (source->requests_interrupt()) requests |= bit;
    bit <<= 1;
  }
  return requests;
}

LvmidOutcome CpuModule::lvmid(Word syllable, PhiRegisters phi, std::vector<Word>& processor) {
  const Word registers[] = {phi.base, phi.bound};
  write_vmid_registers(reg::kPhiBase, registers, 2);
  write_vmid_registers(reg::kSyllable, &syllable, 1);
  wait_in_lock_step();
  depth_ = static_cast<unsigned>(read_vmid_register(reg::kDepth));
  const Word status = read_vmid_register(reg::kStatus);
  const ResourceName name{read_vmid_register(reg::kName), static_cast<unsigned>(read_vmid_register(reg::kNameLevel))};
  const auto kind = static_cast<AccessKind>(status >> 8 & 3);
  const bool implicit = (status >> 10 & 1) != 0;
  switch (read_vmid_register(reg::kOutcome)) {
    case reg::exception: return ProcessException{static_cast<ExceptionCause>(status & 0xff), ProcessName{name.value}};
    case reg::vm_fault:
      return VmFault{static_cast<unsigned>(read_vmid_register(reg::kLevel)), name,
                     static_cast<FaultCause>(status & 0xff), kind, implicit};
    case reg::nonexistent: return NonexistentMemory{RealName{read_vmid_register(reg::kReal)}, kind, implicit};
    default: break;
  }
  processor.resize(isa::kProcessorWords);
  prepare(register_payload_, tlm::TLM_READ_COMMAND, reg::kProcessor, processor.data(),
          isa::kProcessorWords * kWordBytes);
  to_vmid_unit->b_transport(register_payload_, delay_);
  return Entered{};
}

void CpuModule::vm_fault(const VmFault& fault, const std::vector<Word>& processor) {
  exception_ends();
  write_vmid_registers(reg::kProcessor, processor.data(), isa::kProcessorWords);
  const Word words[] = {
      fault.level, fault.name.value, fault.name.level,
      layout::status_word(static_cast<unsigned>(fault.cause), static_cast<unsigned>(fault.kind), fault.implicit)};
  write_vmid_registers(reg::kLevel, words, 4);
  const Word now = 1;
  write_vmid_registers(reg::kDeliver, &now, 1);
  depth_ = static_cast<unsigned>(read_vmid_register(reg::kDepth));
  wait_in_lock_step();
}

// --- the front panel

void CpuModule::set_state(const ProcessorState& state) {
  at_front_panel_ = true;
  depth_ = static_cast<unsigned>(read_vmid_register(reg::kDepth));
  processor_.set_state(state);
  at_front_panel_ = false;
  delay_ = sc_core::SC_ZERO_TIME;
}

bool CpuModule::enter(Word syllable) {
  at_front_panel_ = true;
  std::vector<Word> words;
  const ProcessorState& state = processor_.state();
  const bool entered = std::holds_alternative<Entered>(lvmid(syllable, {state.r, state.b}, words));
  if (entered) processor_.set_state(ProcessorState::from_words(words));
  at_front_panel_ = false;
  delay_ = sc_core::SC_ZERO_TIME;
  return entered;
}

}  // namespace hv::sc
