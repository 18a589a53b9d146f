// SPDX-License-Identifier: Apache-2.0
#include "exploration/statistics.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "explore/parameters.h"

namespace hv::tb {
namespace {

using Json = nlohmann::ordered_json;

/// A number where the text is one.
Json as_json(const std::string& value) {
  const bool digits =
      !value.empty() && std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
  return digits ? Json(std::stoull(value)) : Json(value);
}

Json counters_json(const explore::RunResult& result, unsigned depth) {
  Json counters;
  Counters::for_each(result.counters,
                     [&](const char* name, const char*, std::uint64_t count) { counters[name] = count; });
  Counters::for_each_by_level(result.counters, [&](const char* name, const char*, const Counters::ByLevel& counts) {
    counters[name] = explore::shown_levels(counts, depth);
  });
  if (result.misses)
    explore::MissKinds::for_each(*result.misses, [&](const char* name, auto count) { counters[name] = count; });
  counters["cycles"] = result.cycles;
  counters["real_digest"] = explore::digest_text(result.real_digest);
  return counters;
}

}  // namespace

Json statistics(const explore::Configuration& configuration, const explore::RunResult& result,
                const Provenance& provenance) {
  Json config, facts = Json::object();
  for (const explore::Parameter& each : explore::parameters()) config[each.name] = as_json(each.get(configuration));
  for (const auto& [name, count] : provenance.facts) facts[name] = count;
  Json whole = {{"config", config},
                {"counters", counters_json(result, configuration.depth)},
                {"version", provenance.version},
                {"input", provenance.input},
                {"input_facts", facts}};
  for (const explore::VmCounts& vm : result.vms)
    whole["vms"].push_back({{"vmid", vm.vmid},
                            {"references", vm.references},
                            {"associator_hits", vm.associator_hits},
                            {"associator_misses", vm.associator_misses}});
  return whole;
}

std::string statistics_json(const explore::Configuration& configuration, const explore::RunResult& result,
                            const Provenance& provenance) {
  return statistics(configuration, result, provenance).dump(2) + "\n";
}

}  // namespace hv::tb
