// SPDX-License-Identifier: Apache-2.0
#include "scenarios/catalogue.h"

#include "scenarios/figure6.h"

namespace hv::tb {
namespace {

CatalogueEntry fixed(Scenario (*make)()) {
  const Scenario scenario = make();
  return {scenario.name, scenario.title, false, [make](unsigned) { return make(); }};
}

}  // namespace

const std::vector<CatalogueEntry>& catalogue() {
  static const std::vector<CatalogueEntry> entries{fixed(table2), fixed(repair_page), fixed(repair_nested),
                                                   fixed(evict_resume), fixed(evict_table)};
  return entries;
}

const CatalogueEntry* find_scenario(const std::string& name) {
  for (const CatalogueEntry& entry : catalogue())
    if (entry.name == name) return &entry;
  return nullptr;
}

}  // namespace hv::tb
