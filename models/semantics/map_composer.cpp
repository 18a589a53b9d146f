// SPDX-License-Identifier: Apache-2.0
#include "semantics/map_composer.h"

#include <algorithm>

namespace hv {
namespace {

constexpr std::uint64_t kDigestStart = 0xcbf29ce484222325u;

Access access_of(AccessKind kind, bool by_process, Word name) {
  Access access;
  access.kind = kind;
  access.by_process = by_process;
  access.name = name;
  return access;
}

}  // namespace

/// Writes a composition down in an Access.
class MapComposer::Recorder final : public CompositionObserver {
 public:
  /// chain: not what it takes to read table words; reads: nothing but the table words.
  enum class What : std::uint8_t { all, chain, reads };
  explicit Recorder(Access* access, What what = What::all) : access_(access), what_(what) {}
  void step(const Step& step) override {
    if (what_ == What::all || (what_ == What::chain && step.implicit == 0)) access_->steps.push_back(step);
  }
  void map_read(const MapRead& read) override {
    if (what_ != What::chain) access_->map_reads.push_back(read);
  }

 private:
  Access* access_;
  What what_;
};

MapComposer::MapComposer(const ComposerConfig& config, const VmidRegister& vmid, RealReader& memory, RealReader& debug)
    : config_(config),
      vmid_(vmid),
      memory_(memory),
      debug_(debug),
      page_(config.page_words),
      phi_{config.phi_form, config.phi_parameter, 0, kUnbounded},
      asked_before_phi_(config.associator.entries > 0 && config.associator.input == AssociatorInput::process),
      digest_(kDigestStart),
      associator_(config.associator.entries > 0 ? std::make_unique<Associator>(config.associator) : nullptr),
      coherence_(config.associator, associator_.get(), vmid, page_, counters_),
      levels_(*this) {
  choose_way();
}

void MapComposer::load_process_map(Word base, Word bound) {
  if (base == phi_.base && bound == phi_.bound) return;
  withdraw_grants();
  phi_settled_ = false;
  phi_.base = base;
  phi_.bound = bound;
  const Map map = phi_.as_map();
  phi_adds_ = phi_.is_identity() ||
              (map.form == FormCode::relocation_bounds && !map_form(map.form).objection(map, config_.page_words));
}

void MapComposer::reset_counters() {
  counters_ = {};
  digest_ = kDigestStart;
}

Composition MapComposer::composition(RealReader& reader) const {
  return {vmid_, reader, page_, config_.registers, nullptr, nullptr, nullptr, config_.phi_form, config_.phi_parameter};
}

/// One that works: what it does is counted, and the words that it reads are noted where they matter.
Composition MapComposer::counted_composition() {
  Composition machine = composition(memory_);
  machine.counters = &counters_;
  if (coherence_.needs_sources()) machine.sources = &sources_;
  return machine;
}

Translation MapComposer::translate(ProcessName p, AccessKind kind) {
  if (RealName real; answer(p, kind, real)) return real;
  count_reference(kind);
  if (observers_.empty()) return from_process(p, kind, nullptr);
  Access access = access_of(kind, true, p.value);
  return report(from_process(p, kind, &access), access);
}

Translation MapComposer::translate_resource(Word name, AccessKind kind) {
  if (!asked_before_phi_) return translate_tagged(name, page_.page_of(name), kind);
  count_reference(kind);  // entries of process pages say nothing of it
  const ResourceName y{name, vmid_.depth()};
  sources_.clear();
  if (observers_.empty()) return walk(y, kind, nullptr);
  Access access = access_of(kind, false, name);
  return report(walk(y, kind, &access), access);
}

Translation MapComposer::translate_tagged(Word name, Word tag_page, AccessKind kind) {
  count_reference(kind);
  const ResourceName y{name, vmid_.depth()};
  if (observers_.empty()) return to_real(y, tag_page, kind, nullptr);
  Access access = access_of(kind, false, name);
  return report(to_real(y, tag_page, kind, &access), access);
}

/// The short way where process pages are remembered.
bool MapComposer::answer_before_phi(ProcessName p, AccessKind kind, RealName& real) {
  settle_phi();
  return answer_tagged(p.value, page_.page_of(p.value), kind, real);
}

/// Where process pages are remembered, other registers of φ make the running VM's entries wrong.
void MapComposer::settle_phi() {
  if (!phi_settled_) coherence_.goes_on_under({phi_.base, phi_.bound});
  phi_settled_ = true;
}

Translation MapComposer::from_process(ProcessName p, AccessKind kind, Access* access) {
  if (asked_before_phi_ && vmid_.depth() > 0) return from_process_page(p, kind, access);
  sources_.clear();
  Recorder recorder(access);
  Composition machine = counted_composition();
  if (remembers_levels() && vmid_.depth() > 0) machine.memo = &levels_;  // for the words of a φ in tables
  if (access) machine.observer = &recorder;
  const Descent y = apply_process_map(machine, phi_, p, kind);
  return std::visit(
      Visitor{[&](const ResourceName& name) { return to_real(name, page_.page_of(name.value), kind, access); },
              [](const auto& failure) -> Translation { return failure; }},
      y);
}

/// The same where the associator is asked before φ is applied.
Translation MapComposer::from_process_page(ProcessName p, AccessKind kind, Access* access) {
  settle_phi();
  const Tag tag{page_.page_of(p.value), coherence_.space()};
  const Associator::Slot slot = associator_->lookup(tag);
  if (access) access->associator = slot == Associator::kNoSlot ? AssociatorEvent::miss : AssociatorEvent::hit;
  if (slot != Associator::kNoSlot) {
    if (access) show_whole_chain(*access, p);
    return hit(slot, p.value);
  }
  ++counters_.associator_misses;
  sources_.clear();
  Recorder recorder(access);
  Composition machine = counted_composition();
  if (access) machine.observer = &recorder;
  const Descent y = apply_process_map(machine, phi_, p, kind);
  if (!std::holds_alternative<ResourceName>(y))
    return std::visit(Visitor{[](const ResourceName&) -> Translation { return RealName{}; },
                              [](const auto& failure) -> Translation { return failure; }},
                      y);
  const Translation outcome = walk(std::get<ResourceName>(y), kind, access);
  if (const auto* real = std::get_if<RealName>(&outcome); real && covers_page(p))
    remember(tag, vmid_.depth(), RealName{real->value - page_.offset_in(p.value)}, sources_);
  return outcome;
}

/// Whether φ has a value for all of the page of a name that it has one for. (The bound of an identity need not be whole
/// pages.)
bool MapComposer::covers_page(ProcessName p) const {
  const Map phi = phi_.as_map();
  return phi.bound == kUnbounded || phi.bound - (p.value - page_.offset_in(p.value)) >= page_.words();
}

Translation MapComposer::to_real(ResourceName y, Word tag_page, AccessKind kind, Access* access) {
  sources_.clear();
  if (y.level == 0 || !associator_) return walk(y, kind, access);
  if (remembers_levels()) return walk_levels(y, tag_page, kind, access);
  const Tag tag{tag_page, coherence_.space()};
  const Associator::Slot slot = associator_->lookup(tag);
  if (slot != Associator::kNoSlot) {
    if (access) {
      access->associator = AssociatorEvent::hit;
      show_chain(*access, y);
    }
    return hit(slot, y.value);
  }
  ++counters_.associator_misses;
  if (access) access->associator = AssociatorEvent::miss;
  const Translation outcome = walk(y, kind, access);
  if (const auto* real = std::get_if<RealName>(&outcome))
    remember(tag, y.level, RealName{real->value - page_.offset_in(y.value)}, sources_);
  return outcome;
}

/// The way past the associator: statically composed R-B values as far as they reach, then map by map.
Translation MapComposer::walk(ResourceName y, AccessKind kind, Access* access) {
  if (y.level == 0) {
    if (access) access->associator = AssociatorEvent::bypassed;
    digest({y.value});
    return RealName{y.value};
  }
  Composition machine = counted_composition();
  ResourceName from = y;
  const auto& fused = vmid_.at(y.level).fused;
  if (fused && config_.registers != RegistersPolicy::none && y.value < fused->bound) {
    from = {y.value + fused->relocation, fused->below};
    ++counters_.map_steps;
  }
  const bool as_walked = from == y;
  Recorder recorder(access, as_walked ? Recorder::What::all : Recorder::What::reads);
  if (access) machine.observer = &recorder;
  const Translation outcome = compose_resource(machine, from, kind);
  if (access && !as_walked) show_chain(*access, y);
  if (const auto* real = std::get_if<RealName>(&outcome)) digest(*real);
  return outcome;
}

/// Makes an entry of the active VM of this level.
void MapComposer::remember(const Tag& tag, unsigned level, RealName frame, const std::vector<RealName>& sources) {
  if (granted_) withdraw_next_to_go(tag);
  if (coherence_.filled(associator_->fill(tag, frame), level, sources)) withdraw_grants();
}

// --- entries of several levels

/// Level by level, each asked for.
Translation MapComposer::walk_levels(ResourceName y, Word tag_page, AccessKind kind, Access* access) {
  Recorder recorder(access, Recorder::What::reads);
  Composition machine = counted_composition();
  machine.memo = &levels_;
  if (access) machine.observer = &recorder;
  levels_.begin_reference(tag_page);
  const Translation outcome = compose_resource(machine, y, kind);
  const bool answered = levels_.end_reference();
  ++(answered ? counters_.associator_hits : counters_.associator_misses);
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
  const Associator::Slot slot = c.associator_->lookup(tag_of(y));
  const bool hit = slot != Associator::kNoSlot;
  if (!first_) {
    ++c.counters_.associator_further_lookups;
    ++c.counters_.associator_further_lookups_by_level[y.level];
    c.counters_.associator_further_hits += hit;
  }
  first_ = false;
  all_hit_ = all_hit_ && hit;
  if (!hit) return std::nullopt;
  if (c.coherence_.needs_sources()) {  // what is made from this entry is made from the same words
    const auto& words = c.coherence_.made_from(slot);
    c.sources_.insert(c.sources_.end(), words.begin(), words.end());
  }
  return ResourceName{c.associator_->frame(slot).value + c.page_.offset_in(y.value),
                      keeps_single_steps() ? y.level - 1 : 0};
}

bool MapComposer::Levels::keeps_single_steps() const {
  return composer_.config_.associator.contents == AssociatorContents::adjacent;
}

void MapComposer::Levels::found(ResourceName y, ResourceName to, std::size_t begin) {
  MapComposer& c = composer_;
  const std::vector<RealName>& all = c.sources_;
  const std::vector<RealName> words(all.begin() + static_cast<std::ptrdiff_t>(begin), all.end());
  c.remember(tag_of(y), y.level, RealName{to.value - c.page_.offset_in(y.value)}, words);
}

/// Adds the chain of a reference that was answered without walking every map.
void MapComposer::show_chain(Access& access, ResourceName y) const {
  access.steps.reserve(access.steps.size() + y.level);
  Recorder recorder(&access, Recorder::What::chain);
  Composition machine = composition(debug_);
  machine.observer = &recorder;
  compose_resource(machine, y, access.kind);
}

/// The same with φ.
void MapComposer::show_whole_chain(Access& access, ProcessName p) const {
  Recorder recorder(&access, Recorder::What::chain);
  Composition machine = composition(debug_);
  machine.observer = &recorder;
  compose(machine, phi_, p, access.kind);
}

// --- grants

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
    const auto slot =
        associator_ ? associator_->probe({page_.page_of(y->value), coherence_.space()}) : Associator::kNoSlot;
    if (slot == Associator::kNoSlot) return std::nullopt;
    grant.frame = associator_->frame(slot);
    grant.last_use = &associator_->last_use(slot);
  }
  grant.writable = grants_stores(grant.frame);
  granted_ = true;
  return grant;
}

