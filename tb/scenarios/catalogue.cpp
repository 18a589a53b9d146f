// SPDX-License-Identifier: Apache-2.0
#include "scenarios/catalogue.h"

#include "explore/parameters.h"
#include "scenarios/figure6.h"
#include "scenarios/nest_program.h"

namespace hv::tb {
namespace {

/// A scenario whose memory image is made for one machine: the user may change what software cannot see.
CatalogueEntry fixed(Scenario (*make)()) {
  const Scenario scenario = make();
  explore::Configuration base;
  base.machine = scenario.config;
  base.memory_pages = scenario.config.memory_pages;
  base.depth = 2;
  return {scenario.name, scenario.title, base, false, [make](const explore::Configuration& configuration) {
            Scenario changed = make();
            const Word pages = changed.config.memory_pages;
            changed.config = configuration.machine;
            changed.config.memory_pages = pages;
            return changed;
          }};
}

CatalogueEntry nest() {
  const explore::Configuration base;
  return {"nest", nest_program(base).title, base, true,
          [](const explore::Configuration& configuration) { return nest_program(configuration); }};
}

}  // namespace

const std::vector<CatalogueEntry>& catalogue() {
  static const std::vector<CatalogueEntry> entries{fixed(table2),       fixed(repair_page), fixed(repair_nested),
                                                   fixed(evict_resume), fixed(evict_table), nest()};
  return entries;
}

const CatalogueEntry* find_scenario(const std::string& name) {
  for (const CatalogueEntry& entry : catalogue())
    if (entry.name == name) return &entry;
  return nullptr;
}

std::optional<std::string> fixed_parameter_changed(const CatalogueEntry& entry,
                                                   const explore::Configuration& configuration) {
  if (entry.any_nest) return std::nullopt;
  for (const char* name :
       {"depth", "page.words", "memory.pages", "fmap.form", "fmap.radix-levels", "phi.form", "phi.radix-levels"}) {
    const explore::Parameter& parameter = explore::parameter(name);
    if (parameter.get(configuration) != parameter.get(entry.base)) return name;
  }
  return std::nullopt;
}

}  // namespace hv::tb
