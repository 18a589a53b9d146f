// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "commands/commands.h"
#include "common.h"
#include "explore/run_result.h"
#include "scenario_session.h"

namespace hv::cli {
namespace {

std::string levels(const Counters::ByLevel& counts, unsigned depth) {
  std::string text;
  for (const std::uint64_t count : explore::shown_levels(counts, depth)) text += " " + std::to_string(count);
  return text;
}

void print(const SessionResult& result, unsigned depth) {
  const Counters& counters = result.counters;
  std::cout << "instructions       " << counters.instructions
            << "; by level from 0:" << levels(counters.instructions_by_level, depth) << "\n"
            << "references         " << counters.references << "\n"
            << "associator         " << counters.associator_hits << " hits, " << counters.associator_misses
            << " misses\n"
            << "map reads          " << counters.map_reads << "\n"
            << "LVMID              " << counters.lvmid << "\n"
            << "process exceptions " << counters.process_exceptions << "\n"
            << "VM-faults          " << counters.vm_faults
            << "; taken by level from 0:" << levels(counters.vm_faults_taken_by_level, depth) << "\n"
            << "cycles             " << result.cycles << "\n"
            << "real digest        " << explore::digest_text(result.real_digest) << "\n\n"
            << tb::summary_text(result.machines);
}

int halted_well(const SessionResult& result) {
  if (!result.expected_halt_code || result.halt_code == result.expected_halt_code) return kDone;
  std::cerr << "hvsim run: the machine stopped "
            << (result.halt_code ? "with HALT " + std::to_string(*result.halt_code) : std::string("without HALT"))
            << "; HALT " << *result.expected_halt_code << " was expected\n";
  return kFailed;
}

int run(const CommandLine& line) {
  const tb::CatalogueEntry entry = scenario_entry(line.argument(0));
  const explore::Configuration configuration = resolve_for(entry, line);
  if (printed_config(line, configuration)) return kDone;
  const SessionResult result = run_session(line, entry, configuration, false);
  if (!writes_to_output(line)) {
    std::cout << result.console;
    print(result, configuration.depth);
  }
  if (result.complete) return halted_well(result);
  std::cerr << "hvsim run: the machine had not stopped after " << result.counters.instructions << " instructions\n";
  return kFailed;
}

}  // namespace

Command run_command() {
  return {
      "run",
      "run a scenario, or a program, on the SystemC machine",
      {{"SCENARIO|PROGRAM"}, session_options(), true},
      "hvsim list says which scenarios there are. A program is a file: assembly language or an image that hvsim "
      "asm has\n"
      "made; --depth N puts it under N VMMs. With --events or --vcd the processor runs in lock-step, waiting after "
      "each\n"
      "access; the results are the same. Outside of the window of --vcd-from, --vcd-to or --vcd-trigger it runs at "
      "full\n"
      "speed. An EVENT is vm-fault, exception, interrupt, lvmid, halt or label:NAME; it is looked for in a run ahead, "
      "so that\n"
      "the waves have the instruction itself, and what --vcd-before asks for.\n",
      run};
}

}  // namespace hv::cli
