// SPDX-License-Identifier: Apache-2.0
#include "vcd.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace hv::test {
namespace {

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

}  // namespace

Vcd::Vcd(const std::string& path) {
  std::ifstream in(path);
  bool declared = false;
  for (std::string line; std::getline(in, line);) {
    const std::vector<std::string> words = words_of(line);
    if (words.empty()) continue;
    if (words[0] == "$enddefinitions")
      declared = true;
    else if (!declared)
      declare(words);
    else if (words[0][0] == '#')
      end_ = std::stoull(words[0].substr(1));
    else if (std::string("01bxzXZ").find(words[0][0]) != std::string::npos)
      change(end_, line);
  }
  if (!declared) throw std::runtime_error(path + " is no VCD file");
}

void Vcd::declare(const std::vector<std::string>& words) {
  if (words[0] == "$scope") scopes_.push_back(words.at(2));
  if (words[0] == "$upscope") scopes_.pop_back();
  if (words[0] != "$var") return;
  std::string full, brief;
  for (std::size_t i = 0; i < scopes_.size(); ++i) {
    full += scopes_[i] + ".";
    if (i > 0) brief += scopes_[i] + ".";
  }
  full += words.at(4) + (words.at(5) == "$end" ? "" : words[5]);
  names_by_code_[words[3]] = full;
  full_names_[brief + words[4]] = full;
  signals_[full].width = static_cast<unsigned>(std::stoul(words[2]));
}

void Vcd::change(std::uint64_t time, const std::string& line) {
  const bool vector = line[0] == 'b';
  const std::size_t space = line.find(' ');
  if (vector && space == std::string::npos) return;
  const std::string code = vector ? line.substr(space + 1) : line.substr(1);
  const auto name = names_by_code_.find(code);
  if (name == names_by_code_.end()) return;  // the text of a comment
  signals_[name->second].changes.emplace_back(time, vector ? line.substr(1, space - 1) : line.substr(0, 1));
}

const Vcd::Signal& Vcd::signal(const std::string& name) const { return signals_.at(full_names_.at(name)); }

const std::string& Vcd::bits(const std::string& name, std::uint64_t time) const {
  const std::string* found = nullptr;
  for (const auto& [at, value] : signal(name).changes)
    if (at <= time) found = &value;
  if (!found) throw std::out_of_range(name + " has no value at " + std::to_string(time));
  return *found;
}

std::string Vcd::number_of(const std::string& bits) {
  if (bits.find_first_of("xX") != std::string::npos) return "x";
  if (bits.find_first_of("zZ") != std::string::npos) return "-";
  return std::to_string(std::stoull(bits, nullptr, 2));
}

std::string Vcd::number(const std::string& name, std::uint64_t time) const { return number_of(bits(name, time)); }

std::string Vcd::text(const std::string& name, std::uint64_t time) const {
  std::string padded = bits(name, time), text;
  if (padded.find_first_of("xXzZ") != std::string::npos) return "-";
  padded.insert(0, (8 - padded.size() % 8) % 8, '0');
  for (std::size_t i = 0; i < padded.size(); i += 8) {
    const char c = static_cast<char>(std::stoul(padded.substr(i, 8), nullptr, 2));
    if (c != 0) text += c;
  }
  return text;
}

std::vector<std::uint64_t> Vcd::times(const std::string& name, const std::string& number) const {
  std::vector<std::uint64_t> times;
  for (const auto& [at, value] : signal(name).changes)
    if (number_of(value) == number) times.push_back(at);
  return times;
}

std::vector<Vcd::Span> Vcd::pulses(const std::string& name) const {
  std::vector<Span> pulses;
  bool up = false;
  for (const auto& [at, value] : signal(name).changes) {
    if (value == "1" && !up) pulses.push_back({at, 0});
    if (value == "0" && up) pulses.back().end = at;
    up = value == "1";
  }
  return pulses;
}

}  // namespace hv::test
