// SPDX-License-Identifier: Apache-2.0
#include "command_line.h"

#include <algorithm>

#include "explore/value_text.h"
#include "trace/input_file.h"
#include "trace/trace_error.h"

namespace hv::cli {
namespace {

using explore::listed;

const Option kHelp{"help", "", "print this help"};
const Option kConfig{"config", "F.ini", "read parameters from a file of lines `name = value`"};
const Option kPrintConfig{"print-config", "", "print the resolved configuration as such a file, and do nothing else"};

std::vector<Option> options_of(const Syntax& syntax) {
  std::vector<Option> options = syntax.options;
  if (syntax.takes_parameters) options.insert(options.end(), {kConfig, kPrintConfig});
  options.push_back(kHelp);
  return options;
}

bool is_parameter(const std::string& name) {
  const auto& all = explore::parameters();
  return std::any_of(all.begin(), all.end(), [&](const auto& each) { return each.name == name; });
}

[[noreturn]] void unknown_option(const Syntax& syntax, const std::string& name) {
  std::vector<std::string> known;
  for (const Option& option : options_of(syntax)) known.push_back("--" + option.name);
  if (syntax.takes_parameters)
    for (const auto& each : explore::parameters()) known.push_back("--" + each.name);
  throw UsageError("there is no option or parameter --" + name + "; the nearest are " +
                   listed(explore::nearest_names("--" + name, known)) +
                   (syntax.takes_parameters ? " (hvsim params lists all parameters)" : ""));
}

std::string config_file(const std::string& path) try {
  constexpr std::size_t kMost = std::size_t{1} << 20;  // bytes
  return trace::read_file(path, kMost);
} catch (const trace::TraceError& error) {
  throw UsageError(std::string("--config ") + error.what());
}

}  // namespace

CommandLine::CommandLine(const Syntax& syntax, const std::vector<std::string>& words) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (words[at] == "--") {
      if (syntax.rest.empty()) throw UsageError("nothing may stand after --");
      rest_.assign(words.begin() + static_cast<std::ptrdiff_t>(at) + 1, words.end());
      break;
    }
    if (words[at].size() > 1 && words[at][0] == '-' && words[at][1] != '-')
      parse_letter(syntax, words, at);
    else if (words[at].size() > 1 && words[at][0] == '-')
      parse_option(syntax, words, at);
    else
      arguments_.push_back(words[at]);
  }
  help_ = has(kHelp.name);
  if (help_) return;
  check(syntax);
  if (has(kConfig.name)) read_config_file();
}

/// `-o value` or `-ovalue`.
void CommandLine::parse_letter(const Syntax& syntax, const std::vector<std::string>& words, std::size_t& at) {
  const std::string& word = words[at];
  const auto option = std::find_if(syntax.options.begin(), syntax.options.end(),
                                   [&](const Option& each) { return each.letter == word[1]; });
  if (option == syntax.options.end()) throw UsageError("unknown option " + word + "; options begin with two dashes");
  if (has(option->name) && !option->repeatable) throw UsageError(word.substr(0, 2) + " is given twice");
  if (word.size() == 2 && ++at == words.size()) throw UsageError(word + " needs a value (" + option->argument + ")");
  values_[option->name].push_back(word.size() == 2 ? words[at] : word.substr(2));
}

/// `--name value` or `--name=value`; a flag has no value.
void CommandLine::parse_option(const Syntax& syntax, const std::vector<std::string>& words, std::size_t& at) {
  const std::string& word = words[at];
  const std::size_t equals = word.find('=');
  const std::string name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
  const auto options = options_of(syntax);
  const auto option = std::find_if(options.begin(), options.end(), [&](const Option& o) { return o.name == name; });
  const bool is_option = option != options.end();
  if (!is_option && !(syntax.takes_parameters && is_parameter(name))) unknown_option(syntax, name);
  const bool flag = is_option && option->argument.empty();
  if (flag && equals != std::string::npos) throw UsageError("--" + name + " takes no value");
  if (has(name) && !(is_option && option->repeatable)) throw UsageError("--" + name + " is given twice");
  std::string value;
  if (equals != std::string::npos)
    value = word.substr(equals + 1);
  else if (!flag && ++at == words.size())
    throw UsageError("--" + name + " needs a value" + (is_option ? " (" + option->argument + ")" : ""));
  else if (!flag)
    value = words[at];
  values_[name].push_back(value);
  if (!is_option) settings_.push_back({name, value, "--" + name});
}

/// What stands on the command line is said later than what stands in the file.
void CommandLine::read_config_file() {
  const std::string name = *value(kConfig.name);
  auto settings = explore::read_settings(name, config_file(name));
  settings.insert(settings.end(), settings_.begin(), settings_.end());
  settings_ = std::move(settings);
}

void CommandLine::check(const Syntax& syntax) const {
  const std::size_t wanted = syntax.arguments.size();
  if (arguments_.size() < wanted && !has(syntax.instead) && !(syntax.takes_parameters && has(kPrintConfig.name)))
    throw UsageError(syntax.arguments[arguments_.size()] + " is missing");
  if (arguments_.size() > wanted && !syntax.repeats)
    throw UsageError("'" + arguments_[wanted] + "' is one argument too many");
}

std::optional<std::string> CommandLine::value(const std::string& option) const {
  const auto found = values_.find(option);
  if (found == values_.end()) return std::nullopt;
  return found->second.back();
}

std::vector<std::string> CommandLine::all(const std::string& option) const {
  const auto found = values_.find(option);
  return found == values_.end() ? std::vector<std::string>{} : found->second;
}

std::string help_text(const Syntax& syntax) {
  std::string text;
  for (const Option& option : options_of(syntax)) {
    std::string line = (option.letter ? std::string("  -") + option.letter + ", --" : std::string("  --")) +
                       option.name + (option.argument.empty() ? "" : " " + option.argument);
    if (line.size() < 24) line.resize(24, ' ');
    text += line + "  " + option.help + (option.repeatable ? " (may be repeated)" : "") + "\n";
  }
  if (syntax.takes_parameters) text += "  --NAME VALUE              any parameter; `hvsim params` lists them\n";
  return text;
}

}  // namespace hv::cli
