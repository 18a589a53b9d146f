// SPDX-License-Identifier: Apache-2.0
#include <iostream>
#include <optional>

#include "commands/commands.h"
#include "common.h"
#include "exploration/replay_file.h"
#include "exploration/statistics.h"
#include "explore/replay_vms.h"
#include "platform/replay_run.h"
#include "progress_line.h"
#include "trace_arguments.h"

namespace hv::cli {
namespace {

void print_vms(const explore::RunResult& result, const TraceArguments& arguments) {
  for (std::size_t i = 0; i < result.vms.size(); ++i) {
    const explore::VmCounts& vm = result.vms[i];
    std::cout << "VM " << vm.vmid << "  " << vm.references << " references, " << vm.associator_hits << " hits, "
              << vm.associator_misses << " misses  " << arguments.paths()[i] << "\n";
  }
  if (!result.vms.empty())
    std::cout << "VM switches        " << result.counters.vm_switches << "\n"
              << "LVMID reads        " << result.counters.lvmid_reads << "\n";
}

/// With three digits, down.
std::string ratio_text(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return "-";
  const std::string digits = std::to_string(part % whole * 1000 / whole);
  return std::to_string(part / whole) + "." + std::string(3 - digits.size(), '0') + digits;
}

void print(const explore::Configuration& configuration, const explore::RunResult& result, const TraceFacts& input,
           const TraceArguments& arguments) {
  const std::uint64_t real = explore::real_machine_cycles(configuration, result);
  std::cout << "references         " << input.references << " on " << input.pages << " pages of " << input.page_words
            << " words, " << input.straddling << " straddling\n"
            << "associator hits    " << result.counters.associator_hits << "\n"
            << "associator misses  " << result.counters.associator_misses << "\n";
  if (result.misses)
    std::cout << "  compulsory       " << result.misses->compulsory << "\n"
              << "  capacity         " << result.misses->capacity << "\n"
              << "  conflict         " << result.misses->conflict << "\n"
              << "  invalidation     " << result.misses->invalidation << "\n";
  print_vms(result, arguments);
  std::cout << "map reads          " << result.counters.map_reads << "\n"
            << "cycles             " << result.cycles << "\n"
            << "slowdown           " << ratio_text(result.cycles, real) << " against " << real
            << " cycles of the real machine\n"
            << "real digest        " << explore::digest_text(result.real_digest) << "\n";
}

void check_systemc(const explore::Configuration& configuration, const TraceArguments& arguments) {
  if (configuration.misses_apart)
    throw UsageError("misses.apart is counted in the pure core only, which has the same misses: leave out --systemc");
  if (arguments.in_tree()) throw UsageError("--systemc is for one trace; several are replayed in the pure core only");
}

struct Replayed {
  explore::RunResult result;
  TraceFacts input;
};

Replayed replay_loaded(const CommandLine& line, const explore::Configuration& configuration,
                       const TraceArguments& arguments, tb::TraceHash hash) {
  const LoadedTraces loaded = load_traces(arguments, configuration, line, hash);
  const TraceFacts input = loaded.facts();
  ProgressLine progress("references");
  const auto show = [&](std::uint64_t done) { progress(done, input.references); };
  if (line.has("systemc")) return {tb::replay_through_systemc(configuration, loaded.traces.front().trace, show), input};
  return {explore::replay_vms(configuration, loaded.in_vms(arguments.names(configuration.depth)), show), input};
}

Replayed replay(const CommandLine& line, const explore::Configuration& configuration, const TraceArguments& arguments,
                tb::TraceHash hash) {
  if (line.has("systemc") || arguments.in_tree()) return replay_loaded(line, configuration, arguments, hash);
  std::optional<ProgressLine> progress;  // from the end of reading on
  const auto show = [&](std::uint64_t done, std::uint64_t all) {
    if (!progress) progress.emplace("references");
    (*progress)(done, all);
  };
  const tb::ReplayedFile file =
      tb::replay_file(arguments.paths().front(), configuration, trace_reading(line, hash), show);
  TraceFacts input;
  input.add(file.pages, file.references, file.hash);
  return {file.result, input};
}

int run(const CommandLine& line) {
  const TraceArguments arguments(line);
  const explore::Configuration configuration = arguments.resolve();
  if (printed_config(line, configuration)) return kDone;
  if (line.has("systemc")) check_systemc(configuration, arguments);
  const auto hash = line.value("stats") ? tb::TraceHash::wanted : tb::TraceHash::none;
  const auto [result, input] = replay(line, configuration, arguments, hash);
  if (const auto file = line.value("stats"))
    write_file(*file,
               tb::statistics_json(configuration, result,
                                   {program_version(),
                                    input.hash,
                                    {{"references", input.references},
                                     {"pages", input.pages},
                                     {"straddling", input.straddling},
                                     {"real_machine_cycles", explore::real_machine_cycles(configuration, result)}}}));
  if (line.value("stats") != "-") print(configuration, result, input, arguments);
  return kDone;
}

}  // namespace

Command replay_command() {
  return {"replay",
          "replay address traces at any depth of virtual machines",
          {{"TRACE"},
           {vm_option(),
            trace_memory_option(),
            {"stats", "F.json", "write all counters, and what they belong to"},
            {"systemc", "", "send the references through the SystemC modules; the results are the same"}},
           true,
           {},
           true,
           vm_option().name},
          "Each reference is one on the page of its first byte; its page belongs to the memory of the "
          "deepest VM, and is\n"
          "mapped on by the map f of each level through tables that lie in the memory of the level below. "
          "TRACE may be -\n"
          "(standard input).\n"
          "Several traces run at once, in sibling VMs of the deepest level (1.1, 1.2 … at depth 2), or each in the VM "
          "that --vm\n"
          "names: a leaf of a tree of VMs of any shape. Each VMM gives each of its VMs schedule.quantum references in "
          "turn; a\n"
          "switch is a VM-fault and an LVMID, whose words are really read. The references that VMMs make themselves "
          "are not\n"
          "modelled. trace.skip and trace.references choose from each trace, trace.warm-up counts references of all.\n"
          "  hvsim replay A.hvt B.hvt --depth 2 --schedule.quantum 0/5000\n"
          "  hvsim replay --vm 1.1=A.hvt --vm 1.2=B.hvt --vm 2=C.hvt --schedule.quantum 20000/5000\n",
          run};
}

}  // namespace hv::cli
