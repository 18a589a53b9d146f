// SPDX-License-Identifier: Apache-2.0
#include "explore/miss_kinds.h"

namespace hv::explore {
namespace {

ComposerConfig fully_associative(ComposerConfig config) {
  config.associator.ways = 0;
  config.associator.replacement = Replacement::lru;
  config.associator.table_words = 0;  // changes no miss
  return config;
}

/// Whether the associator is just what it would be compared with.
bool is_fully_associative(const AssociatorConfig& config) {
  return config.replacement == Replacement::lru && (config.ways == 0 || config.ways == config.entries);
}

}  // namespace

std::optional<std::string> miss_kinds_objection(const AssociatorConfig& config) {
  const std::string what = "misses.apart needs ";
  if (config.contents != AssociatorContents::end_to_end) return what + "associator.contents end-to-end";
  if (config.input != AssociatorInput::resource) return what + "associator.input resource";
  if (!config.is_plain())
    return what +
           "one array of entries of one page, without associator.fetch-entries, second-entries, level-entries and "
           "superpage-bits";
  return std::nullopt;
}

bool operator==(const MissKinds& left, const MissKinds& right) {
  return left.compulsory == right.compulsory && left.capacity == right.capacity && left.conflict == right.conflict &&
         left.invalidation == right.invalidation;
}

WatchedAssociator::WatchedAssociator(const MapComposer& composer, Word pages)
    : composer_(composer),
      associator_(composer.associator()->arrays().front()),
      pages_(pages, Page::never_used),
      page_of_slot_(associator_.entries(), kNoPage) {}

void WatchedAssociator::count_miss(Word page) {
  if (composer_.counters().associator_forgotten != forgotten_before_) look_for_forgotten();
  switch (pages_[page]) {
    case Page::never_used: ++first_; break;
    case Page::used: ++further_; break;
    case Page::forgotten: ++forgotten_; break;
  }
  pages_[page] = Page::used;
}

/// An entry that was replaced leaves its slot to another one; one that was forgotten leaves it empty. Looked for at
/// each miss, so before an empty slot is filled again.
void WatchedAssociator::look_for_forgotten() {
  forgotten_before_ = composer_.counters().associator_forgotten;
  for (AssociatorArray::Slot slot = 0; slot < page_of_slot_.size(); ++slot) {
    if (page_of_slot_[slot] == kNoPage || associator_.last_use(slot) != 0) continue;
    pages_[page_of_slot_[slot]] = Page::forgotten;
    page_of_slot_[slot] = kNoPage;
  }
}

void WatchedAssociator::reset_counters() {
  look_for_forgotten();
  first_ = forgotten_ = further_ = 0;
}

MissAccount::MissAccount(PureMachine& machine, Word pages) : machine_(machine), own_(machine.composer(), pages) {
  const ComposerConfig config = machine.composer().config();
  if (is_fully_associative(config.associator)) return;
  const VmidRegister& vmid = machine.vmid_unit().vmid();
  full_composer_ = std::make_unique<MapComposer>(fully_associative(config), vmid, machine.debug(), machine.debug());
  full_ = std::make_unique<WatchedAssociator>(*full_composer_, pages);
  machine.vmid_unit().observe(full_composer_.get());
}

MissAccount::~MissAccount() {
  if (full_composer_) machine_.vmid_unit().unobserve(full_composer_.get());
}

void MissAccount::reset_counters() {
  own_.reset_counters();
  if (full_) full_->reset_counters();
}

MissKinds MissAccount::kinds() const {
  const WatchedAssociator& full = full_ ? *full_ : own_;
  return {own_.first(), full.further(),
          static_cast<std::int64_t>(own_.further()) - static_cast<std::int64_t>(full.further()), own_.forgotten()};
}

}  // namespace hv::explore
