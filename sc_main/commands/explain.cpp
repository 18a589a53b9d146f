// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iostream>

#include "commands/commands.h"
#include "common.h"
#include "explore/pure_machine.h"
#include "monitors/event.h"
#include "scenario_session.h"

namespace hv::cli {
namespace {

/// Prints a composition as it goes: table words before the map that needs them, further in the deeper they lie.
class Printer final : public CompositionObserver {
 public:
  explicit Printer(const VmidRegister& vmid) : vmid_(vmid) {}

  void step(const Step& step) override {
    const std::string out = step.out ? std::to_string(*step.out) : step.level == 0 ? "e" : "t";
    line(step.implicit) << map_name(vmid_, step.level) << "(" << step.in << ") = " << out << "\n";
  }
  void map_read(const MapRead& read) override {
    line(read.implicit + 1) << "table word " << read.name.value << " of level " << read.name.level << ", real "
                            << read.real.value << ": " << (read.value & kAbsentBit ? "t" : std::to_string(read.value))
                            << "\n";
  }

 private:
  std::ostream& line(unsigned indent) const { return std::cout << std::string(2 + 4 * indent, ' '); }
  const VmidRegister& vmid_;
};

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
  for (const Word syllable : syllables)
    if (!std::holds_alternative<Entered>(machine.enter(syllable)))
      throw UsageError("--vmid: in the scenario's memory as it starts, VM " + machine.vmid_unit().vmid().name() +
                       " has no VM " + std::to_string(syllable) + " that can be entered");
  if (machine.vmid_unit().vmid().depth() != syllables.size())
    throw UsageError("--vmid: entering that VM goes on into " + machine.vmid_unit().vmid().name());
}

void print_end(const Translation& outcome, PureMachine& machine) {
  std::visit(Visitor{[&](const RealName& real) {
                       std::cout << "real name " << real.value;
                       const auto word = machine.memory().read(real);
                       if (word)
                         std::cout << ", which holds " << isa::disassemble(*word) << "\n";
                       else
                         std::cout << ", which does not exist\n";
                     },
                     [](const ProcessException& e) {
                       std::cout << "process exception, " << to_string(e.cause) << ", name " << e.name.value << "\n";
                     },
                     [](const VmFault& t) {
                       std::cout << "VM-fault to level " << t.level - 1 << ", " << to_string(t.cause) << ", name "
                                 << t.name.value << (t.implicit ? ", a table word\n" : "\n");
                     },
                     [](const NonexistentMemory& n) {
                       std::cout << "real name " << n.real.value << " does not exist (a table word)\n";
                     }},
             outcome);
}

int run(const CommandLine& line) {
  const tb::CatalogueEntry entry = scenario_entry(line.argument(0));
  const explore::Configuration configuration = resolve_for(entry, line);
  const auto resource = line.value("name"), process = line.value("process-name");
  if (!resource == !process) throw UsageError("one of --name and --process-name must be given");
  const tb::Scenario scenario = make_scenario(entry, configuration);
  PureMachine machine(scenario.config);
  scenario.image.for_each([&](RealName name, Word word) { machine.memory().write(name, word); });
  enter(machine, tree_name(line.value("vmid").value_or("NULL")));
  const VmidRegister& vmid = machine.vmid_unit().vmid();
  Printer printer(vmid);
  Composition composition{vmid,     machine.memory(), machine.composer().page(), scenario.config.registers, nullptr,
                          &printer, nullptr};
  const Word name = number(process ? "--process-name" : "--name", process ? *process : *resource);
  std::cout << "VMID " << vmid.name() << ", " << (process ? "process" : "resource") << " name " << name << "\n";
  print_end(process ? compose(composition, machine.composer().process_map(), ProcessName{name}, AccessKind::read)
                    : compose_resource(composition, {name, vmid.depth()}, AccessKind::read),
            machine);
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
