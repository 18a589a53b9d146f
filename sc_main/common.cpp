// SPDX-License-Identifier: Apache-2.0
#include "common.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <cstring>
#include <iostream>

#include "trace/output_file.h"
#include "version.h"

namespace hv::cli {

std::string program_version() { return HV_VERSION; }

explore::Configuration resolve(const CommandLine& line, explore::Configuration base) {
  explore::apply_settings(line.settings(), base);
  return base;
}

bool printed_config(const CommandLine& line, const explore::Configuration& configuration) {
  if (!line.has("print-config")) return false;
  std::cout << explore::write_settings(configuration);
  return true;
}

void write_file(const std::string& path, const std::string& text) {
  trace::OutputFile file(path);
  file.write(text);
  file.commit();
}

std::string shell_word(const std::string& word) {
  const auto is_plain = [](unsigned char c) { return std::isalnum(c) || c > 127 || std::strchr("-_./,:=+@%", c); };
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain)) return word;
  const bool controls = std::any_of(word.begin(), word.end(), [](unsigned char c) { return std::iscntrl(c); });
  std::string text = controls ? "$'" : "'";
  for (const char c : word) {
    std::array<char, 8> escaped{};
    std::snprintf(escaped.data(), escaped.size(), "\\%03o", static_cast<unsigned char>(c));
    if (controls && (std::iscntrl(static_cast<unsigned char>(c)) || c == '\\' || c == '\''))
      text += escaped.data();
    else
      text += c == '\'' ? "'\\''" : std::string(1, c);
  }
  return text + "'";
}

}  // namespace hv::cli
