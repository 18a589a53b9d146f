// SPDX-License-Identifier: Apache-2.0
#define SC_INCLUDE_DYNAMIC_PROCESSES
#include "waves/wave_recorder.h"

#include <algorithm>
#include <fstream>

namespace hv::tb {

using namespace waves;

namespace {

template <class Code>
unsigned number_of(Code code) {
  return static_cast<unsigned>(code);
}

/// Text as GTKWave shows it with its ASCII format: one byte a character, the last one lowest.
template <int bits>
sc_dt::sc_lv<bits> ascii(const std::string& text) {
  sc_dt::sc_lv<bits> label(sc_dt::SC_LOGIC_0);
  const std::string shown = text.substr(0, bits / 8);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const int low = static_cast<int>(8 * (shown.size() - 1 - i));
    label.range(low + 7, low) = static_cast<unsigned char>(shown[i]);
  }
  return label;
}

sc_dt::sc_lv<64> word(Word value) { return sc_dt::sc_lv<64>(sc_dt::sc_uint<64>(value)); }
sc_dt::sc_lv<64> no_word() { return sc_dt::sc_lv<64>(sc_dt::SC_LOGIC_Z); }
/// What a map gives for a name that it has no value for.
sc_dt::sc_lv<64> no_value() { return sc_dt::sc_lv<64>(sc_dt::SC_LOGIC_X); }

/// Calls `show` whenever this line rises or falls.
template <class Show>
void follow(const sc_core::sc_signal<bool>& line, const char* name, Show show) {
  sc_core::sc_spawn_options options;
  options.spawn_method();
  options.dont_initialize();
  options.set_sensitivity(&line.value_changed_event());
  sc_core::sc_spawn(show, name, &options);
}

}  // namespace

WaveRecorder::WaveRecorder(sc::Machine& machine, const std::string& path, unsigned levels, Symbols symbols)
    : machine_(machine),
      levels_(levels),
      symbols_(std::move(symbols)),
      path_(path + ".vcd"),
      file_(sc_core::sc_create_vcd_trace_file(path.c_str())),
      value_(no_word()),
      process_name_(no_word()),
      names_(levels + 1, no_word()),
      real_name_(no_word()),
      map_read_level_(no_word()),
      map_read_name_(no_word()),
      map_read_value_(no_word()),
      exception_cause_(sc_dt::SC_LOGIC_Z),
      vm_fault_cause_(sc_dt::SC_LOGIC_Z),
      exception_name_(no_word()),
      vm_fault_level_(no_word()),
      vm_fault_name_(no_word()) {
  shown_ = coming_ = tree_name();
  file_->set_time_unit(1, sc_core::SC_NS);
  trace_vmid();
  trace_cpu();
  trace_access();
  trace_composer();
  trace_failures();
  machine_.cpu.processor().observe(this);
  machine_.composer.composer().observe(this);
  machine_.vmid_unit.unit().observe(this);
  follow(machine_.cpu.exception, "wave_exception", [this] { show_exception(); });
  follow(machine_.vmid_unit.vm_fault, "wave_vm_fault", [this] { show_vm_fault(); });
}

WaveRecorder::~WaveRecorder() {
  const double now_ns = sc_core::sc_time_stamp().to_seconds() * 1e9;
  sc_core::sc_close_vcd_trace_file(file_);
  // Viewers end where the last time stamp is: what the last instruction has changed must be seen for a while.
  std::ofstream(path_, std::ios::app) << "#" << static_cast<std::uint64_t>(now_ns + 0.5) + kTailNs << "\n";
}

// --- what is in the file

template <class Value>
void WaveRecorder::trace(const Value& value, const std::string& name) {
  sc_core::sc_trace(file_, value, name);
}

void WaveRecorder::trace_code(const unsigned& code, const std::string& name, int bits) {
  sc_core::sc_trace(file_, code, name, bits);
}

void WaveRecorder::trace_vmid() {
  trace_code(shown_.depth, "vmid.depth", 8);
  trace(shown_.label, "vmid.label");
  for (unsigned level = 1; level <= levels_; ++level)
    trace(shown_.syllables[level], "vmid.syllable_" + std::to_string(level));
}

