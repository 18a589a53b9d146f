// SPDX-License-Identifier: Apache-2.0
// All scenarios, by name. To add one: a function that returns it, and a row in catalogue.cpp.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "explore/configuration.h"
#include "scenarios/scenario.h"

namespace hv::tb {

struct CatalogueEntry {
  std::string name;
  std::string title;
  /// Its machine and nest, before the user changes anything.
  explore::Configuration base;
  /// Parameters that the scenario fixes: its memory image is made for them as they are.
  std::vector<std::string> fixed;
  std::function<Scenario(const explore::Configuration&)> make;
};

/// A program of the user's as an entry, see program_scenario().
CatalogueEntry program_entry(const std::string& path);

const std::vector<CatalogueEntry>& catalogue();
/// Null where there is no such scenario.
const CatalogueEntry* find_scenario(const std::string& name);
/// Whether the user may choose how deep it is.
bool any_depth(const CatalogueEntry& entry);
/// The scenario as it is without the user's parameters.
inline Scenario plain(const CatalogueEntry& entry) { return entry.make(entry.base); }

/// Nothing, or the name of a parameter that differs from the scenario's base although the scenario fixes it.
std::optional<std::string> fixed_parameter_changed(const CatalogueEntry& entry,
                                                   const explore::Configuration& configuration);

}  // namespace hv::tb
