// SPDX-License-Identifier: Apache-2.0
// The map composer (Figure 5): takes the running machine's names to real ones, with the help of the associator and of
// statically composed R-B values. Equal to compose() in everything but the work it does. Knows no instruction set.
#pragma once

#include <memory>
#include <vector>

#include "semantics/access.h"
#include "semantics/associator.h"
#include "semantics/coherence.h"
#include "semantics/compose.h"
#include "semantics/page_grant.h"
#include "semantics/table_words.h"

namespace hv {

struct ComposerConfig {
  Word page_words = 512;
  RegistersPolicy registers = RegistersPolicy::name;
  FormCode phi_form = FormCode::relocation_bounds;
  unsigned phi_parameter = 1;  ///< Map::parameter of φ
  AssociatorConfig associator;
  Word stored_words = kUnbounded;  ///< real names from this one on are devices': a cache must not keep their words
};

/// Hears of changes of the VMID register, right after each.
class VmidObserver {
 public:
  virtual ~VmidObserver() = default;
  /// A syllable is looked up, which may come to be appended.
  virtual void syllable_looked_up() {}
  virtual void vmid_appended() = 0;
  virtual void vmid_removed() = 0;
};

class MapComposer final : public VmidObserver, public GrantIssuer {
 public:
  /// `memory` is how the composer reads table words, `debug` the same without time or side effect. All must outlive it.
  MapComposer(const ComposerConfig& config, const VmidRegister& vmid, RealReader& memory, RealReader& debug);

  // --- φ
  /// Loads φ's registers (R-B).
  void load_process_map(Word base, Word bound);
  const ProcessMap& process_map() const { return phi_; }

  // --- references of the running machine: they count, and use the associator
  Translation translate(ProcessName p, AccessKind kind);
  /// The same for a resource name of the running level: φ has no part in it.
  Translation translate_resource(Word name, AccessKind kind);
  /// The same where the associator's tag is the number of another page than the name's own: for traces, whose pages
  /// are renumbered to fit a table.
  Translation translate_tagged(Word name, Word tag_page, AccessKind kind);
  /// The short ways of translate() and translate_tagged(): where φ takes no table words, the associator answers (or
  /// VMID is NULL) and nobody watches, the same effect, the real name in `real`, and true. Otherwise false without any
  /// effect, and the long way must follow. (A std::optional of a struct costs a stalled load here, a third of the whole
  /// time of a hit.)
  bool answer(ProcessName p, AccessKind kind, RealName& real) {
    if (asked_before_phi_ && vmid_.depth() > 0) return answer_before_phi(p, kind, real);
    const Word y = p.value + phi_.base;
    if (!phi_adds_ || p.value >= phi_.bound || y < p.value || !answer_tagged(y, page_.page_of(y), kind, real))
      return false;
    ++counters_.map_steps;
    return true;
  }
  bool answer_tagged(Word name, Word tag_page, AccessKind kind, RealName& real) {
    if (takes_long_way_) return false;
    if (vmid_.depth() == 0) {
      real = RealName{name};
      digest(real);
    } else {
      const auto slot = plain_ ? plain_->lookup({tag_page, coherence_.space()}) : Associator::kNoSlot;
      if (slot == Associator::kNoSlot) return false;
      real = hit(plain_->frame(slot), name);
    }
    count_reference(kind);
    return true;
  }
  /// A reference turned out to lead to memory that does not exist.
  NonexistentMemory nonexistent(RealName real, AccessKind kind) {
    ++counters_.nonexistent;
    return {real, kind};
  }

  /// Maps that are applied to a name that the associator answers for: φ, unless it is asked before φ.
  unsigned map_steps_of_hit() const { return asked_before_phi_ && vmid_.depth() > 0 ? 0 : 1; }

  // --- references that are not asked for
  /// For the page of this process name: nothing, unless the next reference to it would be a hit (beneath a VM) or need
  /// no associator (at VMID NULL), a hit takes no table words for φ and one look-up,
  /// and nobody watches.
  std::optional<PageGrant> grant(ProcessName p);
  /// Whether grant() might be given for stores to the page with this real name.
  bool grants_stores(RealName real) const {
    return !coherence_.watches_page(real) && !(table_words_ && table_words_->watches_page(real));
  }
  /// Who has to be told of what is taken back.
  void tell(GrantHolder* holder) { holder_ = holder; }
  /// Takes back all grants, if there are any.
  void withdraw_grants();
  GrantedUses begin_uses() override;
  void end_uses(const GrantedUses& uses) override;

  // --- without any effect
  Translation probe(ProcessName p, AccessKind kind) const;
  Translation probe_resource(Word name, AccessKind kind) const;
  /// The whole chain of a name, as compose() walks it.
  Access explain(bool by_process, Word name, AccessKind kind) const;

  // --- for the VMID unit: names of any active level, and its stores
  /// `for_map`: the word takes part in a memory map, so that entries made later depend on it.
  LevelRead read_level_word(ResourceName y, bool for_map);
  /// Someone stored into this real word: the processor, the VMID unit, any other master of the memory.
  void stored(RealName word) {
    if (coherence_.stored(word)) withdraw_grants();
    if (table_words_) table_words_->stored(word);
  }
  /// Forgets what was made for the running VM and all beneath it; at VMID NULL, everything.
  void purge();
  void syllable_looked_up() override { coherence_.lvmid_begins(); }
  void vmid_appended() override;
  void vmid_removed() override;

