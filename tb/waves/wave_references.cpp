// SPDX-License-Identifier: Apache-2.0
// How the recorder shows a reference: its names on the way down, what associator and composer did.
#include "waves/wave_recorder.h"

namespace hv::tb {

using namespace waves;

void WaveRecorder::accessed(const Access& access) {
  at_this_time();
  has_referred_ = true;
  if (access.kind == AccessKind::fetch) show_instruction(access);
  if (!access.by_process && in_instruction_) set(phase_, Phase::exception);
  set(kind_, kind_of(access));
  show_names(access);
  set(result_, result_of(access.outcome));
  show_associator(access);
  show_map_reads(access);
}

void WaveRecorder::show_no_reference() {
  for (const Signal code : {kind_, result_, associator_, reads_}) set(code, 0);
  for (unsigned level = 1; level <= levels_; ++level) vcd_.set_z(names_[level]);
  for (const Signal name : {process_name_, real_name_, map_read_level_, map_read_name_, map_read_value_})
    vcd_.set_z(name);
  show_counters(machine_.composer.composer().associator_occupancy());
}

/// The name at each level the reference came to: φ gives that of level n, f_x1…xi that of level i − 1. Where
/// it came no further although it should have, a map had no value (or a word of its table could not be
/// reached).
void WaveRecorder::show_names(const Access& access) {
  for (unsigned level = 1; level <= levels_; ++level) vcd_.set_z(names_[level]);
  vcd_.set_z(real_name_);
  if (access.by_process)
    set(process_name_, access.name);
  else
    vcd_.set_z(process_name_);
  const unsigned depth = machine_.vmid_unit.vmid().depth();
  unsigned ahead = depth + 1;  // levels that it has still to come to
  const auto signal = [&](unsigned level) { return level == 0 ? real_name_ : names_[level]; };
  const auto arrive = [&](unsigned level, Word name) {
    if (level <= levels_) set(signal(level), name);
    ahead = level;
  };
  if (!access.by_process) arrive(depth, access.name);
  for (const auto& step : access.steps)
    if (step.implicit == 0 && step.out)
      arrive(step.of_running_phi() ? depth : step.type2_phi ? step.level : step.level - 1, *step.out);
  if (const auto* const real = std::get_if<RealName>(&access.outcome))
    set(real_name_, real->value);
  else if (ahead > 0 && ahead - 1 <= levels_)
    vcd_.set_x(signal(ahead - 1));
}

void WaveRecorder::show_associator(const Access& access) {
  const bool filled = machine_.composer.composer().counters().associator_fills > fills_;
  switch (access.associator) {
    case AssociatorEvent::none: set(associator_, Associator::none); break;
    case AssociatorEvent::bypassed: set(associator_, Associator::bypassed); break;
    case AssociatorEvent::hit: set(associator_, Associator::hit); break;
    case AssociatorEvent::miss: set(associator_, filled ? Associator::miss_and_fill : Associator::miss); break;
  }
  show_counters(access.occupancy);
}

void WaveRecorder::show_counters(std::uint32_t occupancy) {
  const Counters& counters = machine_.composer.composer().counters();
  set(occupancy_, occupancy);
  set(hits_, counters.associator_hits);
  set(misses_, counters.associator_misses);
  set(filled_, fills_ = counters.associator_fills);
  set(forgotten_, counters.associator_forgotten);
  set(map_reads_, counters.map_reads);
}

/// Table words take no time of their own in the waves: how many there were, and the last one.
void WaveRecorder::show_map_reads(const Access& access) {
  set(reads_, access.map_reads.size());
  if (access.map_reads.empty()) {
    for (const Signal last : {map_read_level_, map_read_name_, map_read_value_}) vcd_.set_z(last);
    return;
  }
  const auto& last = access.map_reads.back();
  set(map_read_level_, last.level);
  set(map_read_name_, last.name.value);
  set(map_read_value_, last.value);
}

}  // namespace hv::tb
