// SPDX-License-Identifier: Apache-2.0
#include "scenarios/catalogue.h"

#include <algorithm>

#include "explore/parameters.h"
#include "scenarios/figure6.h"
#include "scenarios/guest_scenarios.h"
#include "scenarios/nest_program.h"
#include "scenarios/program_scenario.h"

namespace hv::tb {
namespace {

/// What a memory image is made for.
std::vector<std::string> image_parameters() {
  return {"depth",
          "page.words",
          "memory.pages",
          "store.pages",
          "console.page",
          "fmap.form",
          "fmap.radix-levels",
          "fmap.segments",
          "fmap.segment-bits",
          "fmap.type",
          "fmap.page-bits",
          "fmap.tables",
          "fmap.policy",
          "phi.form",
          "phi.radix-levels",
          "phi.segment-bits",
          "guest.size",
          "guest.slice",
          "vmm.frames",
          "vmm.slice",
          "vmm.churn"};
}

/// A scenario whose memory image is made for one machine: the user may change what software cannot see.
CatalogueEntry fixed(Scenario (*make)()) {
  const Scenario scenario = make();
  explore::Configuration base;
  base.machine = scenario.config;
  base.memory_pages = scenario.config.memory_pages;
  base.depth = 2;
  return {scenario.name, scenario.title, base, image_parameters(), [make](const explore::Configuration& configuration) {
            Scenario changed = make();
            const Word pages = changed.config.memory_pages;
            changed.config = configuration.machine;
            changed.config.memory_pages = pages;
            return changed;
          }};
}

CatalogueEntry nest() {
  const explore::Configuration base;
  return {"nest", nest_program(base).title, base, {}, [](const explore::Configuration& configuration) {
            return nest_program(configuration);
          }};
}

CatalogueEntry of_guests(const GuestScenario& guest) {
  std::vector<std::string> fixed{"memory.pages", "store.pages", "fmap.page-bits",
                                 "fmap.tables",  "fmap.policy", "phi.form"};  // all guests use relocation-bounds
  if (guest.fixed_tree) fixed = image_parameters();
  return {guest.name, guest.title, guest.base, fixed, [guest](const explore::Configuration& configuration) {
            Scenario scenario = guest.make(configuration);
            scenario.name = guest.name;
            scenario.title = guest.title;
            return scenario;
          }};
}

}  // namespace

CatalogueEntry program_entry(const std::string& path) {
  CatalogueEntry entry = of_guests(program_scenario(path));
  entry.fixed.pop_back();  // but the user's programs may be made for another phi
  return entry;
}

bool any_depth(const CatalogueEntry& entry) {
  return std::find(entry.fixed.begin(), entry.fixed.end(), "depth") == entry.fixed.end();
}

const std::vector<CatalogueEntry>& catalogue() {
  static const std::vector<CatalogueEntry> entries = [] {
    std::vector<CatalogueEntry> all{fixed(table2),       fixed(repair_page), fixed(repair_nested),
                                    fixed(evict_resume), fixed(evict_table), nest()};
    for (const GuestScenario& guest : guest_scenarios()) all.push_back(of_guests(guest));
    return all;
  }();
  return entries;
}

const CatalogueEntry* find_scenario(const std::string& name) {
  for (const CatalogueEntry& entry : catalogue())
    if (entry.name == name) return &entry;
  return nullptr;
}

std::optional<std::string> fixed_parameter_changed(const CatalogueEntry& entry,
                                                   const explore::Configuration& configuration) {
  for (const std::string& name : entry.fixed) {
    const explore::Parameter& parameter = explore::parameter(name);
    if (parameter.get(configuration) != parameter.get(entry.base)) return name;
  }
  return std::nullopt;
}

}  // namespace hv::tb
