// SPDX-License-Identifier: Apache-2.0
// The composer's entries of several levels (contents adjacent, per-level).
#include "semantics/map_composer.h"

namespace hv {

/// Level by level, each asked for.
Translation MapComposer::walk_levels(ResourceName y, Word tag_page, AccessKind kind, Access* access) {
  AccessRecorder recorder(access, AccessRecorder::What::reads);
  Composition machine = counted_composition();
  machine.memo = &levels_;
  if (access) machine.observer = &recorder;
  levels_.set_kind(kind);
  levels_.begin_reference(tag_page);
  const Translation outcome = compose_resource(machine, y, kind);
  const bool answered = levels_.end_reference();
  if (answered)
    ++counters_.associator_hits;
  else
    note_miss(kind);
  if (access) {
    access->associator = answered ? AssociatorEvent::hit : AssociatorEvent::miss;
    show_chain(*access, y);
  }
  if (const auto* real = std::get_if<RealName>(&outcome)) digest(*real);
  return outcome;
}

/// The page of the reference itself is the only one of the running VM's own level.
Tag MapComposer::Levels::tag_of(ResourceName y) const {
  const MapComposer& c = composer_;
  const bool itself = page_of_reference_ && y.level == c.vmid_.depth();
  return {itself ? *page_of_reference_ : c.page_.page_of(y.value), c.coherence_.space_of(y.level)};
}

std::optional<ResourceName> MapComposer::Levels::look_up(ResourceName y) {
  MapComposer& c = composer_;
  const std::optional<Found> entry = c.look_up(tag_of(y), y.level, kind_);
  const bool hit = entry.has_value();
  if (!first_) {
    ++c.counters_.associator_further_lookups;
    ++c.counters_.associator_further_lookups_by_level[y.level];
    c.counters_.associator_further_hits += hit;
  }
  first_ = false;
  all_hit_ = all_hit_ && hit;
  if (!hit) return std::nullopt;
  if (c.coherence_.needs_sources()) {  // what is made from this entry is made from the same words
    const auto& words = c.coherence_.made_from(entry->slot);
    c.sources_.insert(c.sources_.end(), words.begin(), words.end());
  }
  return ResourceName{entry->frame.value + c.page_.offset_in(y.value), keeps_single_steps() ? y.level - 1 : 0};
}

bool MapComposer::Levels::keeps_single_steps() const {
  return composer_.config_.associator.contents == AssociatorContents::adjacent;
}

void MapComposer::Levels::found(ResourceName y, ResourceName to, std::size_t begin) {
  MapComposer& c = composer_;
  const std::vector<RealName>& all = c.sources_;
  const std::vector<RealName> words(all.begin() + static_cast<std::ptrdiff_t>(begin), all.end());
  c.remember(tag_of(y), y.level, kind_, RealName{to.value - c.page_.offset_in(y.value)}, words);
}

}  // namespace hv
