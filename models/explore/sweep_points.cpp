// SPDX-License-Identifier: Apache-2.0
#include "explore/sweep_points.h"

#include <algorithm>
#include <limits>

#include "explore/value_text.h"

namespace hv::explore {
namespace {

constexpr std::size_t kMostPoints = 1000000;

[[noreturn]] void too_many() { throw ParameterError("there are more than " + std::to_string(kMostPoints) + " points"); }

/// a:b or a:b:xK.
void append_range(const std::string& text, std::vector<std::string>& values) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  const std::vector<std::string> parts = split(text, ':');
  const bool times = parts.size() == 3 && !parts[2].empty() && parts[2][0] == 'x';
  if (parts.size() != 2 && !times)
    throw ParameterError("'" + text + "' is no range; a range is a:b (step 1) or a:b:xK (times K)");
  const std::uint64_t factor = times ? parse_number(parts[2].substr(1), 2, kMost) : 1;
  const std::uint64_t first = parse_number(parts[0], times ? 1 : 0, kMost), last = parse_number(parts[1], 0, kMost);
  if (last < first) throw ParameterError("the range " + text + " is empty: it ends before it begins");
  for (std::uint64_t value = first;;) {
    values.push_back(std::to_string(value));
    if (values.size() > kMostPoints) too_many();
    if (times ? value > last / factor : value == last) return;
    value = times ? value * factor : value + 1;
  }
}

std::vector<std::string> parse_list(const std::string& list) {
  std::vector<std::string> values;
  for (const std::string& item : split(list, ',')) {
    if (item.empty()) throw ParameterError("a value of the list is empty");
    if (item.find(':') == std::string::npos)
      values.push_back(item);
    else
      append_range(item, values);
  }
  return values;
}

}  // namespace

Axis parse_axis(const std::string& text) {
  const std::string origin = "--axis " + text + ": ";
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) throw ParameterError(origin + "an axis is NAME=LIST");
  try {
    Axis axis{text.substr(0, equals), {}, text};
    const Parameter& swept = parameter(axis.name);
    if (axis.name == "misses.apart")
      throw ParameterError("this chooses what is counted, so that it is the same for all points; it can be no axis");
    for (const std::string& value : parse_list(text.substr(equals + 1))) {
      Configuration scratch;
      swept.set(scratch, value);
      axis.values.push_back(swept.get(scratch));
    }
    std::vector<std::string> sorted = axis.values;
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end()) throw ParameterError("the value " + *twice + " is there twice");
    return axis;
  } catch (const ParameterError& error) {
    throw ParameterError(origin + error.what());
  }
}

std::vector<std::vector<std::string>> product(const std::vector<Axis>& axes) {
  std::vector<std::vector<std::string>> tuples(1);
  for (const Axis& axis : axes) {
    for (const Axis& other : axes)
      if (&other < &axis && other.name == axis.name) throw ParameterError("there are two axes " + axis.name);
    if (axis.values.size() > kMostPoints / tuples.size()) too_many();
    std::vector<std::vector<std::string>> longer;
    for (const std::vector<std::string>& tuple : tuples)
      for (const std::string& value : axis.values) {
        longer.push_back(tuple);
        longer.back().push_back(value);
      }
    tuples = std::move(longer);
  }
  return tuples;
}

std::vector<SweepPoint> sweep_points(const Configuration& base, const std::vector<Axis>& axes) {
  std::vector<SweepPoint> points;
  for (std::vector<std::string>& values : product(axes)) {
    SweepPoint point{std::move(values), base, points.size()};
    for (std::size_t i = 0; i < axes.size(); ++i) parameter(axes[i].name).set(point.configuration, point.values[i]);
    points.push_back(std::move(point));
    if (const auto reason = objection(points.back().configuration))
      throw ParameterError("the point " + describe(axes, points.back()) + " makes no sense: " + *reason);
  }
  return points;
}

Shard parse_shard(const std::string& text) {
  const std::vector<std::string> parts = split(text, '/');
  if (parts.size() != 2) throw ParameterError("'" + text + "' is no shard; a shard is I/N, such as 1/4");
  const std::uint64_t count = parse_number(parts[1], 1, kMostPoints);
  return {static_cast<std::size_t>(parse_number(parts[0], 1, count)), static_cast<std::size_t>(count)};
}

std::string shard_text(const Shard& shard) { return std::to_string(shard.index) + "/" + std::to_string(shard.count); }

std::vector<const SweepPoint*> points_of(const std::vector<SweepPoint>& points, const Shard& shard) {
  std::vector<const SweepPoint*> chosen;
  for (std::size_t i = shard.index - 1; i < points.size(); i += shard.count) chosen.push_back(&points[i]);
  return chosen;
}

std::string describe(const std::vector<Axis>& axes, const SweepPoint& point) {
  std::string text;
  for (std::size_t i = 0; i < axes.size(); ++i) text += (i > 0 ? " " : "") + axes[i].name + "=" + point.values[i];
  return text;
}

}  // namespace hv::explore
