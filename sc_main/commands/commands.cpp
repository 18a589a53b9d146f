// SPDX-License-Identifier: Apache-2.0
#include "commands/commands.h"

#include "explore/value_text.h"

namespace hv::cli {
namespace {

/// In the order of the overview.
const std::vector<Command>& commands() {
  static const std::vector<Command> all = {
      table2_command(), list_command(),   run_command(),    step_command(),       explain_command(),
      replay_command(), sweep_command(),  merge_command(),  trace_info_command(), convert_command(),
      asm_command(),    disasm_command(), params_command(),
  };
  return all;
}

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const Command& command : commands()) names.push_back(command.name);
  return names;
}

}  // namespace

const Command* find_command(const std::string& name) {
  for (const Command& command : commands())
    if (command.name == name) return &command;
  return nullptr;
}

std::string overview_text() {
  std::string text = "Usage: hvsim COMMAND …\nGoldberg's Hardware Virtualizer (1973), simulated.\n\nCommands:\n";
  for (const Command& command : commands()) {
    std::string line = "  " + command.name;
    if (line.size() < 15) line.resize(15, ' ');
    text += line + "  " + command.summary + "\n";
  }
  return text + "\nhvsim COMMAND --help says more. hvsim --version prints the version.\n";
}

std::string help_text(const Command& command) {
  std::string text = "Usage: hvsim " + command.name;
  for (const std::string& argument : command.syntax.arguments) text += " " + argument;
  if (command.syntax.repeats) text += "…";
  text += " [options]";
  if (!command.syntax.rest.empty()) text += " -- " + command.syntax.rest;
  text += "\n" + command.summary + ".\n";
  if (!command.description.empty()) text += "\n" + command.description;
  return text + "\nOptions:\n" + help_text(command.syntax);
}

std::string unknown_command_text(const std::string& name) {
  if (name == "live") return "the command live does not exist yet; there are " + explore::listed(command_names());
  return "there is no command " + name + "; there are " + explore::listed(command_names());
}

}  // namespace hv::cli
