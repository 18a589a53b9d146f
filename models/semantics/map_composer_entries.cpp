// SPDX-License-Identifier: Apache-2.0
// What the composer asks the associator for, and the entries that it makes.
#include "semantics/map_composer.h"

namespace hv {

/// Asks the first array, then the second level; what that answers goes into the first, too.
std::optional<MapComposer::Found> MapComposer::look_up(const Tag& tag, unsigned level, AccessKind kind) {
  const Associator::Array first = associator_->first(kind == AccessKind::fetch, level);
  const Associator::Slot slot = ask(tag, first);
  if (slot != Associator::kNoSlot) return found(slot, tag);
  if (!associator_->has_second()) return std::nullopt;
  ++counters_.associator_second_lookups;
  const Associator::Slot second = ask(tag, associator_->second());
  if (second == Associator::kNoSlot) return std::nullopt;
  ++counters_.associator_second_hits;
  const Tag own = associator_->tag(second);
  const Associator::Slot copy = associator_->fill(own, associator_->frame(second), first);
  coherence_.copied(second, copy);
  return found(copy, tag);
}

/// The entry of the page, or of the block that it is in.
Associator::Slot MapComposer::ask(const Tag& tag, Associator::Array array) {
  const Associator::Slot slot = associator_->lookup(tag, array);
  if (slot != Associator::kNoSlot || config_.associator.superpage_bits == 0) return slot;
  return associator_->lookup(block_of(tag), array);
}

MapComposer::Found MapComposer::found(Associator::Slot slot, const Tag& tag) {
  const unsigned bits = associator_->tag(slot).bits;
  counters_.associator_superpage_hits += bits > 0;
  return {slot, RealName{associator_->frame(slot).value + place_in_block(tag.page, bits) * page_.words()}};
}

/// Makes an entry of the active VM of this level, in the array that is asked first and in the second level; of the
/// whole block where that stays together.
void MapComposer::remember(const Tag& tag, unsigned level, AccessKind kind, RealName frame,
                           const std::vector<RealName>& sources) {
  if (granted_) withdraw_next_to_go(tag);
  const unsigned bits = config_.associator.superpage_bits;
  const bool block = bits > 0 && block_bits_ >= bits;
  const Tag own = block ? block_of(tag) : tag;
  if (block) frame.value -= place_in_block(tag.page, bits) * page_.words();
  fill(own, level, associator_->first(kind == AccessKind::fetch, level), frame, sources);
  if (associator_->has_second()) fill(own, level, associator_->second(), frame, sources);
}

void MapComposer::fill(const Tag& tag, unsigned level, Associator::Array array, RealName frame,
                       const std::vector<RealName>& sources) {
  if (coherence_.filled(associator_->fill(tag, frame, array), level, sources)) withdraw_grants();
}

}  // namespace hv