/// Only pages that φ has all of are remembered.
std::optional<PageGrant> MapComposer::grant_before_phi(ProcessName p) {
  settle_phi();
  const auto slot = associator_->probe({page_.page_of(p.value), coherence_.space()});
  if (slot == Associator::kNoSlot) return std::nullopt;
  granted_ = true;
  const RealName frame = associator_->frame(slot);
  return PageGrant{ProcessName{p.value - page_.offset_in(p.value)}, frame, grants_stores(frame),
                   &associator_->last_use(slot)};
}

GrantedUses MapComposer::begin_uses() {
  GrantedUses uses;
  uses.time = associator_ ? associator_->clock() : clock_;
  uses.digest = digest_;
  return uses;
}

/// Each of them was a hit.
void MapComposer::end_uses(const GrantedUses& uses) {
  (associator_ ? associator_->clock() : clock_) = uses.time;
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
  const Associator::Slot slot = associator_->next_to_go(tag);
  if (slot == Associator::kNoSlot || associator_->tag(slot).space != coherence_.space()) return;
  const Word first = associator_->tag(slot).page * page_.words();
  const Map phi = phi_.as_map();
  // No other φ that moves names has grants, unless their entries are of process pages.
  const Word relocation = phi.form == FormCode::relocation_bounds && !asked_before_phi_ ? phi.base : 0;
  holder_->withdraw(ProcessName{first - relocation});  // a name that φ does not have: no harm done
}

