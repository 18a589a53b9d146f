// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "commands/commands.h"
#include "common.h"
#include "monitors/table2_printer.h"
#include "scenario_session.h"

namespace hv::cli {
namespace {

int run(const CommandLine& line) {
  const tb::CatalogueEntry entry = scenario_entry("table2");
  const explore::Configuration configuration = resolve_for(entry, line);
  if (printed_config(line, configuration)) return kDone;
  const SessionResult result = run_session(line, entry, configuration, true);
  if (!writes_to_output(line)) std::cout << tb::table2_text(result.events, tb::plain(entry).notes);
  return result.complete ? kDone : kFailed;
}

}  // namespace

Command table2_command() {
  return {
      "table2",
      "execute the paper's example and print its Table II",
      {{}, session_options(), true},
      "The memory image of Figure 6 runs on the SystemC machine: lines 1-3, line 4 and lines 5-6 are three starts.\n",
      run};
}

}  // namespace hv::cli
