// SPDX-License-Identifier: Apache-2.0
// Command lines and configuration files: any words are understood or refused with UsageError or ParameterError. What is
// understood prints as a file that means the same.
//
// Input: a byte that chooses a command, the words of the command line, one a line; behind a zero byte, what stands in
// the file of --config, whatever it is called.
#include <algorithm>

#include "asm/assembler.h"
#include "command_line.h"
#include "explore/sweep_points.h"
#include "explore/value_text.h"
#include "fuzz/check.h"
#include "fuzz/memory_file.h"

namespace hv::fuzz {
namespace {

using namespace cli;

/// Commands in all the shapes that there are: arguments, flags, letters, options that may be repeated, a rest.
const std::vector<Syntax>& syntaxes() {
  static const std::vector<Syntax> all = {
      {{}, {}, true},
      {{"TRACE"}, {{"axis", "NAME=LIST", "", true}, {"jobs", "N", ""}, {"dry-run", "", ""}}, true},
      {{"FILE"}, {{"output", "IMAGE", "", false, 'o'}, {"define", "NAME=NUMBER", "", true, 'D'}}, false},
      {{"OUT"}, {{"instructions", "N", ""}}, false, "PROGRAM ARGS…"},
  };
  return all;
}

/// No other file than ours may be opened: there are some without end.
std::vector<std::string> words_of(const std::string& text, const std::string& config_path) {
  constexpr std::string_view kOption = "--config";
  std::vector<std::string> words = explore::split(text, '\n');
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].rfind(std::string(kOption) + "=", 0) == 0) words[i] = std::string(kOption) + "=" + config_path;
    if (words[i] == kOption && i + 1 < words.size()) words[i + 1] = config_path;
  }
  return words;
}

void check_configuration(const explore::Configuration& configuration) {
  const std::string text = explore::write_settings(configuration);
  explore::Configuration again;
  try {
    explore::apply_settings(explore::read_settings("printed", text), again);
  } catch (const explore::ParameterError& error) {
    check(false, std::string("what was printed is refused: ") + error.what());
  }
  check(explore::write_settings(again) == text, "what was printed means something else");
  check(configuration.maps().size() == std::max(configuration.depth, 1u), "a map for each level");
}

void check_axes(const explore::Configuration& base, const CommandLine& line) {
  constexpr std::size_t kMostPoints = 200;
  std::vector<explore::Axis> axes;
  std::size_t points = 1;
  for (const std::string& text : line.all("axis")) {
    axes.push_back(explore::parse_axis(text));
    check(!axes.back().values.empty(), "an axis without values");
    points *= std::min(axes.back().values.size(), kMostPoints + 1);
    if (points > kMostPoints) return;
  }
  check(explore::sweep_points(base, axes).size() == points, "as many points as the product of the axes");
}

void try_words(const Syntax& syntax, const std::vector<std::string>& words) {
  try {
    const CommandLine line(syntax, words);
    if (line.help()) return;
    for (const std::string& text : line.all("define")) assembly::constant_value(text.substr(text.find('=') + 1));
    explore::Configuration configuration;
    explore::apply_settings(line.settings(), configuration);
    check_configuration(configuration);
    check_axes(configuration, line);
  } catch (const UsageError& error) {
    check(*error.what() != '\0', "an error without a text");
  } catch (const explore::ParameterError& error) {
    check(*error.what() != '\0', "an error without a text");
  }
}

}  // namespace
}  // namespace hv::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hv::fuzz;
  static MemoryFile file;
  if (size == 0) return 0;
  std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::string words(take_part(input));
  file.set(input);
  try_words(syntaxes()[data[0] % syntaxes().size()], words_of(words, file.path()));
  return 0;
}
