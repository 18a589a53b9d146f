// SPDX-License-Identifier: Apache-2.0
#include "systemc/vmid_module.h"

namespace hv::sc {

namespace reg = vmid_registers;
using sc_core::sc_time;
using tlm::tlm_generic_payload;

VmidModule::VmidModule(sc_core::sc_module_name name, const VmidConfig& config, const Timing& timing)
    : sc_module(name),
      from_processor("from_processor"),
      to_composer("to_composer"),
      vm_fault("vm_fault"),
      vm_fault_level("vm_fault_level"),
      vm_fault_name("vm_fault_name"),
      vm_fault_cause("vm_fault_cause"),
      vm_fault_vm("vm_fault_vm"),
      config_(config),
      timing_(timing),
      unit_(config, *this),
      lines_("lines"),
      processor_(config.processor_words, 0) {
  from_processor.register_b_transport(this, &VmidModule::access);
  payload_.set_extension(new LevelAccess);  // the payload owns it
}

void VmidModule::access(tlm_generic_payload& payload, sc_time& delay) {
  if (!supported(payload)) return;
  const Word address = payload.get_address(), length = payload.get_data_length();
  if (length % kWordBytes != 0) return payload.set_response_status(tlm::TLM_BURST_ERROR_RESPONSE);
  payload.set_response_status(tlm::TLM_ADDRESS_ERROR_RESPONSE);
  if (address % kWordBytes != 0) return;
  const Exclusive::Turn turn(exclusive_);
  for (Word done = 0; done < length; done += kWordBytes) {
    unsigned char* const data = payload.get_data_ptr() + done;
    Word value = 0;
    bool known = true;
    if (payload.is_write()) {
      std::memcpy(&value, data, kWordBytes);
      known = write_register(address + done, value, delay);
    } else if (payload.is_read()) {
      known = read_register(address + done, value);
      std::memcpy(data, &value, kWordBytes);
    }
    if (!known) return;
  }
  payload.set_response_status(tlm::TLM_OK_RESPONSE);
}

bool VmidModule::in_processor_map(Word address) const { return in_window(address, reg::kProcessor, processor_.size()); }

bool VmidModule::write_register(Word address, Word value, sc_time& delay) {
  delay_ = &delay;
  switch (address) {
    case reg::kSyllable: {
      const std::uint64_t before = unit_.counters().lvmid;
      lvmid(value);
      delay += clock_((unit_.counters().lvmid - before) * timing_.lvmid);
      return true;
    }
    case reg::kPhiBase: return phi_.base = value, true;
    case reg::kPhiBound: return phi_.bound = value, true;
    case reg::kLevel: return level_ = value, true;
    case reg::kName: return name_ = value, true;
    case reg::kNameLevel: return name_level_ = value, true;
    case reg::kStatus: return status_ = value, true;
    case reg::kDeliver:
      if (level_ == 0 || level_ > vmid().depth()) return false;
      return deliver(delay), true;
    default:
      if (in_window(address, reg::kRunning, kLevelLimit + 1)) {
        unit_.set_running_word(static_cast<unsigned>((address - reg::kRunning) / kWordBytes), value);
        return true;
      }
      if (!in_processor_map(address)) return false;
      processor_[(address - reg::kProcessor) / kWordBytes] = value;
      return true;
  }
}

bool VmidModule::read_register(Word address, Word& value) const {
  switch (address) {
    case reg::kOutcome: return value = outcome_, true;
    case reg::kObjection: {
      const auto objection = unit_.lvmid_objection();
      return value = objection ? static_cast<Word>(*objection) : 0, true;
    }
    case reg::kDepth: return value = vmid().depth(), true;
    case reg::kLevel: return value = level_, true;
    case reg::kName: return value = name_, true;
    case reg::kNameLevel: return value = name_level_, true;
    case reg::kStatus: return value = status_, true;
    case reg::kReal: return value = real_, true;
    case reg::kPhiBase: return value = phi_.base, true;
    case reg::kPhiBound: return value = phi_.bound, true;
    default:
      if (in_window(address, reg::kRunning, kLevelLimit + 1))
        return value = unit_.running_word(static_cast<unsigned>((address - reg::kRunning) / kWordBytes)), true;
      if (in_window(address, reg::kInterruptLevel, 64))
        return value = vmid().interrupt_level(static_cast<unsigned>((address - reg::kInterruptLevel) / kWordBytes)),
               true;
      if (!in_processor_map(address)) return false;
      return value = processor_[(address - reg::kProcessor) / kWordBytes], true;
  }
}

void VmidModule::keep(Word outcome, Word level, ResourceName name, Word status) {
  outcome_ = outcome;
  level_ = level;
  name_ = name.value;
  name_level_ = name.level;
  status_ = status;
}

void VmidModule::lvmid(Word syllable) {
  const auto status = [](auto cause, AccessKind kind, bool implicit) {
    return layout::status_word(static_cast<unsigned>(cause), static_cast<unsigned>(kind), implicit);
  };
  std::visit(
      Visitor{[&](const Entered&) { keep(reg::entered, 0, {}, 0); },
              [&](const ProcessException& e) {
                keep(reg::exception, 0, {e.name.value, 0}, status(e.cause, AccessKind::read, false));
              },
              [&](const VmFault& t) { keep(reg::vm_fault, t.level, t.name, status(t.cause, t.kind, t.implicit)); },
              [&](const NonexistentMemory& n) {
                real_ = n.real.value;
                keep(reg::nonexistent, 0, {}, status(0, n.kind, n.implicit));
              }},
      unit_.lvmid(syllable, phi_, processor_));
  processor_.resize(config_.processor_words);
}

void VmidModule::deliver(sc_time& delay) {
  const VmFault fault{static_cast<unsigned>(level_),
                      {name_, static_cast<unsigned>(name_level_)},
                      static_cast<FaultCause>(status_ & 0xff),
                      static_cast<AccessKind>(status_ >> 8 & 3),
                      (status_ >> 10 & 1) != 0};
  raise_lines(fault, vmid().number());
  unit_.vm_fault(fault, processor_);
  delay += clock_(timing_.vm_fault);
  lines_.after(delay, [this] { vm_fault = false; });
}

void VmidModule::raise_lines(const VmFault& fault, VmNumbers::Number vm) {
  lines_.after(*delay_, [this, fault, vm] {
    vm_fault = true;
    vm_fault_level = fault.level;
    vm_fault_name = fault.name.value;
    vm_fault_cause = static_cast<unsigned>(fault.cause);
    vm_fault_vm = vm;
  });
}

// --- the unit's own transactions

LevelRead VmidModule::read(ResourceName y, bool for_map) {
  Word value = 0;
  prepare(payload_, tlm::TLM_READ_COMMAND, y.value * kWordBytes, &value, kWordBytes);
  LevelAccess& access = *payload_.get_extension<LevelAccess>();
  access.name = y;
  access.for_map = for_map;
  to_composer->b_transport(payload_, *delay_);
  if (payload_.is_response_ok()) return LevelWord{value, access.real};
  if (access.failure) return *access.failure;
  SC_REPORT_FATAL("hv/vmid", "the target bound to to_composer does not answer LevelAccess");
  return NonexistentMemory{RealName{y.value}, AccessKind::read};
}

void VmidModule::write(RealName name, Word value) {
  prepare(payload_, tlm::TLM_WRITE_COMMAND, name.value * kWordBytes, &value, kWordBytes);
  LevelAccess& access = *payload_.get_extension<LevelAccess>();
  access.name = as_resource(name);
  to_composer->b_transport(payload_, *delay_);
}

}  // namespace hv::sc
