// SPDX-License-Identifier: Apache-2.0
#include "explore/page_walks.h"

#include <algorithm>

#include "explore/replay_machine.h"

namespace hv::explore {
namespace {

Counters times(Counters counters, std::uint64_t factor) {
  Counters product;
  for (; factor != 0; factor >>= 1, counters += counters)
    if (factor & 1) product += counters;
  return product;
}

std::uint32_t index_of(const Counters& cost, std::vector<Counters>& costs) {
  const auto place = std::find(costs.rbegin(), costs.rend(), cost);  // mostly that of the page before
  if (place != costs.rend()) return static_cast<std::uint32_t>(costs.rend() - place - 1);
  costs.push_back(cost);
  return static_cast<std::uint32_t>(costs.size() - 1);
}

}  // namespace

Configuration without_associator(Configuration configuration) {
  configuration.machine.associator.entries = 0;
  configuration.machine.associator.ways = 0;
  return configuration;
}

PageWalks walk_each_page(const Configuration& configuration, const TracePages& trace) {
  ReplayMachine machine(without_associator(configuration), trace);
  PageWalks walks;
  walks.digest_start = machine.composer().real_digest();
  walks.pages.reserve(trace.pages());
  for (Word page = 0; page < trace.pages(); ++page) {
    machine.reset_counters();
    const RealName real = machine.translate({page * trace.page_words(), trace.page_number(page), AccessKind::read});
    walks.pages.push_back({real.value, index_of(machine.counters(), walks.costs)});
  }
  if (walks.costs.empty()) walks.costs.emplace_back();  // of a trace without references
  return walks;
}

bool has_associator(const Configuration& configuration) {
  return configuration.machine.associator.entries > 0 && configuration.depth > 0;
}

RunResult result_of(const Configuration& configuration, const PageWalks& walks, const PassCounts& counts) {
  RunResult result;
  std::uint64_t walked = 0;
  for (std::size_t cost = 0; cost < walks.costs.size(); ++cost) {
    result.counters += times(walks.costs[cost], counts.walked[cost]);
    walked += counts.walked[cost];
  }
  if (has_associator(configuration)) {
    const std::uint64_t hits = counts.references - walked;
    result.counters.references += hits;
    result.counters.real_accesses += hits;
    result.counters.associator_hits = hits;
    result.counters.associator_misses = result.counters.associator_fills = walked;
  }
  result.counters.stores = counts.stores;
  result.cycles = cycles_of(result.counters, configuration.machine.latencies());
  result.real_digest = counts.digest;
  return result;
}

}  // namespace hv::explore
