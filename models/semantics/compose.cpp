// SPDX-License-Identifier: Apache-2.0
#include "semantics/compose.h"

#include <algorithm>

#include "semantics/vm_layout.h"

namespace hv {
namespace {

FaultCause fault_cause(MapFailure failure) {
  switch (failure) {
    case MapFailure::absent: return FaultCause::absent;
    case MapFailure::beyond_bound: return FaultCause::beyond_bound;
    case MapFailure::bad_map: return FaultCause::bad_map;
  }
  return FaultCause::bad_map;
}

ExceptionCause exception_cause(MapFailure failure) {
  return failure == MapFailure::bad_map ? ExceptionCause::bad_process_map : ExceptionCause::addressing;
}

/// One access on its way: the machine, what the access wants, and how deep inside table reads it is.
class Walk {
 public:
  Walk(const Composition& machine, AccessKind kind, unsigned implicit = 0)
      : machine_(machine), kind_(kind), implicit_(implicit) {}

  Descent apply_phi(const ProcessMap& phi, ProcessName p) const;
  Descent descend(ResourceName y) const;
  LevelRead read(ResourceName y) const;

 private:
  class Tables;
  Descent descend_asking(LevelMemo& memo, ResourceName y) const;
  /// Whose map it is (CompositionObserver::Step), and of which level its values are names.
  struct Applied {
    unsigned of_level, to_level;
    bool type2_phi = false;
  };
  template <class Failed>
  Descent apply(const Map& map, Tables& tables, Applied applied, Word name, Failed failed) const;
  Descent apply_f(unsigned level, ResourceName y) const;
  Descent apply_issuer_phi(unsigned level, ResourceName y, ProcessName p) const;
  Descent read_base_again(unsigned level, Map& map) const;
  void note_step(const Applied& applied, Word in, std::optional<Word> out) const;
  void note_read(unsigned level, ResourceName name, LevelWord word) const;
  void note_block(const Map& map, Word name, Word to) const;

  const Composition& machine_;
  AccessKind kind_;
  unsigned implicit_;
};

/// The words that the map of `level` (0: φ) needs, read by the composer in the memory of the level below the map
/// (for φ: of its own level).
class Walk::Tables final : public TableReader {
 public:
  Tables(const Walk& walk, unsigned level, unsigned level_of_words, std::optional<RealName> table_real, Word base)
      : walk_(walk), level_(level), level_of_words_(level_of_words), table_real_(table_real), base_(base) {}

  std::optional<Word> read(Word name) override {
    const ResourceName y{name, level_of_words_};
    const LevelRead read = on_base_page(name) ? read_really(y) : read_by_name(y);
    return std::visit(
        Visitor{[&](const LevelWord& word) -> std::optional<Word> {
                  walk_.note_read(level_, y, word);
                  return word.value;
                },
                [&](const VmFault& t) { return fail(t); }, [&](const NonexistentMemory& n) { return fail(n); }},
        read);
  }
  /// Why read() gave nothing.
  const Descent& failure() const { return failure_; }

 private:
  bool on_base_page(Word name) const {
    const PageSize& page = walk_.machine_.page;
    return table_real_ && page.page_of(name) == page.page_of(base_);
  }
  LevelRead read_really(ResourceName y) const {
    const RealName real{table_real_->value + (y.value - base_)};
    if (const auto value = walk_.machine_.memory.read(real)) return LevelWord{*value, real};
    return read_by_name(y);
  }
  LevelRead read_by_name(ResourceName y) const {
    return Walk(walk_.machine_, walk_.kind_, walk_.implicit_ + 1).read(y);
  }
  template <class Failed>
  std::optional<Word> fail(Failed failed) {
    failed.implicit = true;
    failure_ = failed;
    return std::nullopt;
  }

