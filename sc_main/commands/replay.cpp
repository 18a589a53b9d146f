// SPDX-License-Identifier: Apache-2.0
#include "explore/replay.h"

#include <iostream>

#include "commands/commands.h"
#include "common.h"
#include "exploration/load_trace.h"
#include "exploration/replay_file.h"
#include "exploration/statistics.h"
#include "platform/replay_run.h"
#include "progress_line.h"

namespace hv::cli {
namespace {

void print(const tb::ReplayedFile& replayed) {
  const explore::RunResult& result = replayed.result;
  std::cout << "references         " << replayed.references << " on " << replayed.pages << " pages of "
            << replayed.page_words << " words, " << replayed.straddling << " straddling\n"
            << "associator hits    " << result.counters.associator_hits << "\n"
            << "associator misses  " << result.counters.associator_misses << "\n"
            << "map reads          " << result.counters.map_reads << "\n"
            << "cycles             " << result.cycles << "\n"
            << "real digest        " << explore::digest_text(result.real_digest) << "\n";
}

tb::ReplayedFile replay(const CommandLine& line, const explore::Configuration& configuration) {
  const std::string& path = line.argument(0);
  const tb::TraceHash hash = line.value("stats") ? tb::TraceHash::wanted : tb::TraceHash::none;
  const trace::Reading reading = trace::usual_reading();
  ProgressLine progress("references");
  if (!line.has("systemc"))
    return tb::replay_file(path, configuration, hash, reading, [&](std::uint64_t done) { progress(done); });
  const tb::LoadedTrace loaded =
      tb::load_trace(path, configuration.machine.page_words, configuration.trace, hash, reading);
  const explore::CompactTrace& trace = loaded.trace;
  const auto show = [&](std::uint64_t done) { progress(done, trace.size()); };
  return {tb::replay_through_systemc(configuration, trace, show),
          trace.size(),
          trace.pages(),
          trace.page_words(),
          trace.straddling(),
          loaded.hash};
}

int run(const CommandLine& line) {
  const explore::Configuration configuration = resolve(line);
  if (printed_config(line, configuration)) return kDone;
  const tb::ReplayedFile replayed = replay(line, configuration);
  if (const auto file = line.value("stats"))
    write_file(
        *file,
        tb::statistics_json(
            configuration, replayed.result,
            {program_version(),
             replayed.hash,
             {{"references", replayed.references}, {"pages", replayed.pages}, {"straddling", replayed.straddling}}}));
  if (line.value("stats") != "-") print(replayed);
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
