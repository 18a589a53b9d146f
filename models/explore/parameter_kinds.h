// SPDX-License-Identifier: Apache-2.0
// What the table of parameters (parameters.cpp) is made of: values of different kinds, single and by level.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "explore/parameters.h"
#include "explore/value_text.h"

namespace hv::explore {

/// How one value is read and written: the same for a single value and for one of a list by level.
template <class Value>
struct Codec {
  std::string range;
  std::function<Value(const std::string&)> parse;
  std::function<std::string(Value)> format;
};

template <class Value>
Codec<Value> number(std::uint64_t low, std::uint64_t high) {
  return {range_text(low, high),
          [=](const std::string& text) { return static_cast<Value>(parse_number(text, low, high)); },
          [](Value value) { return std::to_string(value); }};
}

template <class Value>
Codec<Value> choice(std::vector<Value> values, std::vector<std::string> later = {}) {
  std::vector<std::string> names;
  for (const Value value : values) names.push_back(to_string(value));
  return {choice_text(names, later), [=](const std::string& text) { return values[parse_choice(text, names, later)]; },
          [](Value value) { return std::string(to_string(value)); }};
}

/// 1 for Type I, 2 for Type II.
inline Codec<layout::MapType> map_type() {
  return {"1 or 2",
          [](const std::string& text) {
            return parse_number(text, 1, 2) == 2 ? layout::MapType::process : layout::MapType::resource;
          },
          [](layout::MapType type) { return std::string(type == layout::MapType::process ? "2" : "1"); }};
}

inline Codec<bool> yes_or_no() {
  return {"no or yes",
          [](const std::string& text) {
            return parse_choice(text, {"no", "yes"}, {}) == 1;
          },
          [](bool value) { return std::string(value ? "yes" : "no"); }};
}

/// A parameter with one value; `field` gives the place of the value in a Configuration.
template <class Value, class Field>
Parameter single(std::string name, Codec<Value> codec, std::string unit, Field field, std::string meaning) {
  return {std::move(name),
          codec.range,
          std::move(unit),
          std::move(meaning),
          [=](const Configuration& c) { return codec.format(field(c)); },
          [=](Configuration& c, const std::string& text) { field(c) = codec.parse(text); }};
}

template <class Value>
std::vector<Value> parse_by_level(const Codec<Value>& codec, const std::string& text) {
  std::vector<Value> values;
  for (const std::string& part : split(text, '/')) values.push_back(codec.parse(part));
  if (values.size() > kLevelLimit)
    throw ParameterError("it has more than " + std::to_string(kLevelLimit) + " values by level");
  return values;
}

/// A parameter with a value for each level, written with slashes.
template <class Value, class Field>
Parameter by_level(std::string name, Codec<Value> codec, std::string unit, Field field, std::string meaning) {
  const auto get = [=](const Configuration& c) {
    std::string text;
    for (const Value value : field(c)) text += (text.empty() ? "" : "/") + codec.format(value);
    return text;
  };
  const auto set = [=](Configuration& c, const std::string& text) { field(c) = parse_by_level(codec, text); };
  return {std::move(name), codec.range + "; by level", std::move(unit), std::move(meaning), get, set};
}

}  // namespace hv::explore
