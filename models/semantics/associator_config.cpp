// SPDX-License-Identifier: Apache-2.0
#include "semantics/associator_config.h"

namespace hv {
namespace {

constexpr std::uint32_t kMostEntries = 1u << 24, kMostEntriesOfLevel = 1u << 16;

bool power_of_two(std::uint32_t number) { return (number & (number - 1)) == 0; }

/// Of the array that the parameters <name>entries and <name>ways describe.
std::optional<std::string> objection_to_array(const std::string& name, std::uint32_t entries, std::uint32_t ways,
                                              Replacement replacement, const std::string& name_of_ways) {
  if (entries == 0) return std::nullopt;
  if (entries > kMostEntries) return name + "entries is at most " + std::to_string(kMostEntries);
  if (ways > 0 && entries % ways != 0)
    return name + "entries (" + std::to_string(entries) + ") is no multiple of " + name_of_ways + "ways (" +
           std::to_string(ways) + "): every set has the same number of ways";
  const std::uint32_t of_set = ways == 0 ? entries : ways;
  if (replacement == Replacement::plru && !power_of_two(of_set))
    return "associator.replacement plru needs sets of 1, 2, 4, 8, ... entries, not of " + std::to_string(of_set) +
           ": it chooses by a binary tree over the set";
  return std::nullopt;
}

std::optional<std::string> objection_to_levels(const AssociatorConfig& config) {
  if (!config.has_levels_apart()) return std::nullopt;
  if (config.fetch_entries > 0)
    return std::string("associator.level-entries and associator.fetch-entries both say which array an entry is in");
  for (const std::uint32_t entries : config.level_entries) {
    if (entries == 0)
      return std::string("associator.level-entries has a 0 beside other values: each level needs an entry at least");
    if (entries > kMostEntriesOfLevel)
      return "associator.level-entries are at most " + std::to_string(kMostEntriesOfLevel);
    if (auto objection =
            objection_to_array("associator.level-", entries, config.ways, config.replacement, "associator."))
      return objection;
  }
  return std::nullopt;
}

std::optional<std::string> objection_to_shapes(const AssociatorConfig& config) {
  if (config.entries == 0 && (config.fetch_entries > 0 || config.second_entries > 0 || config.has_levels_apart()))
    return std::string(
        "associator.entries 0 means that there is no associator: then there are no fetch-entries, "
        "second-entries and level-entries either");
  if (auto objection =
          objection_to_array("associator.", config.entries, config.ways, config.replacement, "associator."))
    return objection;
  if (auto objection = objection_to_array("associator.fetch-", config.fetch_entries, config.fetch_ways,
                                          config.replacement, "associator.fetch-"))
    return objection;
  if (auto objection = objection_to_array("associator.second-", config.second_entries, config.second_ways,
                                          config.replacement, "associator.second-"))
    return objection;
  return objection_to_levels(config);
}

}  // namespace

std::optional<std::string> objection(const AssociatorConfig& config) {
  if (auto shapes = objection_to_shapes(config)) return shapes;
  if (config.key == AssociatorKey::none && config.invalidation != Invalidation::flush)
    return std::string(
        "associator.key none needs associator.invalidation flush: without VMID or level in the key, "
        "an entry of one VM would answer for another");
  if (config.superpage_bits > 0 && config.contents != AssociatorContents::end_to_end)
    return std::string("associator.superpage-bits needs associator.contents end-to-end: the entries of ") +
           to_string(config.contents) + " contents are of single pages of their level";
  if (config.input == AssociatorInput::process && config.contents != AssociatorContents::end_to_end)
    return std::string("associator.input process needs associator.contents end-to-end: the entries of ") +
           to_string(config.contents) + " contents are of pages of every level, which phi has no part in";
  return std::nullopt;
}

const char* to_string(AssociatorKey key) {
  switch (key) {
    case AssociatorKey::vmid: return "vmid";
    case AssociatorKey::level: return "level";
    case AssociatorKey::none: return "none";
  }
  return "?";
}

const char* to_string(Invalidation invalidation) {
  switch (invalidation) {
    case Invalidation::snoop: return "snoop";
    case Invalidation::lvmid: return "lvmid";
    case Invalidation::purge: return "purge";
    case Invalidation::flush: return "flush";
  }
  return "?";
}

const char* to_string(Replacement replacement) {
  switch (replacement) {
    case Replacement::lru: return "lru";
    case Replacement::fifo: return "fifo";
    case Replacement::random: return "random";
    case Replacement::plru: return "plru";
  }
  return "?";
}

const char* to_string(AssociatorContents contents) {
  switch (contents) {
    case AssociatorContents::end_to_end: return "end-to-end";
    case AssociatorContents::adjacent: return "adjacent";
    case AssociatorContents::per_level: return "per-level";
  }
  return "?";
}

const char* to_string(AssociatorInput input) {
  switch (input) {
    case AssociatorInput::resource: return "resource";
    case AssociatorInput::process: return "process";
  }
  return "?";
}

}  // namespace hv
