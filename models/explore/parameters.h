// SPDX-License-Identifier: Apache-2.0
// All parameters that a user can set, declared once, in one table: command line, configuration files, `hvsim
// params`, the statistics and the columns of a sweep follow from it.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "explore/configuration.h"

namespace hv::explore {

/// A parameter, a value or a list that the user gave makes no sense. what() is for the user: which one, what
/// is wrong with it, what would be right.
class ParameterError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Parameter {
  std::string name;     ///< as in "associator.entries"
  std::string range;    ///< what values there are, for the user
  std::string unit;     ///< of the number, or empty
  std::string meaning;  ///< one line
  /// The value as text. set(c, get(c)) changes nothing.
  std::function<std::string(const Configuration&)> get;
  /// Throws ParameterError (without the parameter's name) where the text is no value of this parameter.
  std::function<void(Configuration&, const std::string&)> set;

  std::string default_value() const { return get(Configuration{}); }
};

/// In the order in which they are shown.
const std::vector<Parameter>& parameters();

/// Throws ParameterError, which names the nearest known ones, where there is no such parameter.
const Parameter& parameter(const std::string& name);

/// The known names that look most like this one, nearest first.
std::vector<std::string> nearest_names(const std::string& name, const std::vector<std::string>& known);

/// A value that someone gave to a parameter.
struct Setting {
  std::string name, value;
  std::string origin;  ///< for messages: "--depth", "machine.ini:3"
};

/// Sets one parameter. Throws ParameterError, which begins with the origin.
void apply_setting(const Setting& setting, Configuration& configuration);
/// Sets them in order, then looks at the whole: throws ParameterError where it has an objection().
void apply_settings(const std::vector<Setting>& settings, Configuration& configuration);

/// Reads lines `name = value`; empty lines and what follows a # are nothing. `name` of the file stands in
/// messages. Throws ParameterError with file and line, also where a parameter is set twice. Values are not
/// looked at.
std::vector<Setting> read_settings(const std::string& file_name, const std::string& text);
/// The whole configuration as such a file.
std::string write_settings(const Configuration& configuration);

}  // namespace hv::explore
