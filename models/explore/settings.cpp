// SPDX-License-Identifier: Apache-2.0
// Names, files and combinations of parameters; the table itself is in parameters.cpp.
#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include "explore/parameters.h"
#include "explore/value_text.h"

namespace hv::explore {
namespace {

/// How many letters must be put in, left out or replaced to make one word of the other.
std::size_t edit_distance(const std::string& from, const std::string& to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= from.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i - 1] != to[j - 1]);
      diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
    }
  }
  return row[to.size()];
}

/// A name that the user shortened ("entries") or completed is near, however many letters are missing.
std::size_t distance(const std::string& given, const std::string& known) {
  const bool contained =
      given.size() >= 3 && (known.find(given) != std::string::npos || given.find(known) != std::string::npos);
  return contained ? 1 : edit_distance(given, known);
}

}  // namespace

std::vector<std::string> nearest_names(const std::string& name, const std::vector<std::string>& known) {
  constexpr std::size_t kShown = 3;
  std::vector<std::pair<std::size_t, std::string>> ranked;
  for (const std::string& candidate : known) ranked.emplace_back(distance(name, candidate), candidate);
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> nearest;
  for (std::size_t i = 0; i < std::min(kShown, ranked.size()); ++i) nearest.push_back(ranked[i].second);
  return nearest;
}

const Parameter& parameter(const std::string& name) {
  std::vector<std::string> known;
  for (const Parameter& candidate : parameters()) {
    if (candidate.name == name) return candidate;
    known.push_back(candidate.name);
  }
  throw ParameterError("there is no parameter " + name + "; the nearest are " + listed(nearest_names(name, known)) +
                       " (hvsim params lists all)");
}

void apply_setting(const Setting& setting, Configuration& configuration) {
  try {
    parameter(setting.name).set(configuration, setting.value);
  } catch (const ParameterError& error) {
    throw ParameterError(setting.origin + ": " + error.what());
  }
}

void apply_settings(const std::vector<Setting>& settings, Configuration& configuration) {
  for (const Setting& setting : settings) apply_setting(setting, configuration);
  if (const auto reason = objection(configuration)) throw ParameterError(*reason);
}

std::vector<Setting> read_settings(const std::string& file_name, const std::string& text) {
  std::vector<Setting> settings;
  std::map<std::string, std::string> first_origin;
  std::size_t number = 0;
  for (const std::string& line : split(text, '\n')) {
    const std::string origin = file_name + ":" + std::to_string(++number);
    const std::string content = trimmed(line.substr(0, line.find('#')));
    if (content.empty()) continue;
    const std::size_t equals = content.find('=');
    if (equals == std::string::npos) throw ParameterError(origin + ": '" + content + "' is not `name = value`");
    const std::string name = trimmed(content.substr(0, equals)), value = trimmed(content.substr(equals + 1));
    try {
      parameter(name);
    } catch (const ParameterError& error) {
      throw ParameterError(origin + ": " + error.what());
    }
    const auto [first, fresh] = first_origin.emplace(name, origin);
    if (!fresh) throw ParameterError(origin + ": " + name + " is set a second time; first at " + first->second);
    settings.push_back({name, value, origin});
  }
  return settings;
}

std::string write_settings(const Configuration& configuration) {
  std::string text;
  for (const Parameter& each : parameters()) text += each.name + " = " + each.get(configuration) + "\n";
  return text;
}

}  // namespace hv::explore