  const Walk& walk_;
  unsigned level_, level_of_words_;
  std::optional<RealName> table_real_;
  Word base_;
  Descent failure_;
};

void Walk::note_step(const Applied& applied, Word in, std::optional<Word> out) const {
  if (machine_.counters) ++machine_.counters->map_steps;
  if (machine_.observer) machine_.observer->step({applied.of_level, in, out, implicit_, applied.type2_phi});
}

void Walk::note_block(const Map& map, Word name, Word to) const {
  if (!machine_.block_bits || implicit_ > 0) return;
  const unsigned bits = map_form(map.form).block_bits(map, name, to, machine_.page.words());
  *machine_.block_bits = std::min(*machine_.block_bits, bits);
}

void Walk::note_read(unsigned level, ResourceName name, LevelWord word) const {
  if (machine_.counters) {
    ++machine_.counters->map_reads;
    ++machine_.counters->map_reads_by_level[level];
  }
  if (machine_.sources) machine_.sources->push_back(word.real);
  if (machine_.observer) machine_.observer->map_read({level, name, word.real, word.value, implicit_});
}

/// Applies a map whose value is a name of `to_level`: φ (`of_level` 0), f_x1…x_of_level, or (type2_phi) the φ of the
/// machine of that level. What it is when the map has no value, `failed(failure)` says.
template <class Failed>
Descent Walk::apply(const Map& map, Tables& tables, Applied applied, Word name, Failed failed) const {
  const MapResult result = map_form(map.form).apply(map, name, machine_.page.words(), tables);
  return std::visit(Visitor{[&](const Mapped& value) -> Descent {
                              note_step(applied, name, value.name);
                              note_block(map, name, value.name);
                              return ResourceName{value.name, applied.to_level};
                            },
                            [&](const MapFailure& failure) -> Descent {
                              note_step(applied, name, std::nullopt);
                              return failed(failure);
                            },
                            [&](const TableUnreadable&) { return tables.failure(); }},
                    result);
}

Descent Walk::apply_phi(const ProcessMap& phi, ProcessName p) const {
  const unsigned level = machine_.vmid.depth();
  const Map map = phi.as_map();
  Tables tables(*this, 0, level, std::nullopt, map.base);
  return apply(map, tables, {0, level}, p.value, [&](MapFailure failure) {
    return ProcessException{exception_cause(failure), p};
  });
}

/// Policy `none`: ROOT, the VMTAB entry and the VMCB word that say where the table is.
Descent Walk::read_base_again(unsigned level, Map& map) const {
  const ActiveLevel& active = machine_.vmid.at(level);
  Tables words(*this, level, level - 1, std::nullopt, 0);
  const auto vmtab = words.read(layout::kRoot);
  const auto vmcb = vmtab ? words.read(layout::vmtab_entry(*vmtab, active.syllable)) : std::nullopt;
  const auto base = vmcb ? words.read(*vmcb + layout::kTable) : std::nullopt;
  if (!base) return words.failure();
  map.base = *base;
  return ResourceName{};
}

Descent Walk::apply_f(unsigned level, ResourceName y) const {
  const ActiveLevel& active = machine_.vmid.at(level);
  Map map = active.map;
  if (machine_.registers == RegistersPolicy::none) {
    const Descent again = read_base_again(level, map);
    if (!std::holds_alternative<ResourceName>(again)) return again;
  }
  const bool keeps_real = machine_.registers == RegistersPolicy::real;
  Tables tables(*this, level, level - 1, keeps_real ? active.table_real : std::nullopt, map.base);
  const Descent below = apply(map, tables, {level, level - 1}, y.value, [&](MapFailure failure) {
    return VmFault{level, y, fault_cause(failure), kind_};
  });
  const ResourceName* const value = std::get_if<ResourceName>(&below);
  return value && active.issuer_phi ? apply_issuer_phi(level, y, ProcessName{value->value}) : below;
}

/// Type II: the value of f is a process name of the VMM, whose φ takes it on. Where φ has no value, neither has the
/// whole of f_`level` for y.
Descent Walk::apply_issuer_phi(unsigned level, ResourceName y, ProcessName p) const {
  const PhiRegisters& registers = *machine_.vmid.at(level).issuer_phi;
  const Map map = ProcessMap{machine_.phi_form, machine_.phi_parameter, registers.base, registers.bound}.as_map();
  Tables tables(*this, 0, level - 1, std::nullopt, map.base);
  return apply(map, tables, {level - 1, level - 1, true}, p.value, [&](MapFailure) {
    return VmFault{level, y, FaultCause::type2_phi, kind_};
  });
}

Descent Walk::descend(ResourceName y) const {
  if (machine_.memo) return descend_asking(*machine_.memo, y);
  for (unsigned i = y.level; i > 0; --i) {  // y ← f_x1…xi(y), or VM-FAULT(i, y)
    const Descent below = apply_f(i, y);
    if (!std::holds_alternative<ResourceName>(below)) return below;
    y = std::get<ResourceName>(below);
  }
  return y;
}

/// The same, past the maps that somebody remembers.
Descent Walk::descend_asking(LevelMemo& memo, ResourceName y) const {
  if (y.level == 0) return y;
  if (const auto known = memo.look_up(y)) return descend_asking(memo, *known);
  const std::size_t begin = machine_.sources ? machine_.sources->size() : 0;
  const Descent below = apply_f(y.level, y);
  if (!std::holds_alternative<ResourceName>(below)) return below;
  if (memo.keeps_single_steps()) memo.found(y, std::get<ResourceName>(below), begin);
  const Descent bottom = descend_asking(memo, std::get<ResourceName>(below));
  if (!memo.keeps_single_steps() && std::holds_alternative<ResourceName>(bottom))
    memo.found(y, std::get<ResourceName>(bottom), begin);
  return bottom;
}

LevelRead Walk::read(ResourceName y) const {
  const Descent down = descend(y);
  return std::visit(Visitor{[&](const ResourceName& bottom) -> LevelRead {
                              const RealName real{bottom.value};
                              if (const auto value = machine_.memory.read(real)) return LevelWord{*value, real};
                              return NonexistentMemory{real, kind_};
                            },
                            [](const VmFault& t) -> LevelRead { return t; },
                            [](const NonexistentMemory& n) -> LevelRead { return n; },
                            // φ has no part in a descent from a resource name
                            [&](const ProcessException&) -> LevelRead {
                              return NonexistentMemory{RealName{y.value}, kind_};
                            }},
                    down);
}

Translation as_translation(const Descent& down) {
  return std::visit(Visitor{[](const ResourceName& bottom) -> Translation { return RealName{bottom.value}; },
                            [](const auto& failure) -> Translation { return failure; }},
                    down);
}

}  // namespace

Descent apply_process_map(const Composition& machine, const ProcessMap& phi, ProcessName p, AccessKind kind) {
  return Walk(machine, kind).apply_phi(phi, p);
}

Translation compose(const Composition& machine, const ProcessMap& phi, ProcessName p, AccessKind kind) {
  // 1  y ← φ(p), or the process exception e.
  const Descent y = apply_process_map(machine, phi, p, kind);
  if (!std::holds_alternative<ResourceName>(y)) return as_translation(y);
  // 2  For i = n … 1: y ← f_x1…xi(y), or VM-FAULT(i, y).
  // 3  The name at level 0 is real.
  return compose_resource(machine, std::get<ResourceName>(y), kind);
}

Translation compose_resource(const Composition& machine, ResourceName y, AccessKind kind) {
  return as_translation(Walk(machine, kind).descend(y));
}

LevelRead read_level(const Composition& machine, ResourceName y, AccessKind kind) {
  return Walk(machine, kind).read(y);
}

}  // namespace hv
