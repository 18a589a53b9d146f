// SPDX-License-Identifier: Apache-2.0
// A debugger for nests, in the manner of gdb: commands in, text out. No terminal here.
#pragma once

#include <atomic>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "stepper/arguments.h"

namespace hv::tb {

/// What stops the machine.
struct Breakpoint {
  enum class Kind { place, fault, exception, interrupt, lvmid, watch };
  unsigned number = 0;
  Kind kind = Kind::place;
  std::string text;        ///< as `info` shows it
  std::vector<Word> vmid;  ///< place: of which machine
  Place place;             ///< place: a process name (IC) or, of a label, a resource name
  RealName watched;        ///< watch
  Word seen = 0;           ///< watch: the word as it was
};

class Stepper {
 public:
  Stepper(Scenario scenario, std::ostream& out, std::uint64_t max_steps = Start::kForever)
      : walk_(std::move(scenario), max_steps), out_(out) {}

  /// Carries out one line: a command, or nothing. False: it was `quit`. Throws StepperError.
  bool command(const std::string& line);
  /// Stops a running command at its next step; may be called from a signal handler.
  void interrupt() { interrupted_ = true; }
  /// Prints where the machine is.
  void greet();

 private:
  using Words = std::vector<std::string>;
  struct Entry;
  static const std::vector<Entry>& entries();
  static const Entry& find(const std::string& word);

  // stepper.cpp: running and stopping
  struct Until {
    std::uint64_t steps = Start::kForever;
    bool show_each = false;
    std::optional<std::size_t> levels;  ///< stop as soon as no more than these are active
  };
  void go(const Until& until);
  std::string reason_before();
  std::string reason_after();
  bool is_at(const Breakpoint& point);
  void add(Breakpoint point);

  // stepper_commands.cpp
  void step(const Words& words);
  void next(const Words& words);
  void go_on(const Words& words);
  void set_break(const Words& words);
  void set_watch(const Words& words);
  void remove(const Words& words);
  void info(const Words& words);
  void registers(const Words& words);
  void dump(const Words& words);
  void disassemble(const Words& words);
  void explain_name(const Words& words);
  void where(const Words& words);
  void console(const Words& words);
  void counters(const Words& words);
  void reset(const Words& words);
  void help(const Words& words);

  Walk walk_;
  std::ostream& out_;
  std::vector<Breakpoint> breakpoints_;
  unsigned last_number_ = 0;
  std::atomic<bool> interrupted_{false};
};

/// Carries out lines until `quit` or the end, without prompts; `#` begins a comment. Stops at the first that makes no
/// sense, and returns its number and what is wrong with it.
std::optional<std::string> run_script(Stepper& stepper, std::istream& lines);

}  // namespace hv::tb