void WaveRecorder::trace_cpu() {
  trace(number_, "cpu.number");
  trace(ic_, "cpu.ic");
  trace(r_, "cpu.r");
  trace(b_, "cpu.b");
  trace_code(mode_, "cpu.mode", 2);
  trace_code(phase_, "cpu.phase", 3);
  trace_code(op_, "cpu.op", 8);
  trace(text_, "cpu.instruction");
  if (!symbols_.empty()) trace(symbol_, "cpu.symbol");
  trace(value_, "cpu.value");
  trace_code(outcome_, "cpu.outcome", 3);
}

void WaveRecorder::trace_access() {
  trace_code(kind_, "access.kind", 3);
  trace(process_name_, "access.process_name");
  for (unsigned level = levels_; level >= 1; --level) trace(names_[level], "access.name_" + std::to_string(level));
  trace(real_name_, "access.real_name");
  trace_code(result_, "access.result", 3);
}

void WaveRecorder::trace_composer() {
  trace_code(associator_, "associator.event", 3);
  trace_code(occupancy_, "associator.occupancy", 32);
  trace(hits_, "associator.hits");
  trace(misses_, "associator.misses");
  trace(fills_, "associator.fills");
  trace(forgotten_, "associator.forgotten");
  trace_code(reads_, "composer.reads", 16);
  trace(map_reads_, "composer.map_reads");
  trace(map_read_level_, "composer.map_read_level");
  trace(map_read_name_, "composer.map_read_name");
  trace(map_read_value_, "composer.map_read_value");
}

void WaveRecorder::trace_failures() {
  trace(machine_.cpu.exception, "exception.active");
  trace(exception_cause_, "exception.cause");
  trace(exception_name_, "exception.name");
  trace(machine_.vmid_unit.vm_fault, "vm_fault.active");
  trace(vm_fault_level_, "vm_fault.level");
  trace(vm_fault_cause_, "vm_fault.cause");
  trace(vm_fault_name_, "vm_fault.name");
}

// --- the VMID register

WaveRecorder::TreeName WaveRecorder::tree_name() const {
  const VmidRegister& vmid = machine_.vmid_unit.vmid();
  TreeName now{vmid.depth(), ascii<kTreeNameBits>(vmid.name()), std::vector<Name>(levels_ + 1, no_word())};
  for (unsigned level = 1; level <= std::min(levels_, vmid.depth()); ++level)
    now.syllables[level] = word(vmid.at(level).syllable);
  return now;
}

/// LVMID and the action on a VM-fault take no time in the VMID unit and are paid for afterwards; both change
/// the VMID last of all, so that it is shown when they have been paid for.
void WaveRecorder::vmid_changed(Phase phase) {
  if (coming_since_ < sc_core::sc_time_stamp()) show_vmid();
  coming_ = tree_name();
  coming_since_ = sc_core::sc_time_stamp();
  if (in_instruction_) phase_ = number_of(phase);  // else it was the front panel
}

// --- instructions

void WaveRecorder::instruction_begins(const ProcessorState& state) {
  show_vmid();
  in_instruction_ = true;
  ++number_;
  ic_ = state.address();
  r_ = state.r;
  b_ = state.b;
  mode_ = number_of(state.master() ? Mode::master : Mode::slave);
  phase_ = number_of(Phase::fetch);
  op_ = 0;
  text_ = Text(sc_dt::SC_LOGIC_Z);
  const auto symbol = symbols_.name_of(machine_.vmid_unit.vmid().name(), state);
  symbol_ = symbol ? ascii<kTextBits>(*symbol) : Text(sc_dt::SC_LOGIC_Z);
  value_ = no_word();
  outcome_ = 0;
}

void WaveRecorder::instruction_fetched(Word) { phase_ = number_of(Phase::execute); }

void WaveRecorder::instruction_ends(const ProcessorState&, const StepResult& result) {
  show_vmid();
  in_instruction_ = false;
  value_ = result.value ? word(*result.value) : no_word();
  outcome_ = outcome_code(result.outcome);
  phase_ = number_of(result.outcome == StepOutcome::halt ? Phase::halted : Phase::none);
}

