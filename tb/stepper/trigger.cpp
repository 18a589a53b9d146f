// SPDX-License-Identifier: Apache-2.0
#include "stepper/trigger.h"

#include "explore/parameters.h"
#include "explore/value_text.h"
#include "stepper/walk.h"

namespace hv::tb {

using explore::ParameterError;

namespace {

/// A place in the software of one machine.
struct Place {
  std::string machine;
  Word name;
};

std::vector<Place> places_of(const std::string& label, const Scenario& scenario) {
  std::vector<Place> places;
  for (const auto& [machine, labels] : scenario.labels)
    for (const assembly::Label& each : labels)
      if (each.name == label) places.push_back({machine, each.value});
  if (places.empty()) throw ParameterError("the software of " + scenario.name + " has no label " + label);
  return places;
}

bool is_at(const std::vector<Place>& places, const Walk& walk, const ProcessorState& state) {
  const auto here = place_of(state, walk.scenario().config.phi_form);
  for (const Place& place : places)
    if (here == place.name && walk.running_name() == place.machine) return true;
  return false;
}

bool is_interrupt(const StepResult& result) {
  if (result.outcome == StepOutcome::interrupt) return true;
  return result.fault && (result.fault->cause == FaultCause::timer || result.fault->cause == FaultCause::device);
}

bool happened(Trigger::Event event, const Stepped& step) {
  switch (event) {
    case Trigger::Event::vm_fault: return step.result.outcome == StepOutcome::vm_fault;
    case Trigger::Event::exception: return step.result.outcome == StepOutcome::exception;
    case Trigger::Event::interrupt: return is_interrupt(step.result);
    case Trigger::Event::lvmid: return step.entered();
    case Trigger::Event::halt: return step.result.outcome == StepOutcome::halt;
    case Trigger::Event::label: break;
  }
  return false;
}

}  // namespace

Trigger parse_trigger(const std::string& text) {
  const std::vector<std::string> parts = explore::split(text, ':');
  Trigger trigger;
  trigger.event = static_cast<Trigger::Event>(
      explore::parse_choice(parts[0], {"vm-fault", "exception", "interrupt", "lvmid", "halt", "label"}, {}));
  std::size_t count = 1;
  if (trigger.event == Trigger::Event::label) {
    if (parts.size() < 2 || parts[1].empty()) throw ParameterError("a label has a name: label:NAME");
    trigger.label = parts[1];
    count = 2;
  }
  if (parts.size() > count + 1) throw ParameterError("'" + text + "' has more than an event and its count");
  if (parts.size() == count + 1) trigger.count = explore::parse_number(parts[count], 1, Start::kForever);
  return trigger;
}

TriggerSearch find_trigger(const Scenario& scenario, const Trigger& trigger, std::uint64_t max_attempts) {
  std::vector<Place> places;
  const bool by_place = trigger.event == Trigger::Event::label;
  if (by_place) places = places_of(trigger.label, scenario);
  Walk walk(scenario, max_attempts);
  TriggerSearch search;
  while (walk.prepare() != Walk::Ready::over) {
    const bool there = by_place && is_at(places, walk, walk.machine().processor().state());
    const Stepped& step = walk.step();
    if (!there && !happened(trigger.event, step)) continue;
    if (++search.happened < trigger.count) continue;
    search.attempt = step.n - 1;
    break;
  }
  return search;
}

}  // namespace hv::tb
