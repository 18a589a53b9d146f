// SPDX-License-Identifier: Apache-2.0
// The composed map f∘f∘…∘φ without any cache: the specification, to be read beside Figure 5. Everything faster is
// tested equal to it.
#pragma once

#include "semantics/counters.h"
#include "semantics/memory.h"
#include "semantics/outcome.h"
#include "semantics/page_size.h"
#include "semantics/vmid_register.h"

namespace hv {

/// φ of the running machine: its form is the machine's, base and bound are its R-B register.
/// (0, kUnbounded) is the identity in every form; it is what a VM-fault loads.
struct ProcessMap {
  FormCode form = FormCode::relocation_bounds;
  unsigned parameter = 1;  ///< Map::parameter
  Word base = 0;
  Word bound = kUnbounded;

  bool is_identity() const { return base == 0 && bound == kUnbounded; }
  Map as_map() const { return is_identity() ? Map{} : Map{form, parameter, base, bound}; }
};

/// Hears what a composition does, step by step; changes nothing.
class CompositionObserver {
 public:
  virtual ~CompositionObserver() = default;
  /// A map was applied: φ (level 0) or f_x1…x_level. `implicit` is 0 on the way of the reference itself, and counts
  /// how deep inside table reads this step is otherwise. No value in `out`: the map failed on `in`.
  struct Step {
    unsigned level;
    Word in;
    std::optional<Word> out;
    unsigned implicit;
    bool type2_phi = false;  ///< φ of the machine of `level`, on the way of a Type II map of the level above it

    /// φ of the running machine: where it has no value, that is a process exception.
    bool of_running_phi() const { return level == 0 && !type2_phi; }
  };
  virtual void step(const Step&) {}
  /// The composer read a word for the map of `level` (0: φ).
  struct MapRead {
    unsigned level;
    ResourceName name;
    RealName real;
    Word value;
    unsigned implicit;  ///< 0: for a map on the way of the reference itself
  };
  virtual void map_read(const MapRead&) {}
};

/// Remembers where pages of each level lead, so that a composition need not apply every map itself. Its answers must be
/// what the maps would give.
class LevelMemo {
 public:
  virtual ~LevelMemo() = default;
  /// A name of a lower level that y leads to.
  virtual std::optional<ResourceName> look_up(ResourceName y) = 0;
  /// Whether it wants to know where f of one level leads; otherwise, which real name y has.
  virtual bool keeps_single_steps() const = 0;
  /// y was not known and leads to `to`. `begin` is how many of Composition::sources there were when that was begun.
  virtual void found(ResourceName y, ResourceName to, std::size_t begin) = 0;
};

/// What a composition looks at. All references must outlive it.
struct Composition {
  const VmidRegister& vmid;
  RealReader& memory;
  PageSize page;
  RegistersPolicy registers = RegistersPolicy::name;
  Counters* counters = nullptr;              ///< where work is counted, or nowhere
  CompositionObserver* observer = nullptr;   ///< who hears of it, or nobody
  std::vector<RealName>* sources = nullptr;  ///< where the real names of all words read are put, or nowhere
  // The form of the machine's φ, for Type II maps.
  FormCode phi_form = FormCode::relocation_bounds;
  unsigned phi_parameter = 1;
  LevelMemo* memo = nullptr;  ///< who may know where a name leads, or nobody
  /// Becomes at most MapForm::block_bits() of each map on the way of the reference itself, or is not wanted.
  unsigned* block_bits = nullptr;
};

/// A name on its way down, or what stopped it.
using Descent = std::variant<ResourceName, ProcessException, VmFault, NonexistentMemory>;

/// φ(p): a resource name of the running machine's level.
Descent apply_process_map(const Composition& machine, const ProcessMap& phi, ProcessName p, AccessKind kind);

/// f_x1(f_x1.x2(… f_x1…xn(φ(p)))).
Translation compose(const Composition& machine, const ProcessMap& phi, ProcessName p, AccessKind kind);

/// f_x1(… f_x1…xi(y)) for a resource name y of level i, 0 ≤ i ≤ depth: never a process exception.
Translation compose_resource(const Composition& machine, ResourceName y, AccessKind kind);

/// Reads the word that level `y.level` calls y.
LevelRead read_level(const Composition& machine, ResourceName y, AccessKind kind);

}  // namespace hv
