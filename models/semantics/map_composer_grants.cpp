// SPDX-License-Identifier: Apache-2.0
// The composer's grants: references that are not asked for (page_grant.h).
#include "semantics/map_composer.h"

namespace hv {

std::optional<PageGrant> MapComposer::grant(ProcessName p) {
  if (!holder_ || takes_long_way_) return std::nullopt;
  if (asked_before_phi_ && vmid_.depth() > 0) return grant_before_phi(p);
  const Map phi = phi_.as_map();
  if (map_form(phi.form).dependent_reads(phi) > 0) return std::nullopt;
  const Descent descent = apply_process_map(composition(debug_), phi_, p, AccessKind::read);
  const auto* const y = std::get_if<ResourceName>(&descent);
  if (!y) return std::nullopt;
  if (!covers_page(p)) return std::nullopt;
  const Word offset = page_.offset_in(y->value);  // φ keeps it
  PageGrant grant{ProcessName{p.value - offset}, RealName{y->value - offset}, false, &any_entry_};
  if (y->level > 0) {
    const auto slot = plain_ ? plain_->probe({page_.page_of(y->value), coherence_.space()}) : Associator::kNoSlot;
    if (slot == Associator::kNoSlot) return std::nullopt;
    grant.frame = plain_->frame(slot);
    grant.last_use = &plain_->last_use(slot);
  }
  grant.writable = grants_stores(grant.frame);
  granted_ = true;
  return grant;
}

/// Only pages that φ has all of are remembered.
std::optional<PageGrant> MapComposer::grant_before_phi(ProcessName p) {
  settle_phi();
  const auto slot = plain_->probe({page_.page_of(p.value), coherence_.space()});
  if (slot == Associator::kNoSlot) return std::nullopt;
  granted_ = true;
  const RealName frame = plain_->frame(slot);
  return PageGrant{ProcessName{p.value - page_.offset_in(p.value)}, frame, grants_stores(frame),
                   &plain_->last_use(slot)};
}

GrantedUses MapComposer::begin_uses() {
  GrantedUses uses;
  uses.time = plain_ ? plain_->clock() : clock_;
  uses.digest = digest_;
  return uses;
}

/// Each of them was a hit.
void MapComposer::end_uses(const GrantedUses& uses) {
  (plain_ ? plain_->clock() : clock_) = uses.time;
  digest_ = uses.digest;
  counters_.references += uses.references;
  counters_.stores += uses.stores;
  counters_.real_accesses += uses.references;
  counters_.map_steps += uses.references * map_steps_of_hit();
  if (vmid_.depth() > 0) counters_.associator_hits += uses.references;
}

void MapComposer::withdraw_grants() {
  if (!granted_) return;
  granted_ = false;
  holder_->withdraw_all();
}

/// The running VM's only: grants of others do not outlive a change of the VMID.
void MapComposer::withdraw_next_to_go(const Tag& tag) {
  if (!plain_) return;
  const Associator::Slot slot = plain_->next_to_go(tag);
  if (slot == Associator::kNoSlot || plain_->tag(slot).space != coherence_.space()) return;
  const Word first = plain_->tag(slot).page * page_.words();
  const Map phi = phi_.as_map();
  // No other φ that moves names has grants, unless their entries are of process pages.
  const Word relocation = phi.form == FormCode::relocation_bounds && !asked_before_phi_ ? phi.base : 0;
  holder_->withdraw(ProcessName{first - relocation});  // a name that φ does not have: no harm done
}

}  // namespace hv
