// SPDX-License-Identifier: Apache-2.0
// All scenarios, by name. To add one: a function that returns it, and a row in catalogue.cpp.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "scenarios/scenario.h"

namespace hv::tb {

struct CatalogueEntry {
  std::string name;
  std::string title;
  bool has_depth;  ///< whether it can be built at any depth
  std::function<Scenario(unsigned depth)> make;
};

const std::vector<CatalogueEntry>& catalogue();
/// Null where there is no such scenario.
const CatalogueEntry* find_scenario(const std::string& name);

}  // namespace hv::tb
