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
  /// `chain_only`: not what it takes to read table words.
  explicit Recorder(Access* access, bool chain_only = false) : access_(access), chain_only_(chain_only) {}
  void step(const Step& step) override {
    if (!chain_only_ || step.implicit == 0) access_->steps.push_back(step);
  }
  void map_read(const MapRead& read) override {
    if (!chain_only_) access_->map_reads.push_back(read);
  }

 private:
  Access* access_;
  bool chain_only_;
};

MapComposer::MapComposer(const ComposerConfig& config, const VmidRegister& vmid, RealReader& memory, RealReader& debug)
    : config_(config),
      vmid_(vmid),
      memory_(memory),
      debug_(debug),
      page_(config.page_words),
      phi_{config.phi_form, config.phi_parameter, 0, kUnbounded},
      digest_(kDigestStart),
      associator_(config.associator.entries > 0 ? std::make_unique<Associator>(config.associator) : nullptr),
      coherence_(config.associator, associator_.get(), vmid, page_, counters_) {}

void MapComposer::load_process_map(Word base, Word bound) {
  if (base == phi_.base && bound == phi_.bound) return;
  withdraw_grants();
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

Translation MapComposer::translate(ProcessName p, AccessKind kind) {
  if (RealName real; answer(p, kind, real)) return real;
  count_reference(kind);
  if (observers_.empty()) return from_process(p, kind, nullptr);
  Access access = access_of(kind, true, p.value);
  return report(from_process(p, kind, &access), access);
}

Translation MapComposer::translate_resource(Word name, AccessKind kind) {
  return translate_tagged(name, page_.page_of(name), kind);
}

Translation MapComposer::translate_tagged(Word name, Word tag_page, AccessKind kind) {
  count_reference(kind);
  const ResourceName y{name, vmid_.depth()};
  if (observers_.empty()) return to_real(y, tag_page, kind, nullptr);
  Access access = access_of(kind, false, name);
  return report(to_real(y, tag_page, kind, &access), access);
}

Translation MapComposer::from_process(ProcessName p, AccessKind kind, Access* access) {
  Recorder recorder(access);
  Composition machine = composition(memory_);
  machine.counters = &counters_;
  if (access) machine.observer = &recorder;
  const Descent y = apply_process_map(machine, phi_, p, kind);
  return std::visit(
      Visitor{[&](const ResourceName& name) { return to_real(name, page_.page_of(name.value), kind, access); },
              [](const auto& failure) -> Translation { return failure; }},
      y);
}

Translation MapComposer::to_real(ResourceName y, Word tag_page, AccessKind kind, Access* access) {
  if (y.level == 0) {
    if (access) access->associator = AssociatorEvent::bypassed;
    digest({y.value});
    return RealName{y.value};
  }
  const Tag tag{tag_page, coherence_.space()};
  if (!associator_) return walk(y, tag, kind, access);
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
  return walk(y, tag, kind, access);
}

/// The way past the associator: statically composed R-B values as far as they reach, then map by map.
Translation MapComposer::walk(ResourceName y, const Tag& tag, AccessKind kind, Access* access) {
  Composition machine = composition(memory_);
  machine.counters = &counters_;
  sources_.clear();
  if (coherence_.needs_sources()) machine.sources = &sources_;
  ResourceName from = y;
  const auto& fused = vmid_.at(y.level).fused;
  if (fused && config_.registers != RegistersPolicy::none && y.value < fused->bound) {
    from = {y.value + fused->relocation, fused->below};
    ++counters_.map_steps;
  }
  Recorder recorder(access);
  const bool as_walked = access && from == y;
  if (as_walked) machine.observer = &recorder;
  const Translation outcome = compose_resource(machine, from, kind);
  if (access && !as_walked) show_chain(*access, y);
  if (const auto* real = std::get_if<RealName>(&outcome)) {
    digest(*real);
    const RealName frame{real->value - page_.offset_in(y.value)};
    if (associator_) {
      if (granted_) withdraw_next_to_go(tag);
      if (coherence_.filled(associator_->fill(tag, frame), sources_)) withdraw_grants();
    }
  }
  return outcome;
}

/// Adds the chain of a reference that was answered without walking every map.
void MapComposer::show_chain(Access& access, ResourceName y) const {
  access.steps.reserve(access.steps.size() + y.level);
  Recorder recorder(&access, true);
  Composition machine = composition(debug_);
  machine.observer = &recorder;
  compose_resource(machine, y, access.kind);
}

// --- grants

std::optional<PageGrant> MapComposer::grant(ProcessName p) {
  if (!holder_ || !observers_.empty()) return std::nullopt;
  const Map phi = phi_.as_map();
  if (map_form(phi.form).dependent_reads(phi) > 0) return std::nullopt;
  const Descent descent = apply_process_map(composition(debug_), phi_, p, AccessKind::read);
  const auto* const y = std::get_if<ResourceName>(&descent);
  if (!y) return std::nullopt;
  const Word offset = page_.offset_in(y->value);                                                       // φ keeps it
  if (phi.bound != kUnbounded && phi.bound - (p.value - offset) < page_.words()) return std::nullopt;  // not all of it
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

GrantedUses MapComposer::begin_uses() {
  GrantedUses uses;
  uses.time = associator_ ? associator_->clock() : clock_;
  uses.digest = digest_;
  return uses;
}

/// Each of them was a hit, after one step of φ.
void MapComposer::end_uses(const GrantedUses& uses) {
  (associator_ ? associator_->clock() : clock_) = uses.time;
  digest_ = uses.digest;
  counters_.references += uses.references;
  counters_.stores += uses.stores;
  counters_.real_accesses += uses.references;
  counters_.map_steps += uses.references;
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
  if (slot == Associator::kNoSlot || associator_->tag(slot).space != tag.space) return;
  const Word first = associator_->tag(slot).page * page_.words();
  const Map phi = phi_.as_map();
  const Word relocation =
      phi.form == FormCode::relocation_bounds ? phi.base : 0;  // no other φ that moves names has grants
  holder_->withdraw(ProcessName{first - relocation});          // a name that φ does not have: no harm done
}

void MapComposer::vmid_appended() {
  withdraw_grants();
  coherence_.appended();
}

void MapComposer::vmid_removed() {
  withdraw_grants();
  coherence_.removed();
}

/// Who watches wants to see each reference.
void MapComposer::observe(AccessObserver* observer) {
  withdraw_grants();
  observers_.push_back(observer);
}

void MapComposer::unobserve(AccessObserver* observer) {
  observers_.erase(std::remove(observers_.begin(), observers_.end(), observer), observers_.end());
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
