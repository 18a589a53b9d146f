// SPDX-License-Identifier: Apache-2.0
// A tree of virtual machines in real memory, of any shape: its leaves are the VMs that traces are replayed in, all
// others are VMMs. A nest (nest.h) is the tree with one leaf.
//
// The memory of a VMM, in pages from name 0:
//   fixed locations, VMTAB, the VMCBs of its VMs, none of them across pages    as many pages as they take
//   for each VM, by syllable: the tables of its f, on pages of their own, and the frames of its memory
// The frames of each VM are in the order of the policy of its f (fmap.policy); nest.h says what that comes to. Two
// things are only here: `random` draws another permutation for each VM, and `first-touch` is as if the VMs of a VMM had
// run one after the other.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "explore/map_layout.h"
#include "semantics/processor/isa.h"

namespace hv::explore {

/// Tree name x1.x2…xn; empty: the real machine.
using VmName = std::vector<Word>;

/// "1.2.1"; "NULL" for the real machine.
std::string to_string(const VmName& name);
/// Parses "1.2.1". Throws ParameterError.
VmName parse_vm_name(const std::string& text);

/// The largest syllable: VMTAB is as long.
constexpr Word kMostSyllable = 4096;

struct TreeLeaf {
  VmName name;
  Word pages = 1;                       ///< of its memory, at least 1
  std::vector<Word> page_numbers = {};  ///< as NestShape::page_numbers
};

struct TreeShape {
  Word page_words = 512;
  std::vector<LevelMap> maps;  ///< of level 1, 2, …; the last one holds for all deeper levels
  std::uint64_t seed = 1;      ///< of FramePolicy::random
  std::vector<TreeLeaf> leaves;

  const LevelMap& map(std::size_t level) const { return maps[level <= maps.size() ? level - 1 : maps.size() - 1]; }
};

class VmTree {
 public:
  using WriteReal = std::function<void(RealName, Word)>;
  using Index = std::size_t;
  static constexpr Index kReal = 0;  ///< the real machine

  struct Vm {
    VmName name;
    Index parent = kReal;
    std::map<Word, Index> children = {};             ///< by syllable
    std::optional<std::size_t> leaf = std::nullopt;  ///< TreeShape::leaves[leaf]
    Word pages = 0;                                  ///< of its memory
    Word vmcb = 0;                                   ///< name in the parent's memory
    std::optional<MapLayout> layout = std::nullopt;  ///< of its f; none of the real machine

    unsigned level() const { return static_cast<unsigned>(name.size()); }
  };

  /// Nothing, or why no such tree can be built: no leaf, two of one name, one beneath another, names that are too long,
  /// syllables that are too large, maps that are too small, pages too small for a VMCB.
  static std::optional<std::string> objection(const TreeShape& shape);

  /// `shape` must have no objection().
  explicit VmTree(const TreeShape& shape);

  const std::vector<Vm>& vms() const { return vms_; }
  const Vm& vm(Index index) const { return vms_[index]; }
  /// The VM of TreeShape::leaves[leaf].
  Index leaf(std::size_t leaf) const { return leaves_[leaf]; }
  /// What real memory must have at least.
  Word real_pages() const { return vms_[kReal].pages; }
  /// The VM's child with the smallest syllable; not of a leaf.
  Index first_child(Index index) const { return vms_[index].children.begin()->second; }
  /// The syllable that leads to it from its parent.
  Word syllable(Index index) const { return vms_[index].name.back(); }

  /// Where the word really is that this VM calls `name`. Follows the plan, not the words in memory.
  RealName real(Index index, Word name) const;
  /// Writes ROOT, VMTAB, VMCBs and tables of all VMs into memory that is all zero: process maps are the identity, every
  /// VM may use LVMID, and each VMCB's NEXT_SYLLABLE leads on into its VM's first child.
  void build(const WriteReal& write) const;

 private:
  struct NotLaidOut {};
  VmTree(const TreeShape& shape, NotLaidOut);
  Index add(const VmName& name);
  void place(Index index);
  void lay_out(Index index, bool first_touch, std::vector<Word>& touched);
  std::vector<Word> touched_by_children(Index index, const std::map<Index, std::vector<Word>>& of_children) const;
  void write_at(Index index, Word name, Word value, const WriteReal& write) const;
  void build_vmcb(Index index, const WriteReal& write) const;

  TreeShape shape_;
  std::vector<Vm> vms_;  // parents before children
  std::vector<Index> leaves_;
};

}  // namespace hv::explore
