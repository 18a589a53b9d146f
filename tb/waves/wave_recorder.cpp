// SPDX-License-Identifier: Apache-2.0
#include "waves/wave_recorder.h"

#include <algorithm>

namespace hv::tb {
namespace {

/// Text as GTKWave shows it with its ASCII format: one byte a character, the last one lowest.
template <class Label>
Label ascii(const std::string& text, int bits) {
  Label label;
  const int room = bits / 8;
  const std::string shown = text.substr(0, static_cast<std::size_t>(room));
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const int low = static_cast<int>(8 * (shown.size() - 1 - i));
    label.range(low + 7, low) = static_cast<unsigned char>(shown[i]);
  }
  return label;
}

sc_dt::sc_lv<64> word(Word value) { return sc_dt::sc_lv<64>(sc_dt::sc_uint<64>(value)); }
sc_dt::sc_lv<64> no_word() { return sc_dt::sc_lv<64>(sc_dt::SC_LOGIC_Z); }

// Codes of access.failure.
constexpr unsigned kReached = 0, kException = 1, kVmFault = 2, kNonexistent = 3;

// Codes of cpu.outcome: 0 while the instruction runs, then one more than StepOutcome.
unsigned outcome_code(StepOutcome outcome) { return 1 + static_cast<unsigned>(outcome); }

}  // namespace

WaveRecorder::WaveRecorder(sc::Machine& machine, const std::string& path, unsigned levels)
    : machine_(machine), levels_(levels), file_(sc_core::sc_create_vcd_trace_file(path.c_str())),
      syllables_(levels + 1, no_word()), value_(no_word()), process_name_(no_word()),
      names_(levels + 1, no_word()), real_name_(no_word()), map_read_name_(no_word()), map_read_value_(no_word()) {
  file_->set_time_unit(1, sc_core::SC_NS);
  trace_all();
  show_vmid();
  machine_.cpu.processor().observe(this);
  machine_.composer.composer().observe(this);
  machine_.vmid_unit.unit().observe(this);
}

WaveRecorder::~WaveRecorder() { sc_core::sc_close_vcd_trace_file(file_); }

void WaveRecorder::trace_all() {
  const auto trace = [this](const auto& variable, const std::string& name) {
    sc_core::sc_trace(file_, variable, name);
  };
  trace(depth_, "vmid.depth");
  trace(label_, "vmid.label");
  for (unsigned level = 1; level <= levels_; ++level)
    trace(syllables_[level], "vmid.syllable_" + std::to_string(level));
  trace(number_, "cpu.number");
  trace(ic_, "cpu.ic");
  trace(r_, "cpu.r");
  trace(b_, "cpu.b");
  trace(slave_, "cpu.slave_mode");
  trace(op_, "cpu.op");
  trace(text_, "cpu.instruction");
  trace(value_, "cpu.value");
  trace(outcome_, "cpu.outcome");
  trace(kind_, "access.kind");
  trace(process_name_, "access.process_name");
  for (unsigned level = levels_; level >= 1; --level) trace(names_[level], "access.name_" + std::to_string(level));
  trace(real_name_, "access.real_name");
  trace(failure_, "access.failure");
  trace(associator_, "associator.event");
  trace(occupancy_, "associator.occupancy");
  trace(hits_, "associator.hits");
  trace(misses_, "associator.misses");
  trace(fills_, "associator.fills");
  trace(map_reads_, "composer.map_reads");
  trace(map_read_name_, "composer.map_read_name");
  trace(map_read_value_, "composer.map_read_value");
  trace(machine_.cpu.exception, "exception.active");
  trace(machine_.cpu.exception_cause, "exception.cause");
  trace(machine_.cpu.exception_name, "exception.name");
  trace(machine_.vmid_unit.vm_fault, "vm_fault.active");
  trace(machine_.vmid_unit.vm_fault_level, "vm_fault.level");
  trace(machine_.vmid_unit.vm_fault_name, "vm_fault.name");
  trace(machine_.vmid_unit.vm_fault_cause, "vm_fault.cause");
}

void WaveRecorder::show_vmid() {
  const VmidRegister& vmid = machine_.vmid_unit.vmid();
  depth_ = vmid.depth();
  label_ = ascii<Label>(vmid.name(), kLabelBits);
  for (unsigned level = 1; level <= levels_; ++level)
    syllables_[level] = level <= depth_ ? word(vmid.at(level).syllable) : no_word();
}

void WaveRecorder::instruction_begins(const ProcessorState& state) {
  ++number_;
  ic_ = state.address();
  r_ = state.r;
  b_ = state.b;
  slave_ = !state.master();
  op_ = 0;
  text_ = Label();
  value_ = no_word();
  outcome_ = 0;
}

void WaveRecorder::instruction_fetched(Word instruction) {
  op_ = isa::decode(instruction).code;
  text_ = ascii<Label>(isa::disassemble(instruction), kLabelBits);
}

void WaveRecorder::instruction_ends(const ProcessorState&, const StepResult& result) {
  value_ = result.value ? word(*result.value) : no_word();
  outcome_ = outcome_code(result.outcome);
}

/// The name at each level the reference came to: φ gives that of level n, f_x1…xi that of level i − 1.
void WaveRecorder::show_names(const Access& access) {
  std::fill(names_.begin(), names_.end(), no_word());
  process_name_ = access.by_process ? word(access.name) : no_word();
  const unsigned depth = machine_.vmid_unit.vmid().depth();
  if (!access.by_process && depth <= levels_) names_[depth] = word(access.name);
  for (const auto& step : access.steps) {
    if (step.implicit > 0 || !step.out) continue;
    const unsigned at = step.level == 0 ? depth : step.level - 1;
    if (at <= levels_) names_[at] = word(*step.out);
  }
}

void WaveRecorder::accessed(const Access& access) {
  kind_ = 1 + static_cast<unsigned>(access.kind);
  show_names(access);
  const auto* const real = std::get_if<RealName>(&access.outcome);
  real_name_ = real ? word(real->value) : no_word();
  failure_ = std::visit(Visitor{[](const RealName&) { return kReached; },
                                [](const ProcessException&) { return kException; },
                                [](const VmFault&) { return kVmFault; },
                                [](const NonexistentMemory&) { return kNonexistent; }},
                        access.outcome);
  const Counters& counters = machine_.composer.composer().counters();
  associator_ = static_cast<unsigned>(access.associator);
  occupancy_ = access.occupancy;
  hits_ = counters.associator_hits;
  misses_ = counters.associator_misses;
  fills_ = counters.associator_fills;
  map_reads_ = counters.map_reads;
  if (access.map_reads.empty()) return;
  map_read_name_ = word(access.map_reads.back().name.value);
  map_read_value_ = word(access.map_reads.back().value);
}

}  // namespace hv::tb