/// The text is there as soon as the fetch has begun, ahead of the word itself, so that it stands beside all
/// that the instruction does.
void WaveRecorder::show_instruction(const Access& fetch) {
  const RealName* const real = std::get_if<RealName>(&fetch.outcome);
  const auto instruction = real ? machine_.memory.words().read(*real) : std::nullopt;
  if (!instruction) return;
  op_ = isa::decode(*instruction).code;
  text_ = ascii<kTextBits>(isa::disassemble(*instruction));
}

// --- references

void WaveRecorder::accessed(const Access& access) {
  if (access.kind == AccessKind::fetch) show_instruction(access);
  if (!access.by_process && in_instruction_) phase_ = number_of(Phase::exception);
  kind_ = number_of(kind_of(access));
  show_names(access);
  const auto* const real = std::get_if<RealName>(&access.outcome);
  real_name_ = real ? word(real->value) : names_[0];
  result_ = number_of(result_of(access.outcome));
  show_associator(access);
  show_map_reads(access);
}

/// The name at each level the reference came to: φ gives that of level n, f_x1…xi that of level i − 1. Where
/// it came no further although it should have, a map had no value (or a word of its table could not be
/// reached).
void WaveRecorder::show_names(const Access& access) {
  std::fill(names_.begin(), names_.end(), no_word());
  process_name_ = access.by_process ? word(access.name) : no_word();
  const unsigned depth = machine_.vmid_unit.vmid().depth();
  unsigned ahead = depth + 1;  // levels that it has still to come to
  const auto arrive = [&](unsigned level, const Name& name) {
    if (level <= levels_) names_[level] = name;
    ahead = level;
  };
  if (!access.by_process) arrive(depth, word(access.name));
  for (const auto& step : access.steps)
    if (step.implicit == 0 && step.out)
      arrive(step.of_running_phi() ? depth : step.type2_phi ? step.level : step.level - 1, word(*step.out));
  if (ahead > 0 && !std::holds_alternative<RealName>(access.outcome)) arrive(ahead - 1, no_value());
}

void WaveRecorder::show_associator(const Access& access) {
  const Counters& counters = machine_.composer.composer().counters();
  const bool filled = counters.associator_fills > fills_;
  switch (access.associator) {
    case AssociatorEvent::none: associator_ = number_of(Associator::none); break;
    case AssociatorEvent::bypassed: associator_ = number_of(Associator::bypassed); break;
    case AssociatorEvent::hit: associator_ = number_of(Associator::hit); break;
    case AssociatorEvent::miss: associator_ = number_of(filled ? Associator::miss_and_fill : Associator::miss); break;
  }
  occupancy_ = access.occupancy;
  hits_ = counters.associator_hits;
  misses_ = counters.associator_misses;
  fills_ = counters.associator_fills;
  forgotten_ = counters.associator_forgotten;
}

/// Table words take no time of their own in the waves: how many there were, and the last one.
void WaveRecorder::show_map_reads(const Access& access) {
  map_reads_ = machine_.composer.composer().counters().map_reads;
  reads_ = static_cast<unsigned>(access.map_reads.size());
  map_read_level_ = map_read_name_ = map_read_value_ = no_word();
  if (access.map_reads.empty()) return;
  const auto& last = access.map_reads.back();
  map_read_level_ = word(last.level);
  map_read_name_ = word(last.name.value);
  map_read_value_ = word(last.value);
}

// --- exceptions and VM-faults: the lines are the machine's own, what they say is shown while they are up

void WaveRecorder::show_exception() {
  const sc::CpuModule& cpu = machine_.cpu;
  const bool active = cpu.exception.read();
  exception_cause_ = active ? Cause(cpu.exception_cause.read()) : Cause(sc_dt::SC_LOGIC_Z);
  exception_name_ = active ? word(cpu.exception_name.read()) : no_word();
}

void WaveRecorder::show_vm_fault() {
  const sc::VmidModule& unit = machine_.vmid_unit;
  const bool active = unit.vm_fault.read();
  vm_fault_cause_ = active ? Cause(unit.vm_fault_cause.read()) : Cause(sc_dt::SC_LOGIC_Z);
  vm_fault_level_ = active ? word(unit.vm_fault_level.read()) : no_word();
  vm_fault_name_ = active ? word(unit.vm_fault_name.read()) : no_word();
}

}  // namespace hv::tb
