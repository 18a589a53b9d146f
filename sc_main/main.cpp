// SPDX-License-Identifier: Apache-2.0
// The program hvsim: dispatches only. To add a command: write commands/<name>.cpp with a Command, and list it
// in commands/commands.cpp.
#include <cstdlib>
#include <iostream>
#include <system_error>
#include <systemc>

#include "asm/assembler.h"
#include "asm/image_file.h"
#include "commands/commands.h"
#include "common.h"
#include "explore/compact_trace.h"
#include "explore/replay.h"
#include "explore/sweep_table.h"
#include "trace/trace_error.h"

namespace {

using namespace hv;

/// libsystemc prints its banner before sc_main() begins, unless this is set before; it would stand on the
/// standard error of every command. (NOTICE and licence of SystemC come with its package.)
const int banner_off = setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 0);

int complain(const std::string& where, const std::string& what) {
  std::cerr << where << ": " << what << "\n";
  return cli::kUsage;
}

int run(const cli::Command& command, const std::vector<std::string>& words) {
  const std::string where = "hvsim " + command.name;
  try {
    const cli::CommandLine line(command.syntax, words);
    if (line.help()) {
      std::cout << cli::help_text(command);
      return cli::kDone;
    }
    const int status = command.run(line);
    std::cout.flush();
    return std::cout ? status : complain(where, "standard output cannot be written");
  } catch (const cli::UsageError& error) {
    return complain(where, std::string(error.what()) + " (hvsim " + command.name + " --help)");
  } catch (const explore::ParameterError& error) {
    return complain(where, error.what());
  } catch (const explore::ReplayImpossible& error) {
    return complain(where, error.what());
  } catch (const explore::TraceTooLarge& error) {
    return complain(where, error.what());
  } catch (const explore::TableError& error) {
    return complain(where, error.what());
  } catch (const assembly::AssemblyError& error) {
    std::cerr << error.what() << "\n";
    return cli::kUsage;
  } catch (const assembly::ImageError& error) {
    return complain(where, error.what());
  } catch (const trace::TraceError& error) {
    return complain(where, error.what());
  } catch (const explore::TraceChanged& error) {
    return complain(where, error.what());
  } catch (const std::bad_alloc&) {
    return complain(where, "this takes more memory than there is");
  } catch (const std::system_error& error) {  // no thread to be had
    return complain(where, error.what());
  }
}

/// What SystemC tells about a simulation that went well is not for standard output.
void silence_systemc() {
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
}

}  // namespace

int sc_main(int argc, char* argv[]) {
  (void)banner_off;
  silence_systemc();
  const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  if (words.empty()) return complain("hvsim", "a command is missing\n" + cli::overview_text());
  if (words[0] == "--help" || words[0] == "help") {
    std::cout << cli::overview_text();
    return cli::kDone;
  }
  if (words[0] == "--version") {
    std::cout << "hvsim " << cli::program_version() << "\n";
    return cli::kDone;
  }
  const cli::Command* command = cli::find_command(words[0]);
  if (!command) return complain("hvsim", cli::unknown_command_text(words[0]));
  return run(*command, {words.begin() + 1, words.end()});
}
