// SPDX-License-Identifier: Apache-2.0
// GTKWave's translate filters, which turn the codes of the waves into coloured words.
#pragma once

#include <string>
#include <vector>

#include "scenarios/scenario.h"

namespace hv::tb {

struct Filter {
  std::string name;  ///< file name without ".txt"
  std::string text;  ///< one line a code
};

/// All filters that do not depend on a scenario.
std::vector<Filter> filters();
/// What each instruction of this scenario illustrates, by its number.
Filter filter_of_notes(const Scenario& scenario);

}  // namespace hv::tb
