// SPDX-License-Identifier: Apache-2.0
#include "waves/wave_files.h"

#include <stdexcept>

#include "scenarios/catalogue.h"
#include "waves/filters.h"
#include "waves/story.h"

namespace hv::tb {
namespace {

constexpr std::uint64_t kMostWithMarkers = 100;  // instructions: beyond that they only hide each other
constexpr unsigned kLevelsOfExample = 2, kLevelsOfNest = 4;

WaveFile as_file(const Filter& filter) { return {"filters/" + filter.name + ".txt", filter.text}; }

void add_scenario(std::vector<WaveFile>& files, const CatalogueEntry& entry, unsigned levels, bool with_markers) {
  explore::Configuration configuration = entry.base;
  if (any_depth(entry)) configuration.depth = levels;
  const Scenario scenario = entry.make(configuration);
  SaveFile file = save_file_of(scenario, levels, scenario.shown);
  if (!with_markers || scenario.shown > kMostWithMarkers) file.markers.clear();
  files.push_back({file.name + ".gtkw", save_file_text(file)});
  if (file.has_notes) files.push_back(as_file(filter_of_notes(scenario)));
}

std::vector<WaveFile> common_filters() {
  std::vector<WaveFile> files;
  for (const Filter& filter : filters()) files.push_back(as_file(filter));
  return files;
}

}  // namespace

std::vector<WaveFile> wave_files_of(const std::string& scenario, unsigned levels) {
  const CatalogueEntry* const entry = find_scenario(scenario);
  if (!entry) throw std::invalid_argument("there is no scenario '" + scenario + "'; hvsim list names all");
  std::vector<WaveFile> files = common_filters();
  add_scenario(files, *entry, levels, true);
  return files;
}

std::vector<WaveFile> all_wave_files() {
  std::vector<WaveFile> files = common_filters();
  // The one file for a nest serves runs of any depth, whose VMIDs change at other times.
  for (const CatalogueEntry& entry : catalogue())
    add_scenario(files, entry, any_depth(entry) ? kLevelsOfNest : kLevelsOfExample, !any_depth(entry));
  return files;
}

}  // namespace hv::tb
