// SPDX-License-Identifier: Apache-2.0
#include "explore/replay.h"

#include <iostream>

#include "commands/commands.h"
#include "common.h"
#include "exploration/load_trace.h"
#include "exploration/statistics.h"
#include "platform/replay_run.h"
#include "progress_line.h"

namespace hv::cli {
namespace {

void print(const explore::RunResult& result, const tb::LoadedTrace& loaded) {
  std::cout << "references         " << loaded.trace.size() << " on " << loaded.trace.pages() << " pages of "
            << loaded.trace.page_words() << " words, " << loaded.trace.straddling() << " straddling\n"
            << "associator hits    " << result.counters.associator_hits << "\n"
            << "associator misses  " << result.counters.associator_misses << "\n";
  if (result.misses)
    std::cout << "  compulsory       " << result.misses->compulsory << "\n"
              << "  capacity         " << result.misses->capacity << "\n"
              << "  conflict         " << result.misses->conflict << "\n"
              << "  invalidation     " << result.misses->invalidation << "\n";
  std::cout << "map reads          " << result.counters.map_reads << "\n"
            << "cycles             " << result.cycles << "\n"
            << "real digest        " << explore::digest_text(result.real_digest) << "\n";
}

explore::RunResult replay(const CommandLine& line, const explore::Configuration& configuration,
                          const explore::CompactTrace& trace) {
  ProgressLine progress("references");
  const auto show = [&](std::uint64_t done) { progress(done, trace.size()); };
  if (line.has("systemc") && configuration.misses_apart)
    throw UsageError("misses.apart is counted in the pure core only, which has the same misses: leave out --systemc");
  if (line.has("systemc")) return tb::replay_through_systemc(configuration, trace, show);
  return explore::replay(configuration, trace, {}, show);
}

int run(const CommandLine& line) {
  const explore::Configuration configuration = resolve(line);
  if (printed_config(line, configuration)) return kDone;
  const tb::LoadedTrace loaded =
      tb::load_trace(line.argument(0), configuration.machine.page_words, configuration.trace);
  const explore::RunResult result = replay(line, configuration, loaded.trace);
  if (const auto file = line.value("stats"))
    write_file(*file, tb::statistics_json(configuration, result,
                                          {program_version(),
                                           loaded.hash,
                                           {{"references", loaded.trace.size()},
                                            {"pages", loaded.trace.pages()},
                                            {"straddling", loaded.trace.straddling()}}}));
  if (line.value("stats") != "-") print(result, loaded);
  return kDone;
}

}  // namespace

Command replay_command() {
  return {"replay",
          "replay an address trace at any depth of virtual machines",
          {{"TRACE"},
           {{"stats", "F.json", "write all counters, and what they belong to"},
            {"systemc", "", "send the references through the SystemC modules; the results are the same"}},
           true},
          "Each reference is one on the page of its first byte; its page belongs to the memory of the "
          "deepest VM, and is\n"
          "mapped on by the map f of each level through tables that lie in the memory of the level below. "
          "TRACE may be -\n"
          "(standard input). In memory a reference takes 4 bytes.\n",
          run};
}

}  // namespace hv::cli
