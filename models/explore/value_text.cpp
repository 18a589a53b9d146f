// SPDX-License-Identifier: Apache-2.0
#include "explore/value_text.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "explore/parameters.h"

namespace hv::explore {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts{""};
  for (const char c : text) {
    if (c == separator)
      parts.emplace_back();
    else
      parts.back() += c;
  }
  return parts;
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string trimmed(const std::string& text) {
  constexpr const char* kBlanks = " \t\r";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::uint64_t parse_number(const std::string& text, std::uint64_t low, std::uint64_t high) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || error == std::errc::invalid_argument || stopped != end)
    throw ParameterError("'" + text + "' is no whole number; it must be " + range_text(low, high));
  if (error == std::errc::result_out_of_range || value < low || value > high)
    throw ParameterError(text + " is out of range; it must be " + range_text(low, high));
  return value;
}

std::string range_text(std::uint64_t low, std::uint64_t high) {
  if (high == std::numeric_limits<std::uint64_t>::max()) return "at least " + std::to_string(low);
  return std::to_string(low) + " to " + std::to_string(high);
}

std::size_t parse_choice(const std::string& text, const std::vector<std::string>& existing,
                         const std::vector<std::string>& later) {
  const auto found = std::find(existing.begin(), existing.end(), text);
  if (found != existing.end()) return static_cast<std::size_t>(found - existing.begin());
  const bool planned = std::find(later.begin(), later.end(), text) != later.end();
  throw ParameterError("'" + text + "' " + (planned ? "does not exist yet" : "is not known") + "; there is " +
                       listed(existing));
}

std::string choice_text(const std::vector<std::string>& existing, const std::vector<std::string>& later) {
  return listed(existing) + (later.empty() ? "" : " (not yet: " + listed(later) + ")");
}

}  // namespace hv::explore
