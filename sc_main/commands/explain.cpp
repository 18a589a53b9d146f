// SPDX-License-Identifier: Apache-2.0
#include "stepper/explain.h"

#include <algorithm>
#include <iostream>

#include "commands/commands.h"
#include "common.h"
#include "scenario_session.h"
#include "scenarios/pure_run.h"

namespace hv::cli {
namespace {

Word number(const std::string& option, const std::string& text, Word least = 0) {
  try {
    std::size_t used = 0;
    if (text.empty() || text[0] < '0' || text[0] > '9') throw std::invalid_argument(text);
    const Word value = std::stoull(text, &used, 0);
    if (used == text.size() && value >= least) return value;
  } catch (const std::logic_error&) {
  }
  throw UsageError(option + ": " + text + " is no number from " + std::to_string(least) + " to 2^64 - 1");
}

std::vector<Word> tree_name(const std::string& text) {
  std::vector<Word> syllables;
  if (text == "NULL") return syllables;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t dot = std::min(text.find('.', at), text.size());
    syllables.push_back(number("--vmid", text.substr(at, dot - at), 1));
    at = dot + 1;
  }
  return syllables;
}

void enter(PureMachine& machine, const std::vector<Word>& syllables) {
  if (tb::enter_exactly(machine, syllables)) return;
  const VmidRegister& vmid = machine.vmid_unit().vmid();
  if (vmid.depth() >= syllables.size()) throw UsageError("--vmid: entering that VM goes on into " + vmid.name());
  throw UsageError("--vmid: in the scenario's memory as it starts, VM " + vmid.name() + " has no VM " +
                   std::to_string(syllables[vmid.depth()]) + " that can be entered");
}

int run(const CommandLine& line) {
  const tb::CatalogueEntry entry = scenario_entry(line.argument(0));
  const explore::Configuration configuration = resolve_for(entry, line);
  const auto resource = line.value("name"), process = line.value("process-name");
  if (!resource == !process) throw UsageError("one of --name and --process-name must be given");
  const tb::Scenario scenario = make_scenario(entry, configuration);
  tb::PureRun run(scenario);
  enter(run.machine(), tree_name(line.value("vmid").value_or("NULL")));
  const Word name = number(process ? "--process-name" : "--name", process ? *process : *resource);
  tb::explain(std::cout, run.machine(), process.has_value(), name);
  return kDone;
}

}  // namespace

Command explain_command() {
  return {"explain",
          "print how a name becomes a real one, map by map",
          {{"SCENARIO"},
           {{"vmid", "X.Y", "tree name of the machine that uses the name (default NULL, the real machine)"},
            {"name", "N", "a resource name of that machine"},
            {"process-name", "N", "a process name: phi comes first, with R-B as in the VM's control block"}},
           true},
          "In the scenario's memory as it starts. The table words that each map reads stand before its value.\n",
          run};
}

}  // namespace hv::cli
