// SPDX-License-Identifier: Apache-2.0
#include "explore/sweep_table.h"

#include <algorithm>
#include <utility>

namespace hv::explore {
namespace {

std::string joined(const std::vector<std::uint64_t>& numbers) {
  std::string text;
  for (const std::uint64_t number : numbers) text += (text.empty() ? "" : "/") + std::to_string(number);
  return text;
}

std::string column_names(const Configuration& base, const std::vector<Axis>& axes) {
  std::string line;
  for (const Axis& axis : axes) line += axis.name + ",";
  Counters::for_each({}, [&](const char* name, const char*, std::uint64_t) { line += std::string(name) + ","; });
  Counters::for_each_by_level(
      {}, [&](const char* name, const char*, const Counters::ByLevel&) { line += std::string(name) + ","; });
  if (base.misses_apart) MissKinds::for_each({}, [&](const char* name, auto) { line += std::string(name) + ","; });
  return line + "cycles,real_digest\n";
}

std::size_t commas(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), ','));
}

/// The line that begins at `at`, with its end; empty where there is no whole line.
std::string line_at(const std::string& text, std::size_t at) {
  const std::size_t end = text.find('\n', at);
  return end == std::string::npos ? "" : text.substr(at, end + 1 - at);
}

/// As it stands in a message: without its end; of a long line, the part around the place `at`; printable.
std::string shown(const std::string& line, std::size_t at = 0) {
  constexpr std::size_t kBefore = 40, kMost = 160;
  std::string text = line.substr(0, line.find('\n'));
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return c < ' '; }, '?');
  if (text.size() <= kMost) return "'" + text + "'";
  const std::size_t from = at > kBefore ? at - kBefore : 0;
  return (from > 0 ? "'… " : "'") + text.substr(from, kMost) + (from + kMost < text.size() ? " …'" : "'");
}

std::string last_line(const std::string& text) {
  const std::size_t before = text.find_last_of('\n', text.size() - 2);
  return text.substr(before == std::string::npos ? 0 : before + 1);
}

/// The first `axes` fields, each with its comma.
std::string key_of(const std::string& row, std::size_t axes) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < axes && at < row.size(); ++i) at = std::min(row.find(',', at), row.size() - 1) + 1;
  return row.substr(0, at);
}

}  // namespace

std::string table_header(const std::vector<std::string>& comments, const Configuration& base,
                         const std::vector<Axis>& axes, const Shard& shard) {
  std::string text;
  std::size_t points = 1;
  for (const std::string& comment : comments) text += "# " + comment + "\n";
  for (const Axis& axis : axes) {
    text += "# axis: " + axis.text + "\n";
    points *= axis.values.size();
  }
  if (shard.count > 1) text += "# shard: " + shard_text(shard) + " of " + std::to_string(points) + " points\n";
  for (const Parameter& fixed : parameters()) {
    const bool varies =
        std::any_of(axes.begin(), axes.end(), [&](const Axis& axis) { return axis.name == fixed.name; });
    if (!varies) text += "# " + fixed.name + " = " + fixed.get(base) + "\n";
  }
  return text + column_names(base, axes);
}

std::string row_key(const std::vector<std::string>& values) {
  std::string key;
  for (const std::string& value : values) key += value + ",";
  return key;
}

std::string table_row(const SweepPoint& point, const RunResult& result) {
  std::string line = row_key(point.values);
  Counters::for_each(result.counters,
                     [&](const char*, const char*, std::uint64_t count) { line += std::to_string(count) + ","; });
  Counters::for_each_by_level(result.counters, [&](const char*, const char*, const Counters::ByLevel& counts) {
    line += joined(shown_levels(counts, point.configuration.depth)) + ",";
  });
  if (result.misses)
    MissKinds::for_each(*result.misses, [&](const char*, auto count) { line += std::to_string(count) + ","; });
  return line + std::to_string(result.cycles) + "," + digest_text(result.real_digest) + "\n";
}

std::string difference(const std::string& text, const std::string& header) {
  std::size_t number = 1;
  for (std::size_t at = 0; at < header.size(); ++number) {
    const std::string wanted = line_at(header, at), found = text.substr(at, text.find('\n', at) + 1 - at);
    if (found != wanted) {
      const auto place = static_cast<std::size_t>(
          std::mismatch(found.begin(), found.end(), wanted.begin(), wanted.end()).first - found.begin());
      return "line " + std::to_string(number) + " is " + shown(found, place) + ", not " + shown(wanted, place);
    }
    at += wanted.size();
  }
  return "";
}

SweepTable::SweepTable(std::string header, std::vector<std::string> keys)
    : header_(std::move(header)),
      columns_(commas(last_line(header_))),
      axes_(keys.empty() ? 0 : commas(keys.front())),
      rows_(keys.size()) {
  for (std::size_t i = 0; i < keys.size(); ++i) places_.emplace(std::move(keys[i]), i);
}

std::size_t SweepTable::take(const std::string& name, const std::string& text) {
  const std::string differs = difference(text, header_);
  if (!differs.empty()) throw TableError(name + " is of another sweep: its " + differs);
  std::size_t at = header_.size();
  for (auto number = 1 + std::count(header_.begin(), header_.end(), '\n');; ++number) {
    const std::string row = line_at(text, at);
    if (row.empty()) return at;
    try {
      put(row);
    } catch (const TableError& error) {
      throw TableError(name + ":" + std::to_string(number) + ": " + error.what());
    }
    at += row.size();
  }
}

void SweepTable::put(const std::string& row) {
  const std::string key = key_of(row, axes_);
  const auto place = places_.find(key);
  const bool numbers = row.find_first_not_of("0123456789abcdef/,-", key.size()) == row.size() - 1;
  if (place == places_.end() || commas(row) != columns_ || !numbers || row.find(",,") != std::string::npos)
    throw TableError(shown(row) + " is no row of this sweep");
  if (has(place->second)) throw TableError("the row of the point " + shown(key) + " is there twice");
  rows_[place->second] = row;
  ++done_;
}

std::string SweepTable::text() const {
  std::string text = header_;
  for (const std::string& row : rows_) text += row;
  return text;
}

}  // namespace hv::explore