void MapComposer::purge() {
  withdraw_grants();
  coherence_.purged();
}

void MapComposer::vmid_appended() {
  withdraw_grants();
  coherence_.appended();
  phi_settled_ = false;
  choose_way();
}

void MapComposer::vmid_removed() {
  withdraw_grants();
  coherence_.removed();
  phi_settled_ = false;
  choose_way();
}

/// Who watches wants to see each reference.
void MapComposer::observe(AccessObserver* observer) {
  withdraw_grants();
  observers_.push_back(observer);
  choose_way();
}

void MapComposer::unobserve(AccessObserver* observer) {
  observers_.erase(std::remove(observers_.begin(), observers_.end(), observer), observers_.end());
  choose_way();
}

Translation MapComposer::report(const Translation& outcome, Access& access) {
  access.outcome = outcome;
  access.occupancy = associator_occupancy();
  for (AccessObserver* observer : observers_) observer->accessed(access);
  return outcome;
}

Translation MapComposer::probe(ProcessName p, AccessKind kind) const {
  return compose(composition(debug_), phi_, p, kind);
}

Translation MapComposer::probe_resource(Word name, AccessKind kind) const {
  return compose_resource(composition(debug_), {name, vmid_.depth()}, kind);
}

Access MapComposer::explain(bool by_process, Word name, AccessKind kind) const {
  Access access = access_of(kind, by_process, name);
  Recorder recorder(&access);
  Composition machine = composition(debug_);
  machine.observer = &recorder;
  access.outcome = by_process ? compose(machine, phi_, ProcessName{name}, kind)
                              : compose_resource(machine, {name, vmid_.depth()}, kind);
  return access;
}

LevelRead MapComposer::read_level_word(ResourceName y, bool for_map) {
  Composition machine = composition(memory_);
  machine.counters = &counters_;
  sources_.clear();
  if (for_map && coherence_.needs_sources()) machine.sources = &sources_;
  const LevelRead read = read_level(machine, y, AccessKind::read);
  for (const RealName word : sources_) coherence_.lvmid_read(word);
  if (const auto* word = std::get_if<LevelWord>(&read); word && for_map) coherence_.lvmid_read(word->real);
  return read;
}

const char* to_string(AssociatorEvent event) {
  switch (event) {
    case AssociatorEvent::none: return "none";
    case AssociatorEvent::bypassed: return "bypassed";
    case AssociatorEvent::hit: return "hit";
    case AssociatorEvent::miss: return "miss";
  }
  return "?";
}

}  // namespace hv
