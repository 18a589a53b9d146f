// SPDX-License-Identifier: Apache-2.0
// Why a reference missed (models/MISSES.md): compulsory, capacity, conflict and invalidation misses, counted apart.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "explore/pure_machine.h"
#include "semantics/map_composer.h"

namespace hv::explore {

/// The four add up to the associator's misses, exactly.
struct MissKinds {
  /// First references of all to a page by its VM: nothing can answer them.
  std::uint64_t compulsory = 0;
  /// What a fully associative LRU associator of as many entries, all else being the same, misses besides: neither first
  /// references nor references to pages whose entry in it was forgotten.
  std::uint64_t capacity = 0;
  /// The rest: what the sets (or another replacement than LRU) cost beyond that. Negative where they do better.
  std::int64_t conflict = 0;
  /// References to pages that had an entry until it was forgotten, and have had none since.
  std::uint64_t invalidation = 0;

  /// Calls visit(name, value) for each.
  template <class Visit>
  static void for_each(const MissKinds& kinds, Visit visit) {
    visit("misses_compulsory", kinds.compulsory);
    visit("misses_capacity", kinds.capacity);
    visit("misses_conflict", kinds.conflict);
    visit("misses_invalidation", kinds.invalidation);
  }
};

/// Nothing, or why the misses of this associator cannot be told apart: they are where each miss is that of one page of
/// the running VM in one array of entries.
std::optional<std::string> miss_kinds_objection(const AssociatorConfig& config);

bool operator==(const MissKinds& left, const MissKinds& right);

/// An associator, with what became in it of each page of each VM.
class WatchedAssociator {
 public:
  /// `composer` must have an associator without miss_kinds_objection(), and outlive this. Pages are numbered 0 … pages
  /// − 1 over all VMs.
  WatchedAssociator(const MapComposer& composer, Word pages);

  /// A reference to this page, with this tag; `translate()` has `composer` translate it.
  template <class Translate>
  void reference(const Tag& tag, Word page, Translate translate) {
    if (associator_.probe(tag) != AssociatorArray::kNoSlot) return translate();
    count_miss(page);
    translate();
    const AssociatorArray::Slot slot = associator_.probe(tag);
    if (slot != AssociatorArray::kNoSlot) page_of_slot_[slot] = page;
  }

  std::uint64_t first() const { return first_; }
  std::uint64_t forgotten() const { return forgotten_; }
  /// Misses that are neither.
  std::uint64_t further() const { return further_; }
  /// The counts start anew, and the composer's may have; what is known of pages stays.
  void reset_counters();

 private:
  enum class Page : std::uint8_t { never_used, used, forgotten };
  static constexpr Word kNoPage = ~Word{0};
  void count_miss(Word page);
  void look_for_forgotten();

  const MapComposer& composer_;
  const AssociatorArray& associator_;
  std::vector<Page> pages_;
  std::vector<Word> page_of_slot_;
  std::uint64_t forgotten_before_ = 0;  // the composer's counter when it was looked at last
  std::uint64_t first_ = 0, forgotten_ = 0, further_ = 0;
};

/// Tells the misses of a machine apart while references are sent through it. Beside it runs a second composer with a
/// fully associative LRU associator, which hears of the same references and the same changes of the VMID.
class MissAccount {
 public:
  /// All to be made before the machine translates anything. `machine` must have an associator and outlive this.
  MissAccount(PureMachine& machine, Word pages);
  ~MissAccount();
  MissAccount(const MissAccount&) = delete;
  MissAccount& operator=(const MissAccount&) = delete;

  /// A reference to the running VM's `name` on this of all VMs' pages; `translate()` sends it through the machine.
  template <class Translate>
  void reference(Word name, Word tag_page, Word page, AccessKind kind, Translate translate) {
    const Tag tag{tag_page, machine_.composer().tag_space()};
    if (full_) full_->reference(tag, page, [&] { full_composer_->translate_tagged(name, tag_page, kind); });
    own_.reference(tag, page, translate);
  }
  /// The machine's counters have been reset.
  void reset_counters();
  MissKinds kinds() const;

 private:
  PureMachine& machine_;
  WatchedAssociator own_;
  // Null where the machine's own is of this kind.
  std::unique_ptr<MapComposer> full_composer_;
  std::unique_ptr<WatchedAssociator> full_;
};

}  // namespace hv::explore
