// SPDX-License-Identifier: Apache-2.0
#include "semantics/map_composer.h"

#include <algorithm>

#include "semantics/maps/forms.h"

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
      plain_(associator_ && associator_->is_plain() ? &associator_->plain() : nullptr),
      coherence_(config.associator, associator_.get(), vmid, page_, counters_),
      table_words_(config.associator.table_words > 0
                       ? std::make_unique<TableWords>(config.associator.table_words, config.stored_words, memory, page_,
                                                      counters_, [this] { withdraw_grants(); })
                       : nullptr),
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
  Composition machine = composition(table_words_ ? static_cast<RealReader&>(*table_words_) : memory_);
  machine.counters = &counters_;
  if (coherence_.needs_sources()) machine.sources = &sources_;
  if (config_.associator.superpage_bits > 0) machine.block_bits = &block_bits_;
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
  AccessRecorder recorder(access);
  Composition machine = counted_composition();
  if (remembers_levels() && vmid_.depth() > 0) machine.memo = &levels_;  // for the words of a φ in tables
  levels_.set_kind(kind);
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
  const std::optional<Found> entry = look_up(tag, vmid_.depth(), kind);
  if (access) access->associator = entry ? AssociatorEvent::hit : AssociatorEvent::miss;
  if (entry) {
    if (access) show_whole_chain(*access, p);
    return hit(entry->frame, p.value);
  }
  note_miss(kind);
  block_bits_ = kPageBitsLimit;
  sources_.clear();
  AccessRecorder recorder(access);
  Composition machine = counted_composition();
  if (access) machine.observer = &recorder;
  const Descent y = apply_process_map(machine, phi_, p, kind);
  if (!std::holds_alternative<ResourceName>(y))
    return std::visit(Visitor{[](const ResourceName&) -> Translation { return RealName{}; },
                              [](const auto& failure) -> Translation { return failure; }},
                      y);
  const Translation outcome = walk(std::get<ResourceName>(y), kind, access);
  if (const auto* real = std::get_if<RealName>(&outcome); real && covers_page(p))
    remember(tag, vmid_.depth(), kind, RealName{real->value - page_.offset_in(p.value)}, sources_);
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
  if (const std::optional<Found> entry = look_up(tag, y.level, kind)) {
    if (access) {
      access->associator = AssociatorEvent::hit;
      show_chain(*access, y);
    }
    return hit(entry->frame, y.value);
  }
  note_miss(kind);
  const unsigned bits = config_.associator.superpage_bits;
  const bool same_place = place_in_block(tag_page, bits) == place_in_block(page_.page_of(y.value), bits);
  block_bits_ = same_place ? kPageBitsLimit : 0;
  if (access) access->associator = AssociatorEvent::miss;
  const Translation outcome = walk(y, kind, access);
  if (const auto* real = std::get_if<RealName>(&outcome))
    remember(tag, y.level, kind, RealName{real->value - page_.offset_in(y.value)}, sources_);
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
    if (machine.block_bits)
      block_bits_ = std::min(block_bits_, block_bits_within(y.value, from.value, 0, fused->bound, page_.words()));
  }
  const bool as_walked = from == y;
  AccessRecorder recorder(access, as_walked ? AccessRecorder::What::all : AccessRecorder::What::reads);
  if (access) machine.observer = &recorder;
  const Translation outcome = compose_resource(machine, from, kind);
  if (access && !as_walked) show_chain(*access, y);
  if (const auto* real = std::get_if<RealName>(&outcome)) digest(*real);
  return outcome;
}

/// Adds the chain of a reference that was answered without walking every map.
void MapComposer::show_chain(Access& access, ResourceName y) const {
  access.steps.reserve(access.steps.size() + y.level);
  AccessRecorder recorder(&access, AccessRecorder::What::chain);
  Composition machine = composition(debug_);
  machine.observer = &recorder;
  compose_resource(machine, y, access.kind);
}

/// The same with φ.
void MapComposer::show_whole_chain(Access& access, ProcessName p) const {
  AccessRecorder recorder(&access, AccessRecorder::What::chain);
  Composition machine = composition(debug_);
  machine.observer = &recorder;
  compose(machine, phi_, p, access.kind);
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
  AccessRecorder recorder(&access);
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

}  // namespace hv
