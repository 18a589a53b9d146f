// SPDX-License-Identifier: Apache-2.0
#include "explore/vm_tree.h"

#include <algorithm>
#include <set>

#include "explore/parameters.h"
#include "explore/value_text.h"
#include "semantics/vm_layout.h"

namespace hv::explore {
namespace {

constexpr Word kVmtab = isa::kNewB + 1;     // after the fixed locations
constexpr Word kMostPages = Word{1} << 40;  // far beyond any real memory, and no sum here overflows
constexpr Word kVmcbWords = layout::vmcb_words(isa::kProcessorWords);

std::optional<std::string> objection_to_names(const std::vector<TreeLeaf>& leaves) {
  std::set<VmName> names;
  for (const TreeLeaf& leaf : leaves) {
    const std::string name = to_string(leaf.name);
    if (leaf.name.empty()) return "a VM has no name";
    if (leaf.name.size() > kLevelLimit)
      return "the name of VM " + name + " has more than " + std::to_string(kLevelLimit) + " syllables";
    for (const Word syllable : leaf.name)
      if (syllable < 1 || syllable > kMostSyllable)
        return "the name of VM " + name + " has a syllable that is not from 1 to " + std::to_string(kMostSyllable);
    if (!names.insert(leaf.name).second) return "VM " + name + " is there twice";
  }
  for (const VmName& name : names)
    for (VmName above = name; !above.empty();) {
      above.pop_back();
      if (names.count(above))
        return "VM " + to_string(name) + " lies beneath VM " + to_string(above) + ", which runs a trace and no VMM";
    }
  return std::nullopt;
}

}  // namespace

std::string to_string(const VmName& name) {
  std::string text;
  for (const Word syllable : name) text += (text.empty() ? "" : ".") + std::to_string(syllable);
  return text.empty() ? "NULL" : text;
}

VmName parse_vm_name(const std::string& text) {
  VmName name;
  for (const std::string& part : split(text, '.')) name.push_back(parse_number(part, 1, kMostSyllable));
  return name;
}

std::optional<std::string> VmTree::objection(const TreeShape& shape) {
  if (shape.leaves.empty()) return "a tree has at least one VM";
  if (shape.maps.empty()) return "no form is given for the maps f";
  if (auto reason = objection_to_names(shape.leaves)) return reason;
  if (shape.page_words < std::max(kVmcbWords, kVmtab + 1))
    return "a page of " + std::to_string(shape.page_words) + " words has no room for a VMCB of " +
           std::to_string(kVmcbWords);
  for (const TreeLeaf& leaf : shape.leaves)
    if (leaf.pages < 1 || leaf.pages > kMostPages) return "VM " + to_string(leaf.name) + " has no pages, or too many";
  const VmTree tree(shape, NotLaidOut{});
  for (const Vm& vm : tree.vms_) {
    if (vm.pages > kMostPages) return "the tree takes too many pages";
    if (vm.name.empty()) continue;
    if (auto reason = objection_to_map(shape.map(vm.level()), vm.level(), vm.pages, shape.page_words)) return reason;
  }
  return std::nullopt;
}

VmTree::VmTree(const TreeShape& shape, NotLaidOut) : shape_(shape), vms_(1) {
  for (std::size_t leaf = 0; leaf < shape.leaves.size(); ++leaf) {
    leaves_.push_back(add(shape.leaves[leaf].name));
    vms_[leaves_.back()].leaf = leaf;
  }
  for (Index index = vms_.size(); index-- > 0;) place(index);
}

VmTree::VmTree(const TreeShape& shape) : VmTree(shape, NotLaidOut{}) {
  bool first_touch = false;
  for (const LevelMap& map : shape.maps) first_touch |= map.policy == FramePolicy::first_touch;
  std::vector<Word> touched;
  lay_out(kReal, first_touch, touched);
}

VmTree::Index VmTree::add(const VmName& name) {
  Index at = kReal;
  for (std::size_t level = 1; level <= name.size(); ++level) {
    const auto [place, fresh] = vms_[at].children.try_emplace(name[level - 1], vms_.size());
    const Index child = place->second;
    if (fresh) vms_.push_back({VmName(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(level)), at});
    at = child;
  }
  return at;
}

/// The memory of this VM, once that of all its children is known.
void VmTree::place(Index index) {
  Vm& vm = vms_[index];
  if (vm.leaf) {
    vm.pages = whole_own_pages(shape_.map(vm.level()), shape_.leaves[*vm.leaf].pages);
    return;
  }
  const Word page_words = shape_.page_words, syllables = vm.children.rbegin()->first;
  Word at = kVmtab + 1 + syllables;
  for (const auto& [syllable, child] : vm.children) {
    if (at % page_words + kVmcbWords > page_words) at = pages_for(at, page_words) * page_words;
    vms_[child].vmcb = at;
    at += kVmcbWords;
  }
  Word page = pages_for(at, page_words);
  for (const auto& [syllable, child] : vm.children) {
    const LevelMap& map = shape_.map(vms_[child].level());
    const MapRoom room = room_for(map, vms_[child].pages, page, page_words);
    vms_[child].layout.emplace(map, vms_[child].pages, page_words, room.table * page_words, room.frames * page_words);
    page = room.end;
  }
  vm.pages = vm.name.empty() ? page : whole_own_pages(shape_.map(vm.level()), page);
}

/// Chooses the frames of all VMs beneath this one; `touched` becomes its pages in the order of first touch, if anybody
/// asks for it.
void VmTree::lay_out(Index index, bool first_touch, std::vector<Word>& touched) {
  std::map<Index, std::vector<Word>> of_children;
  for (const auto& [syllable, child] : vms_[index].children) {
    LayingOut how;
    lay_out(child, first_touch, how.first_touch);
    how.level = vms_[child].level();
    how.path = vms_[child].name;
    how.seed = shape_.seed;
    if (vms_[child].leaf) how.in_order = sorted_by_number(shape_.leaves[*vms_[child].leaf].page_numbers);
    vms_[child].layout->lay_out(how);
    of_children[child] = std::move(how.first_touch);
  }
  if (!first_touch) return;
  if (vms_[index].leaf)
    for (Word page = 0; page < vms_[index].pages; ++page) touched.push_back(page);
  else
    touched = touched_by_children(index, of_children);
}

std::vector<Word> VmTree::touched_by_children(Index index,
                                              const std::map<Index, std::vector<Word>>& of_children) const {
  TouchOrder order(vms_[index].pages, shape_.page_words);
  for (const auto& [syllable, child] : vms_[index].children) {
    for (const Word name : {layout::kRoot, kVmtab, layout::vmtab_entry(kVmtab, syllable), vms_[child].vmcb})
      order.touch(name);
    for (const Word page : of_children.at(child)) order.touch_for(*vms_[child].layout, page);
  }
  return order.pages();
}

RealName VmTree::real(Index index, Word name) const {
  for (; index != kReal; index = vms_[index].parent) name = vms_[index].layout->name_below(name);
  return {name};
}

void VmTree::write_at(Index index, Word name, Word value, const WriteReal& write) const {
  write(real(index, name), value);
}

void VmTree::build(const WriteReal& write) const {
  for (Index index = 0; index < vms_.size(); ++index) {
    if (vms_[index].leaf) continue;
    write_at(index, layout::kRoot, kVmtab, write);
    write_at(index, kVmtab, vms_[index].children.rbegin()->first, write);
    for (const auto& [syllable, child] : vms_[index].children) {
      write_at(index, layout::vmtab_entry(kVmtab, syllable), vms_[child].vmcb, write);
      build_vmcb(child, write);
      vms_[child].layout->write_tables([&](Word name, Word value) { write_at(index, name, value, write); });
    }
  }
}

void VmTree::build_vmcb(Index index, const WriteReal& write) const {
  const Vm& vm = vms_[index];
  const auto put = [&](Word offset, Word value) { write_at(vm.parent, vm.vmcb + offset, value, write); };
  vm.layout->write_vmcb(put);
  put(layout::kPhiBound, kUnbounded);
  put(layout::kNextSyllable, vm.leaf ? 0 : syllable(first_child(index)));
  put(layout::kCapabilities, layout::kMayLvmid);
}

}  // namespace hv::explore
