// SPDX-License-Identifier: Apache-2.0
// What stands on the command line of one command, parsed by a table.
#pragma once

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "explore/parameters.h"

namespace hv::cli {

/// The user asked for something that makes no sense: exit status 2. what() says which option, file or value,
/// what is wrong with it, and what would be right.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Option {
  std::string name;      ///< without the dashes
  std::string argument;  ///< what stands after it ("F.csv"), for the help; empty: a flag
  std::string help;
  bool repeatable = false;
  char letter = 0;  ///< also written so, with one dash: -o IMAGE or -oIMAGE
};

/// How a command is called.
struct Syntax {
  std::vector<std::string> arguments;  ///< names of the arguments that must be there ("TRACE")
  std::vector<Option> options;
  /// Also takes every parameter as --name value, --config F.ini and --print-config.
  bool takes_parameters = false;
  /// What may stand after `--`, unparsed ("PROGRAM ARGS…"); empty: nothing.
  std::string rest = {};
  /// The last of `arguments` may be there several times.
  bool repeats = false;
  /// With this option, there need be no arguments.
  std::string instead = {};
};

class CommandLine {
 public:
  /// Throws UsageError.
  CommandLine(const Syntax& syntax, const std::vector<std::string>& words);

  bool help() const { return help_; }
  const std::string& argument(std::size_t index) const { return arguments_.at(index); }
  const std::vector<std::string>& arguments() const { return arguments_; }
  bool has(const std::string& option) const { return values_.count(option) > 0; }
  /// The option's argument, if it is there.
  std::optional<std::string> value(const std::string& option) const;
  /// Of an option that may be repeated.
  std::vector<std::string> all(const std::string& option) const;
  /// Parameters, those of --config first.
  const std::vector<explore::Setting>& settings() const { return settings_; }
  const std::vector<std::string>& rest() const { return rest_; }

 private:
  void parse_letter(const Syntax& syntax, const std::vector<std::string>& words, std::size_t& at);
  void parse_option(const Syntax& syntax, const std::vector<std::string>& words, std::size_t& at);
  void read_config_file();
  void check(const Syntax& syntax) const;

  bool help_ = false;
  std::vector<std::string> arguments_, rest_;
  std::map<std::string, std::vector<std::string>> values_;
  std::vector<explore::Setting> settings_;
};

/// The options as lines of help.
std::string help_text(const Syntax& syntax);

}  // namespace hv::cli
