// SPDX-License-Identifier: Apache-2.0
#include "monitors/event.h"

#include <nlohmann/json.hpp>

namespace hv::tb {

using Json = nlohmann::ordered_json;

std::string tree_name(const std::vector<Word>& syllables) {
  if (syllables.empty()) return "NULL";
  std::string name;
  for (const Word syllable : syllables) name += (name.empty() ? "" : ".") + std::to_string(syllable);
  return name;
}

std::string map_name(const std::vector<Word>& syllables, unsigned level) {
  if (level == 0) return "phi";
  return "f" + tree_name({syllables.begin(), syllables.begin() + level});
}

std::string map_name(const std::vector<Word>& syllables, const CompositionObserver::Step& step) {
  if (!step.type2_phi) return map_name(syllables, step.level);
  return "phi" + tree_name({syllables.begin(), syllables.begin() + step.level});
}

namespace {

Json step_json(const CompositionObserver::Step& step, const std::vector<Word>& vmid) {
  Json json = Json::array({map_name(vmid, step), step.in});
  if (step.out)
    json.push_back(*step.out);
  else
    json.push_back(step.of_running_phi() ? "e" : "t");
  return json;
}

/// The chain of a reference: its maps in order. Steps inside table reads are left out.
Json chain(const Access& access, const std::vector<Word>& vmid) {
  Json steps = Json::array();
  for (const auto& step : access.steps)
    if (step.implicit == 0) steps.push_back(step_json(step, vmid));
  return steps;
}

/// The map that failed inside one of the composer's own reads, if one did.
Json failed_inside(const InstructionEvent& event) {
  for (const Access& access : event.accesses)
    for (const auto& step : access.steps)
      if (step.implicit > 0 && !step.out) return step_json(step, event.vmid);
  return nullptr;
}

Json access_json(const Access& access, const std::vector<Word>& vmid) {
  Json json{{"access", to_string(access.kind)}, {"chain", chain(access, vmid)}};
  if (!access.by_process) json["past_phi"] = true;
  json["associator"] = to_string(access.associator);
  Json reads = Json::array();
  for (const auto& read : access.map_reads)
    reads.push_back({map_name(vmid, read.level), read.name.value, read.real.value, read.value});
  json["map_reads"] = reads;
  return json;
}

void add_outcome(Json& json, const InstructionEvent& event) {
  if (event.result.exception)
    json["exception"] = {{"cause", to_string(event.result.exception->cause)},
                         {"name", event.result.exception->name.value}};
  if (!event.result.fault) return;
  const VmFault& fault = *event.result.fault;
  // The fault of a nest being restarted belongs to a map that LVMID had already appended: its name is then longer
  // than the VMID before the instruction, and only its level is certain.
  const bool named = fault.level <= event.vmid.size();
  json["fault"] = {{"map", named ? map_name(event.vmid, fault.level) : "level " + std::to_string(fault.level)},
                   {"name", fault.name.value},
                   {"cause", to_string(fault.cause)},
                   {"to", tree_name(event.vmid_after)},
                   {"access", to_string(fault.kind)},
                   {"implicit", fault.implicit}};
  const Json inside = failed_inside(event);
  if (!inside.is_null()) json["fault"]["inside"] = inside;
}

}  // namespace

Json to_json(const InstructionEvent& event) {
  Json json{{"kind", "instruction"},
            {"n", event.n},
            {"time_ns", event.time_ns},
            {"vmid", tree_name(event.vmid)},
            {"mode", event.state.master() ? "master" : "slave"},
            {"ic", event.state.address()},
            {"r", event.state.r},
            {"b", event.state.b},
            {"text", event.result.fetched ? isa::disassemble(event.result.instruction) : ""},
            {"fetch", Json::array()},
            {"operand", Json::array()}};
  if (event.symbol) json["symbol"] = *event.symbol;
  Json accesses = Json::array();
  bool has_operand = false;
  for (const Access& access : event.accesses) {
    if (access.kind == AccessKind::fetch)
      json["fetch"] = chain(access, event.vmid);
    else if (access.by_process && !has_operand)
      json["operand"] = chain(access, event.vmid), has_operand = true;
    accesses.push_back(access_json(access, event.vmid));
  }
  json["value"] = event.result.value ? Json(*event.result.value) : Json(nullptr);
  json["outcome"] = to_string(event.result.outcome);
  json["vmid_after"] = tree_name(event.vmid_after);
  add_outcome(json, event);
  json["accesses"] = accesses;
  return json;
}

void EventCollector::instruction_begins(const ProcessorState& state) {
  const std::uint64_t n = event_.n + 1;
  event_ = {};
  event_.n = n;
  event_.time_ns = now_();
  event_.vmid = vmid_.syllables();
  event_.state = state;
  if (symbols_) event_.symbol = symbols_->name_of(tree_name(event_.vmid), state);
}

void EventCollector::instruction_ends(const ProcessorState& state, const StepResult& result) {
  event_.result = result;
  event_.vmid_after = vmid_.syllables();
  event_.state_after = state;
  for (const Sink& sink : sinks_) sink(event_);
}

}  // namespace hv::tb
