// SPDX-License-Identifier: Apache-2.0
#include "guests.h"

#include "guest.h"
#include "machine_run.h"
#include "scenarios/catalogue.h"

namespace hv::bench {
namespace {

constexpr Word kWalkPages = 200, kWalkStride = 32;
constexpr Word kPagingSize = 500, kStormRounds = 10000;
constexpr std::uint64_t kAtATime = 10000000;

tb::Scenario walk(unsigned depth) {
  const explore::Configuration configuration = guest_configuration(depth);
  return tb::nest_program(configuration, kWalkPages * configuration.machine.page_words, kEndlessRounds, kWalkStride);
}

tb::Scenario guest_software(const std::string& scenario, unsigned depth, Word size) {
  const tb::CatalogueEntry& entry = *tb::find_scenario(scenario);
  explore::Configuration configuration = entry.base;
  configuration.depth = depth;
  configuration.guest.size = size;
  return entry.make(configuration);
}

}  // namespace

Guest make_guest(const std::string& name, unsigned depth) {
  if (name == "sum") return {guest(depth, kGuestWords, kEndlessRounds), MachineRun::kWarmUp, kAtATime, true};
  if (name == "walk") return {walk(depth), MachineRun::kWarmUp, kAtATime / 10, true};
  return {guest_software(name, depth, name == "paging" ? kPagingSize : kStormRounds), 0, kAtATime, false};
}

}  // namespace hv::bench