  const Counters& counters() const { return counters_; }
  /// Digest of every real name that a reference reached, in order.
  std::uint64_t real_digest() const { return digest_; }
  std::uint32_t associator_occupancy() const { return associator_ ? associator_->occupancy() : 0; }
  /// Null without one.
  const Associator* associator() const { return associator_.get(); }
  /// What tells the running VM's entries from those of others: Tag::space.
  std::uint32_t tag_space() const { return coherence_.space(); }
  const ComposerConfig& config() const { return config_; }
  const PageSize& page() const { return page_; }
  /// Anyone may watch; watching changes nothing.
  void observe(AccessObserver* observer);
  /// Not from within a call to an observer.
  void unobserve(AccessObserver* observer);
  /// Counters and digest start anew; entries stay.
  void reset_counters();

 private:
  /// Entries of several levels, as a composition asks for them.
  class Levels final : public LevelMemo {
   public:
    explicit Levels(MapComposer& composer) : composer_(composer) {}
    std::optional<ResourceName> look_up(ResourceName y) override;
    bool keeps_single_steps() const override;
    void found(ResourceName y, ResourceName to, std::size_t begin) override;
    /// What follows is done for a reference of this kind.
    void set_kind(AccessKind kind) { kind_ = kind; }
    /// A composition for the reference itself follows, whose own page is called this.
    void begin_reference(Word page) {
      page_of_reference_ = page;
      first_ = true;
      all_hit_ = true;
    }
    /// Whether each look-up since begin_reference() was answered.
    bool end_reference() {
      page_of_reference_.reset();
      return all_hit_;
    }

   private:
    Tag tag_of(ResourceName y) const;

    MapComposer& composer_;
    AccessKind kind_ = AccessKind::read;
    std::optional<Word> page_of_reference_;
    bool first_ = false, all_hit_ = true;
  };
  Composition composition(RealReader& reader) const;
  Composition counted_composition();
  std::optional<PageGrant> grant_before_phi(ProcessName p);
  bool answer_before_phi(ProcessName p, AccessKind kind, RealName& real);
  Translation from_process(ProcessName p, AccessKind kind, Access* access);
  Translation from_process_page(ProcessName p, AccessKind kind, Access* access);
  Translation to_real(ResourceName y, Word tag_page, AccessKind kind, Access* access);
  Translation walk(ResourceName y, AccessKind kind, Access* access);
  Translation walk_levels(ResourceName y, Word tag_page, AccessKind kind, Access* access);
  /// An entry, and where it says that the page asked for is.
  struct Found {
    Associator::Slot slot;
    RealName frame;
  };
  std::optional<Found> look_up(const Tag& tag, unsigned level, AccessKind kind);
  Associator::Slot ask(const Tag& tag, Associator::Array array);
  Found found(Associator::Slot slot, const Tag& tag);
  Tag block_of(const Tag& tag) const {
    const std::uint32_t bits = config_.associator.superpage_bits;
    return {tag.page >> bits, tag.space, bits};
  }
  void remember(const Tag& tag, unsigned level, AccessKind kind, RealName frame, const std::vector<RealName>& sources);
  void fill(const Tag& tag, unsigned level, Associator::Array array, RealName frame,
            const std::vector<RealName>& sources);
  void note_miss(AccessKind kind) {
    ++counters_.associator_misses;
    counters_.associator_fetch_misses += kind == AccessKind::fetch && config_.associator.fetch_entries > 0;
  }
  bool remembers_levels() const { return associator_ && config_.associator.contents != AssociatorContents::end_to_end; }
  /// Whether one look-up in one array answers for all maps of the running VM.
  bool one_look_up() const {
    if (!associator_ || vmid_.depth() == 0) return true;
    return plain_ && (config_.associator.contents != AssociatorContents::adjacent || vmid_.depth() == 1);
  }
  bool covers_page(ProcessName p) const;
  void settle_phi();
  void choose_way() { takes_long_way_ = !observers_.empty() || !one_look_up(); }
  Translation report(const Translation& outcome, Access& access);
  RealName hit(RealName frame, Word name) {
    ++counters_.associator_hits;
    const RealName real{frame.value + page_.offset_in(name)};
    digest(real);
    return real;
  }
  void digest(RealName real) {
    ++counters_.real_accesses;
    digest_ = digested(digest_, real.value);
  }
  void withdraw_next_to_go(const Tag& tag);
  void show_whole_chain(Access& access, ProcessName p) const;
  void show_chain(Access& access, ResourceName y) const;
  void count_reference(AccessKind kind) {
    ++counters_.references;
    counters_.stores += kind == AccessKind::write;
  }

  ComposerConfig config_;
  const VmidRegister& vmid_;
  RealReader& memory_;
  RealReader& debug_;
  PageSize page_;
  ProcessMap phi_;
  bool phi_adds_ = true;         // it only adds its base to names within its bound
  bool asked_before_phi_;        // input process
  bool phi_settled_ = false;     // the entries of the running VM are of this φ
  bool takes_long_way_ = false;  // nothing but a hit of one look-up can be answered the short way
  Counters counters_;
  std::uint64_t digest_;
  std::unique_ptr<Associator> associator_;
  AssociatorArray* plain_;  // the only one of it, if it has no other
  Coherence coherence_;
  std::unique_ptr<TableWords> table_words_;
  std::vector<AccessObserver*> observers_;
  std::vector<RealName> sources_;
  unsigned block_bits_ = 0;  // of the composition under way, where entries may be of several pages
  Levels levels_;

  GrantHolder* holder_ = nullptr;
  bool granted_ = false;                             // since grants were last taken back
  AssociatorArray::Time clock_ = 0, any_entry_ = 0;  // where there is no associator to keep them
};

}  // namespace hv
