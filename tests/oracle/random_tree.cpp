// SPDX-License-Identifier: Apache-2.0
#include "oracle/random_tree.h"

namespace hv::test {
namespace {

/// Pages of a machine with `levels` levels of VM beneath it: its page 0 and two data pages; for each of two
/// VMs two tables, a second table, a spare page and its memory.
Word pages_needed(unsigned levels) { return levels == 0 ? 4 : 4 + 2 * (4 + pages_needed(levels - 1)); }

}  // namespace

RandomTree::RandomTree(ArrayMemory& memory, std::mt19937_64& random, unsigned levels)
    : random_(random), image_(memory, kPageWords, kRealPages) {
  for (Word word = 0; word < memory.size(); word += 1 + random() % 9) memory.write(RealName{word}, random() >> 40);
  grow(0, "NULL", levels);
}

void RandomTree::grow(Vm vm, const std::string& name, unsigned levels) {
  by_name_[name] = vm;
  for (int page = 0; page < 2; ++page) homes_[vm].data_pages.push_back(image_.take_page(vm) / kPageWords);
  // Fixed locations of a level hold random words until here; VMTAB must not lead anywhere by chance.
  for (Word word = 0; word < kPageWords; ++word) image_.poke(vm, word, 0);
  if (levels == 0) return;
  const unsigned children = 1 + (random_() % 3 > 0);
  for (Word syllable = 1; syllable <= children; ++syllable)
    homes_[vm].children.push_back(add_child(vm, syllable, name, levels));
  if (chance(50)) add_reader(vm, name);
}

RandomTree::Vm RandomTree::add_child(Vm parent, Word syllable, const std::string& parent_name, unsigned levels) {
  VmSpec spec;
  spec.form = pick<FormCode>({FormCode::paged, FormCode::paged, FormCode::radix, FormCode::relocation_bounds});
  spec.radix_levels = 1 + random_() % 2;
  spec.pages = pages_needed(levels - 1);
  spec.may_lvmid = !chance(5);
  spec.ic = random_() % 1000;
  spec.b = chance(50) ? kAll : spec.pages * kPageWords;
  const Vm vm = image_.add(parent, syllable, spec);
  grow(vm, parent == 0 ? std::to_string(syllable) : parent_name + "." + std::to_string(syllable), levels - 1);
  Home& home = homes_[vm];
  home.form = spec.form;
  if (spec.form == FormCode::relocation_bounds) return vm;
  put_spare(vm);
  if (spec.form == FormCode::paged) put_second_table(vm);
  return vm;
}

/// A second frame for one of the VM's pages, with the same contents. Often that page is page 0, with the
/// control blocks of the VM's own VMs; those of the copy lead to their second tables.
void RandomTree::put_spare(Vm vm) {
  Home& home = homes_[vm];
  const Vm parent = image_.parent(vm);
  home.spare = image_.take_page(parent);
  home.spare_for = chance(40) ? 0 : random_() % (chance(50) ? 4 : image_.pages(vm));
  for (Word word = 0; word < kPageWords; ++word)
    image_.poke(parent, home.spare + word, image_.peek(vm, home.spare_for * kPageWords + word));
  if (home.spare_for != 0) return;
  for (const Vm child : home.children)
    if (homes_[child].second_table)
      image_.poke(parent, home.spare + image_.vmcb(child) + kVmcbTable, homes_[child].second_table);
}

/// Another table for the VM, in which its two data pages have changed places and some pages are t.
void RandomTree::put_second_table(Vm vm) {
  Home& home = homes_[vm];
  const Vm parent = image_.parent(vm);
  home.second_table = image_.take_page(parent);
  for (Word page = 0; page < image_.pages(vm); ++page)
    image_.poke(parent, home.second_table + page, page > 2 && chance(20) ? kT : image_.home(vm, page));
  const Word first = home.data_pages[0], second = home.data_pages[1];
  image_.poke(parent, home.second_table + first, image_.home(vm, second));
  image_.poke(parent, home.second_table + second, image_.home(vm, first));
}

/// A VM with an identity map sees its parent's page 0: it only reads, so that the condition holds.
void RandomTree::add_reader(Vm parent, const std::string& parent_name) {
  VmSpec spec;
  spec.form = FormCode::identity;
  spec.pages = 3;
  spec.may_lvmid = false;
  const Vm vm = image_.add(parent, 3, spec);
  homes_[vm].form = FormCode::identity;
  homes_[parent].children.push_back(vm);
  by_name_[parent == 0 ? "3" : parent_name + ".3"] = vm;
}

std::vector<Op> RandomTree::next(const std::string& vmid, Word r, Word b) {
  const auto found = by_name_.find(vmid);
  if (found == by_name_.end()) return {{Op::halt}};
  const Vm vm = found->second;
  const Home& home = homes_[vm];
  const unsigned dice = random_() % 100;
  if (dice < 3) return {{Op::halt}};
  if (dice < 7) {
    const Word pages = image_.pages(vm);
    if (chance(50)) return {{Op::load_phi, AccessKind::read, 0, kAll}};
    return {{Op::load_phi, AccessKind::read, random_() % 3 * kPageWords, (1 + random_() % pages) * kPageWords}};
  }
  if (!home.children.empty()) {
    if (dice < 30)
      return {{Op::lvmid, AccessKind::read, chance(5) ? random_() % 6 : image_.syllable(pick(home.children))}};
    if (dice < 48) return edit_map(pick(home.children));
  }
  if (dice < 70 && !home.data_pages.empty()) return {store(vm)};
  return {reference(vm, r, b)};
}

Op RandomTree::reference(Vm vm, Word r, Word b) {
  const AccessKind kind = chance(30) ? AccessKind::fetch : AccessKind::read;
  const Word page = chance(70) ? random_() % 4 : random_() % (image_.pages(vm) + 1);
  const Word name = page * kPageWords + random_() % kPageWords;
  if (chance(20)) return {Op::access_resource, kind, name};
  const bool within = b != kAll && name >= r && name - r < b;
  return {Op::access, kind, within ? name - r : chance(3) ? random_() : name};
}

Op RandomTree::store(Vm vm) {
  const Word name = pick(homes_[vm].data_pages) * kPageWords + random_() % kPageWords;
  return put(name, chance(50) ? random_() % 4 * kPageWords : random_() >> 30);
}

std::vector<Op> RandomTree::edit_map(Vm child) {
  const Home& home = homes_[child];
  const bool restore = chance(60);
  const Word vmcb = image_.vmcb(child);
  switch (random_() % 9) {
    case 0: return {put(vmcb + kVmcbPages, restore ? image_.pages(child) : random_() % (image_.pages(child) + 1))};
    case 1: return {put(NestImage::kVmtab + image_.syllable(child), restore || chance(60) ? vmcb : 0)};
    case 2: {
      const Word levels = home.form == FormCode::radix && image_.entry(child, 0) != image_.table(child) ? 2 : 1;
      return {put(vmcb + kVmcbForm, restore || chance(60) ? static_cast<Word>(home.form) | levels << 16 : 77)};
    }
    case 3: return {put(vmcb + kVmcbNext, home.form == FormCode::identity || chance(50) ? 0 : random_() % 4)};
    case 4:
      if (home.second_table) return {put(vmcb + kVmcbTable, restore ? image_.table(child) : home.second_table)};
      return {put(NestImage::kVmtab, restore || chance(60) ? NestImage::kVmtabLength : random_() % 3)};
    default: return edit_entry(child);
  }
}

std::vector<Op> RandomTree::edit_entry(Vm child) {
  const Home& home = homes_[child];
  if (home.spare == 0) return {};
  const Word page = chance(40) ? home.spare_for : chance(70) ? random_() % 4 : random_() % image_.pages(child);
  const Word at = home.second_table && chance(30) ? home.second_table + page : image_.entry(child, page);
  const unsigned dice = random_() % 100;
  if (dice < 15) return {put(at, kT)};
  if (dice < 22) return {put(at, image_.home(child, page) + 1 + random_() % (kPageWords - 1))};
  if (page != home.spare_for || dice < 60) return {put(at, image_.home(child, page))};
  if (dice < 70) return {put(at, home.spare)};
  const bool away = chance(50);  // moves the page, contents and all
  const Word here = image_.home(child, page);
  return {{Op::copy_page, AccessKind::read, away ? here : home.spare, away ? home.spare : here},
          put(at, away ? home.spare : here)};
}

}  // namespace hv::test
