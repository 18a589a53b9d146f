// SPDX-License-Identifier: Apache-2.0
// Values of parameters as text. All errors are ParameterErrors without the parameter's name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hv::explore {

/// "a/b/c" at each '/' (or another separator): at least one part, parts may be empty.
std::vector<std::string> split(const std::string& text, char separator);

/// Joined by ", ".
std::string listed(const std::vector<std::string>& words);

/// Without blanks at both ends.
std::string trimmed(const std::string& text);

/// A whole decimal number from `low` to `high`.
std::uint64_t parse_number(const std::string& text, std::uint64_t low, std::uint64_t high);

/// "7 to 9"; without an upper limit where that is the largest number there is: "at least 7".
std::string range_text(std::uint64_t low, std::uint64_t high);

/// Index of `text` in `existing`. What stands in `later` has a name but does not exist yet; the error says
/// so.
std::size_t parse_choice(const std::string& text, const std::vector<std::string>& existing,
                         const std::vector<std::string>& later);

/// "a, b (not yet: c)".
std::string choice_text(const std::vector<std::string>& existing, const std::vector<std::string>& later);

}  // namespace hv::explore
