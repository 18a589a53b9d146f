// SPDX-License-Identifier: Apache-2.0
// How a fuzz target says that something is wrong.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace hv::fuzz {

/// Ends the program as a crash, which libFuzzer keeps the input of.
inline void check(bool holds, const std::string& what) {
  if (holds) return;
  std::fprintf(stderr, "check failed: %s\n", what.c_str());
  std::abort();
}

/// The input up to the first zero byte; it and the zero byte are taken away from `input`.
inline std::string_view take_part(std::string_view& input) {
  const std::string_view part = input.substr(0, input.find('\0'));
  input.remove_prefix(part.size() < input.size() ? part.size() + 1 : part.size());
  return part;
}

}  // namespace hv::fuzz
