// SPDX-License-Identifier: Apache-2.0
#define SC_INCLUDE_DYNAMIC_PROCESSES
#include "waves/wave_recorder.h"

#include <algorithm>

namespace hv::tb {

using namespace waves;

namespace {

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

WaveRecorder::WaveRecorder(sc::Machine& machine, VcdWriter::Sink sink, unsigned levels, Symbols symbols)
    : machine_(machine),
      levels_(levels),
      symbols_(std::move(symbols)),
      units_per_ns_(sc_core::sc_time(1, sc_core::SC_NS).value()),
      vcd_(std::move(sink)) {
  declare_vmid();
  declare_cpu();
  declare_access();
  declare_composer();
  declare_failures();
  follow(machine_.cpu.exception, "wave_exception", [this] { show_exception(); });
  follow(machine_.vmid_unit.vm_fault, "wave_vm_fault", [this] { show_vm_fault(); });
}

WaveRecorder::~WaveRecorder() {
  if (stage_ == Stage::attached) unobserve();
}

void WaveRecorder::attach(std::uint64_t attempted) {
  if (stage_ != Stage::waiting) return;
  stage_ = Stage::attached;
  attempted_ = attempted_before_ = attempted;
  time_ = sc_core::sc_time_stamp().value();
  vcd_.at(now_ns());
  coming_ = tree_name();
  is_coming_ = true;
  show_vmid();
  for (const Signal code : {number_, ic_, r_, b_, mode_, phase_, op_, outcome_}) set(code, 0);
  show_no_reference();
  show_exception();
  show_vm_fault();
  machine_.cpu.processor().observe(this);
  machine_.composer.composer().observe(this);
  machine_.vmid_unit.unit().observe(this);
}

void WaveRecorder::unobserve() {
  stage_ = Stage::over;
  machine_.cpu.processor().unobserve(this);
  machine_.composer.composer().unobserve(this);
  machine_.vmid_unit.unit().unobserve(this);
}

/// What is to happen at this moment belongs to the next instruction.
void WaveRecorder::detach() {
  if (stage_ != Stage::attached) return;
  at_this_time();
  unobserve();
  vcd_.finish_before();
}

/// The lines may have changed in the very last delta cycle, of which no process has heard.
void WaveRecorder::finish() {
  if (stage_ != Stage::attached) return;
  show_exception();
  show_vm_fault();
  unobserve();
  vcd_.finish(now_ns() + kTailNs);
}

void WaveRecorder::at_this_time() {
  const sc_dt::uint64 now = sc_core::sc_time_stamp().value();
  if (now == time_) return;
  time_ = now;
  vcd_.at(now / units_per_ns_);
}

// --- what is in the file

void WaveRecorder::declare_vmid() {
  depth_ = vcd_.declare("vmid.depth", 8);
  label_ = vcd_.declare("vmid.label", 8 * kTreeNameLength);
  syllables_.resize(levels_ + 1);
  for (unsigned level = 1; level <= levels_; ++level)
    syllables_[level] = vcd_.declare("vmid.syllable_" + std::to_string(level), 64);
}

void WaveRecorder::declare_cpu() {
  number_ = number("cpu.number");
  ic_ = number("cpu.ic");
  r_ = number("cpu.r");
  b_ = number("cpu.b");
  mode_ = vcd_.declare("cpu.mode", 2);
  phase_ = vcd_.declare("cpu.phase", 3);
  op_ = vcd_.declare("cpu.op", 8);
  text_ = vcd_.declare("cpu.instruction", 8 * kTextLength);
  if (!symbols_.empty()) symbol_ = vcd_.declare("cpu.symbol", 8 * kTextLength);
  value_ = number("cpu.value");
  outcome_ = vcd_.declare("cpu.outcome", 3);
}

void WaveRecorder::declare_access() {
  kind_ = vcd_.declare("access.kind", 3);
  process_name_ = number("access.process_name");
  names_.resize(levels_ + 1);
  for (unsigned level = levels_; level >= 1; --level)
    names_[level] = vcd_.declare("access.name_" + std::to_string(level), 64);
  real_name_ = number("access.real_name");
  result_ = vcd_.declare("access.result", 3);
}

void WaveRecorder::declare_composer() {
  associator_ = vcd_.declare("associator.event", 3);
  occupancy_ = vcd_.declare("associator.occupancy", 32);
  hits_ = number("associator.hits");
  misses_ = number("associator.misses");
  filled_ = number("associator.fills");
  forgotten_ = number("associator.forgotten");
  reads_ = vcd_.declare("composer.reads", 16);
  map_reads_ = number("composer.map_reads");
  map_read_level_ = number("composer.map_read_level");
  map_read_name_ = number("composer.map_read_name");
  map_read_value_ = number("composer.map_read_value");
}

void WaveRecorder::declare_failures() {
  exception_ = vcd_.declare("exception.active", 1);
  exception_cause_ = vcd_.declare("exception.cause", 4);
  exception_name_ = number("exception.name");
  vm_fault_ = vcd_.declare("vm_fault.active", 1);
  vm_fault_level_ = number("vm_fault.level");
  vm_fault_cause_ = vcd_.declare("vm_fault.cause", 4);
  vm_fault_name_ = number("vm_fault.name");
}

// --- the VMID register

WaveRecorder::TreeName WaveRecorder::tree_name() const {
  const VmidRegister& vmid = machine_.vmid_unit.vmid();
  TreeName now{vmid.depth(), vmid.name(), {}};
  for (unsigned level = 1; level <= std::min(levels_, vmid.depth()); ++level)
    now.syllables.push_back(vmid.at(level).syllable);
  return now;
}

/// LVMID and the action on a VM-fault take no time in the VMID unit and are paid for afterwards; both change
/// the VMID last of all, so that it is shown when they have been paid for.
void WaveRecorder::vmid_changed(Phase phase) {
  at_this_time();
  if (coming_since_ < sc_core::sc_time_stamp()) show_vmid();
  coming_ = tree_name();
  is_coming_ = true;
  coming_since_ = sc_core::sc_time_stamp();
  if (!in_instruction_) return;  // it was the front panel
  set(phase_, phase);
  if (!has_referred_) show_no_reference();  // an interrupt came in the instruction's place
}

void WaveRecorder::show_vmid() {
  if (!is_coming_) return;
  is_coming_ = false;
  set(depth_, coming_.depth);
  vcd_.set_text(label_, coming_.label);
  for (unsigned level = 1; level <= levels_; ++level)
    if (level <= coming_.syllables.size())
      set(syllables_[level], coming_.syllables[level - 1]);
    else
      vcd_.set_z(syllables_[level]);
}

// --- instructions

void WaveRecorder::instruction_begins(const ProcessorState& state) {
  at_this_time();
  show_vmid();
  in_instruction_ = true;
  has_referred_ = false;
  set(number_, ++attempted_);
  set(ic_, state.address());
  set(r_, state.r);
  set(b_, state.b);
  set(mode_, state.master() ? Mode::master : Mode::slave);
  set(phase_, Phase::fetch);
  set(op_, 0);
  vcd_.set_z(text_);
  if (!symbols_.empty()) show_symbol(state);
  vcd_.set_z(value_);
  set(outcome_, 0);
}

void WaveRecorder::show_symbol(const ProcessorState& state) {
  if (const auto symbol = symbols_.name_of(machine_.vmid_unit.vmid().name(), state))
    vcd_.set_text(symbol_, *symbol);
  else
    vcd_.set_z(symbol_);
}

void WaveRecorder::instruction_fetched(Word) {
  at_this_time();
  set(phase_, Phase::execute);
}

void WaveRecorder::instruction_ends(const ProcessorState&, const StepResult& result) {
  at_this_time();
  show_vmid();
  in_instruction_ = false;
  if (result.value)
    set(value_, *result.value);
  else
    vcd_.set_z(value_);
  set(outcome_, outcome_code(result.outcome));
  set(phase_, result.outcome == StepOutcome::halt ? Phase::halted : Phase::none);
}

/// The text is there as soon as the fetch has begun, ahead of the word itself, so that it stands beside all
/// that the instruction does.
void WaveRecorder::show_instruction(const Access& fetch) {
  const RealName* const real = std::get_if<RealName>(&fetch.outcome);
  const auto instruction = real ? machine_.memory.words().read(*real) : std::nullopt;
  if (!instruction) return;
  const Decoded& shown = decoded(*instruction);
  set(op_, shown.op);
  vcd_.set_text(text_, shown.text);
}

const WaveRecorder::Decoded& WaveRecorder::decoded(Word instruction) {
  if (decoded_.size() >= kMostDecoded) decoded_.clear();  // software may make instructions without end
  const auto [entry, is_new] = decoded_.try_emplace(instruction);
  if (is_new) entry->second = {isa::decode(instruction).code, isa::disassemble(instruction)};
  return entry->second;
}

// --- exceptions and VM-faults: the lines are the machine's own, what they say is shown while they are up

void WaveRecorder::show_exception() {
  if (stage_ != Stage::attached) return;
  at_this_time();
  const sc::CpuModule& cpu = machine_.cpu;
  const bool active = cpu.exception.read();
  set(exception_, active);
  if (!active) {
    for (const Signal signal : {exception_cause_, exception_name_}) vcd_.set_z(signal);
    return;
  }
  set(exception_cause_, cpu.exception_cause.read());
  set(exception_name_, cpu.exception_name.read());
}

void WaveRecorder::show_vm_fault() {
  if (stage_ != Stage::attached) return;
  at_this_time();
  const sc::VmidModule& unit = machine_.vmid_unit;
  const bool active = unit.vm_fault.read();
  set(vm_fault_, active);
  if (!active) {
    for (const Signal signal : {vm_fault_level_, vm_fault_cause_, vm_fault_name_}) vcd_.set_z(signal);
    return;
  }
  set(vm_fault_level_, unit.vm_fault_level.read());
  set(vm_fault_cause_, unit.vm_fault_cause.read());
  set(vm_fault_name_, unit.vm_fault_name.read());
}

}  // namespace hv::tb
