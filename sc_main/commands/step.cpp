// SPDX-License-Identifier: Apache-2.0
#include <editline/readline.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>

#include "commands/commands.h"
#include "common.h"
#include "scenario_session.h"
#include "stepper/stepper.h"

namespace hv::cli {
namespace {

tb::Stepper* at_terminal = nullptr;  // for the signal handler

void on_interrupt(int) {
  if (at_terminal) at_terminal->interrupt();
}

/// With prompt, line editing and a history; an empty line says the last command again.
void converse(tb::Stepper& stepper) {
  at_terminal = &stepper;
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  action.sa_flags = SA_RESTART;  // at the prompt it does nothing,
  rl_catch_signals = 0;          // unlike libedit's own handler, which would end the input
  sigaction(SIGINT, &action, nullptr);
  stepper.greet();
  std::cout.flush();
  std::string last;
  while (char* typed = readline("(hv) ")) {
    if (*typed) {
      last = typed;
      add_history(typed);
    }
    std::free(typed);
    try {
      if (!stepper.command(last)) return;
    } catch (const tb::StepperError& error) {
      std::cout << error.what() << "\n";
    }
    std::cout.flush();
  }
  std::cout << "\n";
}

int run(const CommandLine& line) {
  const tb::CatalogueEntry entry = scenario_entry(line.argument(0));
  const explore::Configuration configuration = resolve_for(entry, line);
  if (printed_config(line, configuration)) return kDone;
  tb::Stepper stepper(make_scenario(entry, configuration), std::cout, max_instructions(line));
  if (isatty(STDIN_FILENO)) {
    converse(stepper);
    return kDone;
  }
  if (const auto mistake = tb::run_script(stepper, std::cin)) throw UsageError("standard input, " + *mistake);
  return kDone;
}

}  // namespace

Command step_command() {
  return {
      "step",
      "walk through a scenario, instruction by instruction",
      {{"SCENARIO"}, {max_instructions_option()}, true},
      "Commands are read from standard input, as in `printf 'step 3\\nregisters\\n' | hvsim step table2`; `help` "
      "lists\n"
      "them. On a terminal with a prompt, line editing and a history; an empty line says the last command again, and\n"
      "Control-C stops a running machine. In the pure core: the same machine without SystemC.\n",
      run};
}

}  // namespace hv::cli
