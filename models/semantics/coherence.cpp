// SPDX-License-Identifier: Apache-2.0
#include "semantics/coherence.h"

#include <algorithm>

namespace hv {
namespace {

bool has(const std::vector<RealName>& words, RealName word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

Coherence::Coherence(const AssociatorConfig& config, Associator* associator, const VmidRegister& vmid,
                     const PageSize& page, Counters& counters)
    : config_(config), associator_(associator), vmid_(vmid), counters_(counters), watched_(page) {
  if (needs_sources()) origins_.resize(associator->entries());
  set_space();
}

template <class Condemned>
void Coherence::forget(Condemned condemned) {
  counters_.associator_forgotten += associator_->forget_if([&](const Tag& tag, Associator::Slot slot) {
    if (!condemned(tag, slot)) return false;
    if (needs_sources()) unwatch(origins_[slot].table_words);
    return true;
  });
}

void Coherence::set_space() {
  switch (config_.key) {
    case AssociatorKey::vmid: space_ = vmid_.number(); break;
    case AssociatorKey::level: space_ = vmid_.depth(); break;
    case AssociatorKey::none: space_ = config_.contents == AssociatorContents::end_to_end ? 0 : vmid_.depth(); break;
  }
}

void Coherence::lvmid_read(RealName word) {
  if (needs_sources() && !has(reading_, word)) reading_.push_back(word);
}

bool Coherence::filled(Associator::Slot slot, unsigned level, const Sources& sources) {
  ++counters_.associator_fills;
  if (!needs_sources()) return false;
  Origin& origin = origins_[slot];
  origin.vm = vmid_.number(level);
  unwatch(origin.table_words);  // of the entry that it has replaced
  return watch(sources, origin.table_words);
}

void Coherence::copied(Associator::Slot from, Associator::Slot to) {
  ++counters_.associator_fills;
  if (!needs_sources()) return;
  unwatch(origins_[to].table_words);
  origins_[to].vm = origins_[from].vm;
  watch(origins_[from].table_words, origins_[to].table_words);
}

/// Lists each word once.
bool Coherence::watch(const std::vector<RealName>& words, std::vector<RealName>& watched) {
  using Added = WatchedWords::Added;
  bool new_page = false;
  ++needs_;
  for (const RealName word : words) {
    const Added added = watched_.add(word, needs_);
    if (added != Added::already) watched.push_back(word);
    new_page |= added == Added::word_of_page;
  }
  return new_page;
}

void Coherence::unwatch(std::vector<RealName>& watched) {
  for (const RealName word : watched) watched_.remove(word);
  watched.clear();
}

void Coherence::appended() {
  set_space();
  if (!associator_) return;
  const bool other_phi = issuer_phi_changed();
  if (needs_sources()) {
    std::vector<RealName>& words = map_words_[vmid_.number()];
    std::vector<RealName> before;
    before.swap(words);
    watch(reading_, words);
    unwatch(before);
    const bool outdated = outdated_.erase(vmid_.number()) > 0;
    if (outdated) forget_under(vmid_.depth());
  }
  if (other_phi) forget_under(vmid_.depth());
  if (config_.key == AssociatorKey::level) forget_replaced_sibling();
  if (config_.invalidation == Invalidation::lvmid) forget_under(vmid_.depth());
  if (config_.invalidation == Invalidation::flush) forget([](const Tag&, Associator::Slot) { return true; });
}

void Coherence::purged() {
  if (associator_ && config_.invalidation == Invalidation::purge) forget_under(vmid_.depth());
}

void Coherence::removed() {
  set_space();
  if (associator_ && config_.invalidation == Invalidation::flush)
    forget([](const Tag&, Associator::Slot) { return true; });
}

/// Type II: φ is in registers, so no store tells of it. Compared with the φ of this VM's last LVMID.
bool Coherence::issuer_phi_changed() {
  if (vmid_.depth() == 0) return false;
  const auto& phi = vmid_.at(vmid_.depth()).issuer_phi;
  if (!phi) return false;
  const auto [last, first_time] = issuer_phis_.try_emplace(vmid_.number(), *phi);
  const bool changed = !first_time && last->second != *phi;
  last->second = *phi;
  return changed;
}

void Coherence::goes_on_under(const PhiRegisters& phi) {
  if (!associator_) return;
  const auto [last, first_time] = phis_.try_emplace(space_, phi);
  if (first_time || last->second == phi) return;
  last->second = phi;
  forget([this](const Tag& tag, Associator::Slot) { return tag.space == space_; });
}

/// Key `level`: entries of a level and deeper belong to the VM last appended there; another one must not hit them.
void Coherence::forget_replaced_sibling() {
  const unsigned level = vmid_.depth();
  const Word syllable = vmid_.at(level).syllable;
  if (last_syllable_[level] == syllable) return;
  forget([level](const Tag& tag, Associator::Slot) { return tag.space >= level; });
  last_syllable_[level] = syllable;
}

/// Forgets the entries of x1…x_level and of all VMs beneath it.
void Coherence::forget_under(unsigned level) {
  const VmNumbers& numbers = vmid_.numbers();
  const Number vm = vmid_.number(level);
  if (config_.key != AssociatorKey::vmid)
    forget([level, this](const Tag& tag, Associator::Slot) {
      return config_.key == AssociatorKey::none || tag.space >= level;
    });
  else
    forget([&](const Tag& tag, Associator::Slot) { return numbers.is_under(tag.space, vm); });
}

void Coherence::forget_made_from(RealName word) {
  std::vector<Number> vms;
  for (const auto& [vm, words] : map_words_)
    if (has(words, word)) vms.push_back(vm);
  // What is made from now on, until LVMID reads the word again, is made from the old one.
  outdated_.insert(vms.begin(), vms.end());
  forget([&](const Tag&, Associator::Slot slot) {
    const Origin& origin = origins_[slot];
    if (has(origin.table_words, word)) return true;
    return std::any_of(vms.begin(), vms.end(), [&](Number vm) { return vmid_.numbers().is_under(origin.vm, vm); });
  });
}

}  // namespace hv
