// SPDX-License-Identifier: Apache-2.0
// The VMID register: the tree name of the running virtual machine, with the invisible registers of each of its levels.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "semantics/map_form.h"
#include "semantics/names.h"

namespace hv {

/// What LVMID keeps in invisible registers of a level's map, besides its bound and the real address of its VMCB.
enum class RegistersPolicy : std::uint8_t {
  name,  ///< the table's base, as a name of the level below
  real,  ///< the same, and where it really is: table words on the base's own page are read without any map
  none,  ///< nothing: ROOT, VMTAB and VMCB are read again for each use of the map
};

/// A run of adjacent relocation-bounds maps, composed into one ("statically composed R-B values").
struct StaticComposition {
  Word relocation;  ///< to add
  Word bound;       ///< names from this one on fail in some map of the run
  unsigned below;   ///< the level that the sum is a name of
};

/// The registers of a process map φ: of the running machine, or of one that has left them behind to run a VM.
struct PhiRegisters {
  Word base = 0;
  Word bound = kUnbounded;
};
inline bool operator==(PhiRegisters a, PhiRegisters b) { return a.base == b.base && a.bound == b.bound; }
inline bool operator!=(PhiRegisters a, PhiRegisters b) { return !(a == b); }

/// Invisible registers of one active level i: the map f_x1…xi and where its control block is.
struct ActiveLevel {
  Word syllable = 0;
  Map map;
  /// Type II: the φ of the VMM of level i − 1 as it stood when it executed LVMID; f's values are its process names.
  std::optional<PhiRegisters> issuer_phi;
  PhiRegisters
      saved_phi;  ///< φ in the control block: this VM's own, for a Type II map above it when a nest is restarted
  Word capabilities = 0;
  Word io_map = 0;                         ///< bit d: interrupts of device d are this VM's (where they are its VMM's)
  ResourceName vmcb;                       ///< at level i − 1
  RealName vmcb_real;                      ///< so that saving the processor never faults
  std::optional<RealName> table_real;      ///< policy `real`: where the table's first word is
  std::optional<StaticComposition> fused;  ///< this map is R-B: it and the R-B maps right below it
};

/// Small numbers for tree names, so that an associator can compare them. 0 is NULL, the real machine.
class VmNumbers {
 public:
  using Number = std::uint32_t;
  /// The number of parent.syllable; the same each time.
  Number child(Number parent, Word syllable);
  /// Whether `vm` is `ancestor` or lies beneath it.
  bool is_under(Number vm, Number ancestor) const;

 private:
  std::map<std::pair<Number, Word>, Number> children_;
  std::vector<Number> parents_{0};
};

/// "The VMID of the real machine is the null identifier"; only LVMID appends, only a VM-fault (or the end of a VM)
/// removes. Software can neither read nor write it.
class VmidRegister {
 public:
  /// Room for at most `limit` syllables (1 to kLevelLimit).
  explicit VmidRegister(unsigned limit) : limit_(limit) {}

  /// How many syllables it has. (Asked at each reference: the size of a vector of small things takes no division.)
  unsigned depth() const { return static_cast<unsigned>(numbers_of_levels_.size()); }
  bool full() const { return depth() >= limit_; }
  unsigned limit() const { return limit_; }
  /// Level i, 1 ≤ i ≤ depth().
  const ActiveLevel& at(unsigned level) const { return levels_[level - 1]; }
  /// Number of x1…xi (0 ≤ level ≤ depth()).
  VmNumbers::Number number(unsigned level) const { return level == 0 ? 0 : numbers_of_levels_[level - 1]; }
  VmNumbers::Number number() const { return number(depth()); }
  const VmNumbers& numbers() const { return numbers_; }
  /// x1, x2 … xn.
  std::vector<Word> syllables() const;
  /// The tree name x1.x2…xi with dots; "NULL" for the real machine.
  std::string name(unsigned level) const;
  std::string name() const { return name(depth()); }

  /// Appends a syllable with its registers; fills `fused`. The register must not be full.
  void append(ActiveLevel level);
  /// Removes syllables until `depth` are left.
  void truncate(unsigned depth);
  /// The level whose machine takes the interrupts of this device (0 to 63): the deepest active one whose I/O map, and
  /// all below it, have its bit.
  unsigned interrupt_level(unsigned device) const;

 private:
  unsigned limit_;
  std::vector<ActiveLevel> levels_;
  std::vector<VmNumbers::Number> numbers_of_levels_;
  VmNumbers numbers_;
};

/// "f1.1" for level 2 of VMID 1.1, "phi" for level 0.
std::string map_name(const VmidRegister& vmid, unsigned level);

const char* to_string(RegistersPolicy policy);

}  // namespace hv
