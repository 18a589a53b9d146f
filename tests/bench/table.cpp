// SPDX-License-Identifier: Apache-2.0
#include "table.h"

#include <algorithm>
#include <cstdio>
#include <istream>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "row.h"

namespace hv::bench {

using Json = nlohmann::ordered_json;

std::string line_of(const std::string& name, double rate) {
  return Json{{"name", name}, {"rate", rate}, {"unit", find_row(name)->unit}}.dump();
}

std::vector<Measured> read_lines(std::istream& lines) {
  std::map<std::string, double> rates;
  for (std::string line; std::getline(lines, line);) {
    const Json row = Json::parse(line, nullptr, false);
    if (!row.is_object() || !row.contains("name") || !row.contains("rate") || !row["rate"].is_number())
      throw std::runtime_error("no line of a row: " + line);
    double& best = rates[row["name"].get<std::string>()];
    best = std::max(best, row["rate"].get<double>());
  }
  const auto rate_of = [&](const std::string& name) {
    const auto found = rates.find(name);
    if (found == rates.end()) throw std::runtime_error("row " + name + " has not been measured");
    return found->second;
  };
  std::vector<Measured> table;
  for (const Row& row : rows()) {
    const double rate = rate_of(row.name), yardstick = rate_of(row.yardstick);
    double seconds = 0;  // of an item's parts
    for (const Row::Part& part : row.parts) seconds += part.items / rate_of(part.row);
    const double possible = row.parts.empty() ? 0 : 1 / seconds / yardstick;
    table.push_back({row.name, rate, row.unit, row.yardstick, rate / yardstick, row.wanted, possible});
  }
  return table;
}

std::string to_json(const std::vector<Measured>& table) {
  Json all = Json::array();
  for (const Measured& m : table) {
    all.push_back(
        {{"name", m.name}, {"rate", m.rate}, {"unit", m.unit}, {"yardstick", m.yardstick}, {"ratio", m.ratio}});
    if (m.wanted > 0) all.back()["wanted"] = m.wanted;
    if (m.possible > 0) all.back()["possible"] = m.possible;
  }
  return all.dump(1);
}

namespace {

std::string formatted(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

/// Three digits that say something.
std::string three_digits(double value) {
  const int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : value >= 0.1 ? 3 : 4;
  return formatted(("%." + std::to_string(decimals) + "f").c_str(), value);
}

}  // namespace

namespace {

/// Whether the row is as fast as it is wanted to be; if not, how fast its parts would let it be.
std::string verdict(const Measured& m) {
  if (m.wanted == 0) return "";
  const std::string wanted = "wanted " + formatted("%.2f", m.wanted) + ": ";
  if (m.ratio >= m.wanted) return wanted + "met";
  return wanted + "not met" + (m.possible > 0 ? "; its parts alone allow " + formatted("%.2f", m.possible) : "");
}

}  // namespace

std::string to_text(const std::vector<Measured>& table) {
  std::vector<std::vector<std::string>> cells{{"name", "rate", "", "yardstick", "ratio", ""}};
  for (const Measured& m : table)
    cells.push_back(
        {m.name, three_digits(m.rate / 1e6), "M " + m.unit, m.yardstick, three_digits(m.ratio), verdict(m)});
  std::vector<std::size_t> widths(cells[0].size());
  for (const auto& row : cells)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  std::string text;
  for (const auto& row : cells) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string padding(widths[i] - row[i].size(), ' ');
      const bool number = i == 1 || i == 4;
      text += (number ? padding + row[i] : row[i] + padding) + (i == 1 ? " " : "  ");
    }
    text.erase(text.find_last_not_of(' ') + 1);
    text += "\n";
  }
  return text;
}

}  // namespace hv::bench
