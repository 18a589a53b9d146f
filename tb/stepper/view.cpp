// SPDX-License-Identifier: Apache-2.0
#include "stepper/view.h"

#include <iomanip>
#include <ostream>
#include <sstream>

#include "monitors/event.h"

namespace hv::tb {
namespace {

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.resize(width, ' ');
  return text;
}

/// VMID, mode and IC of the machine before an instruction, and the instruction.
std::string situation(const std::vector<Word>& vmid, const ProcessorState& state, const Symbols& symbols,
                      const std::string& text) {
  const std::string machine = tree_name(vmid);
  std::string line =
      padded(machine, 8) + padded(state.master() ? "master" : "slave", 8) + padded(std::to_string(state.address()), 7);
  if (const auto symbol = symbols.name_of(machine, state)) line += padded("<" + *symbol + ">", 16);
  return line + " " + padded(text, 20);
}

std::string fault_text(const Stepped& step) {
  const VmFault& fault = *step.result.fault;
  const bool named = fault.level <= step.vmid.size();
  const std::string map = named ? map_name(step.vmid, fault.level) : "f of level " + std::to_string(fault.level);
  const std::string receiver = ", VM-fault to " + tree_name(step.vmid_after);
  if (fault.cause == FaultCause::absent || fault.cause == FaultCause::beyond_bound)
    return map + "(" + std::to_string(fault.name.value) + ") = t, " + to_string(fault.cause) + receiver;
  return map + ": " + to_string(fault.cause) + ", name " + std::to_string(fault.name.value) + receiver;
}

std::string outcome_text(const Stepped& step) {
  const StepResult& result = step.result;
  if (result.fault) return fault_text(step);
  if (result.exception)
    return std::string(result.outcome == StepOutcome::interrupt ? "interrupt" : "process exception") + ": " +
           to_string(result.exception->cause) + ", name " + std::to_string(result.exception->name.value);
  if (result.outcome == StepOutcome::halt) return "the machine stops";
  if (step.entered()) return "VMID is " + tree_name(step.vmid_after);
  return result.value ? std::to_string(*result.value) : "";
}

std::string trimmed(const std::string& line) { return line.substr(0, line.find_last_not_of(' ') + 1); }

}  // namespace

std::string line_of(const Stepped& step, const Symbols& symbols) {
  const std::string text = step.result.fetched ? isa::disassemble(step.result.instruction) : "";
  std::ostringstream line;
  line << std::setw(6) << step.n << "  " << situation(step.vmid, step.before, symbols, text) << " "
       << outcome_text(step);
  return trimmed(line.str());
}

std::string next_line(Walk& walk) {
  const std::string starts = std::to_string(walk.start()) + " of " + std::to_string(walk.scenario().starts.size());
  if (walk.over()) return "the scenario is over";
  if (walk.start_over()) return "start " + starts + " is over; the next step begins another";
  PureMachine& machine = walk.machine();
  const ProcessorState& state = machine.processor().state();
  std::string text = "(cannot be fetched)";
  const Translation at = machine.composer().probe(ProcessName{state.address()}, AccessKind::fetch);
  if (const auto* real = std::get_if<RealName>(&at))
    if (const auto word = machine.debug().read(*real)) text = isa::disassemble(*word);
  return trimmed("    =>  " + situation(walk.running(), state, walk.symbols(), text));
}

void print_registers(std::ostream& out, Walk& walk) {
  const Processor& processor = walk.machine().processor();
  const ProcessorState& state = processor.state();
  const auto symbol = walk.symbols().name_of(walk.running_name(), state);
  out << "VMID  " << walk.running_name() << "\n"
      << "mode  " << (state.master() ? "master" : "slave") << ", interrupts "
      << (state.interruptible() ? "enabled" : "disabled") << "\n"
      << "IC    " << state.address() << (symbol ? " <" + *symbol + ">" : "") << "\n"
      << "R-B   " << state.r << ", " << (state.b == kUnbounded ? "unbounded" : std::to_string(state.b)) << "\n";
  for (unsigned i = 0; i < isa::kRegisters; ++i)
    out << padded("R" + std::to_string(i), 6) << state.registers[i] << "\n";
  for (unsigned level = 0; level <= walk.vmid().depth(); ++level) {
    const Word timer = processor.timer(level);
    out << "timer of level " << level << "  " << (timer & IntervalTimers::kCount)
        << (timer & IntervalTimers::kRequest ? ", interrupt requested" : "") << "\n";
  }
}

void print_dump(std::ostream& out, const Symbols& symbols, const MemoryView& view, Word name, Word count) {
  out << "memory of " << (view.level() == 0 ? "the real machine" : "VM " + view.machine()) << "\n";
  for (Word i = 0; i < count; ++i, ++name) {
    const auto symbol = symbols.name_of(view.machine(), name);
    std::string line = padded(std::to_string(name) + (symbol ? " <" + *symbol + ">" : ""), 10) + "  ";
    const auto real = view.real(name);
    const auto word = view.read(name);
    if (!real)
      line += "has no real name";
    else if (!word)
      line += "real " + padded(std::to_string(real->value), 10) + "does not exist";
    else
      line += "real " + padded(std::to_string(real->value), 10) + padded(std::to_string(*word), 22) +
              isa::disassemble(*word);
    out << line << "\n";
  }
}

void print_nest(std::ostream& out, Walk& walk) {
  out << "VMID " << walk.running_name() << ", IC " << walk.machine().processor().state().address() << "\n";
  for (unsigned level = 1; level <= walk.vmid().depth(); ++level) {
    const ActiveLevel& active = walk.vmid().at(level);
    const auto word = [&](Word offset) {
      return walk.machine().debug().read(RealName{active.vmcb_real.value + offset}).value_or(0);
    };
    const Word status = word(layout::kStatus), cause = status & 0xff;
    out << "level " << level << ", VM " << walk.vmid().name(level) << ": VMCB at " << active.vmcb.value << " of level "
        << active.vmcb.level << ", real " << active.vmcb_real.value << "; map " << to_string(active.map.form)
        << ", base " << active.map.base << "\n"
        << "    IC saved " << (word(layout::kProcessorHead) & isa::kIcMask) << ", NEXT_SYLLABLE "
        << word(layout::kNextSyllable) << ", STATUS " << status;
    if (cause != 0)
      out << " (" << to_string(static_cast<FaultCause>(cause)) << ", name " << word(layout::kFaultName) << ")";
    out << "\n";
  }
}

void print_counters(std::ostream& out, Walk& walk) {
  const Counters counters = walk.run().counters();
  Counters::for_each(counters, [&](const char* name, const char*, std::uint64_t count) {
    if (count > 0) out << padded(name, 24) << count << "\n";
  });
  out << padded("cycles", 24) << walk.run().cycles() << "\n";
}

}  // namespace hv::tb
