// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "explore/parameters.h"
#include "explore/replay.h"

namespace hv::explore {

/// A configuration from `name value` pairs, as a user would give them.
inline Configuration configured(const std::vector<std::pair<std::string, std::string>>& values) {
  std::vector<Setting> settings;
  for (const auto& [name, value] : values) settings.push_back({name, value, "--" + name});
  Configuration configuration;
  apply_settings(settings, configuration);
  return configuration;
}

/// Expects `act` to throw Error with every one of `parts` in its message.
template <class Error, class Act>
void expect_error(Act act, const std::vector<std::string>& parts) {
  try {
    act();
    ADD_FAILURE() << "no error; expected one with '" << parts.front() << "'";
  } catch (const Error& error) {
    for (const std::string& part : parts)
      EXPECT_NE(std::string(error.what()).find(part), std::string::npos)
          << "'" << part << "' is not in: " << error.what();
  }
}

}  // namespace hv::explore
