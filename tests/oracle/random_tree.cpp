// SPDX-License-Identifier: Apache-2.0
#include "oracle/random_tree.h"

#include <algorithm>

namespace hv::test {
namespace {

constexpr Word kLeafPages = 4;

/// Pages of a machine with `levels` levels of VM beneath it: its page 0, two data pages and a table for φ; for each of
/// two VMs two tables, a second table, a spare page and its memory, twice if it has no VMs, and what pages of its own
/// size take more: to begin one, and to end one.
Word pages_needed(unsigned levels) {
  if (levels == 0) return kLeafPages;
  return 5 + 2 * (4 + pages_needed(levels - 1) + (levels == 1 ? kLeafPages + 3 : 2));
}

}  // namespace

RandomTree::RandomTree(ArrayMemory& memory, std::mt19937_64& random, unsigned levels, FormCode phi_form)
    : random_(random), phi_form_(phi_form), image_(memory, kPageWords, kRealPages) {
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
  put_phi_table(vm);
}

/// A φ that is the identity, page by page.
void RandomTree::put_phi_table(Vm vm) {
  Home& home = homes_[vm];
  home.phi_table = image_.take_page(vm);
  for (Word page = 0; page < kPageWords; ++page)
    image_.poke(vm, home.phi_table + page, page < image_.pages(vm) ? page * kPageWords : kT);
}

RandomTree::Vm RandomTree::add_child(Vm parent, Word syllable, const std::string& parent_name, unsigned levels) {
  VmSpec spec;
  spec.form = pick<FormCode>(
      {FormCode::paged, FormCode::paged, FormCode::radix, FormCode::relocation_bounds, FormCode::segmented});
  spec.radix_levels = 1 + random_() % 2;
  spec.segment_bits = random_() % 4;
  spec.paged_segments = chance(50);
  spec.type2 = chance(40);
  spec.pages = pages_needed(levels - 1);
  choose_own_pages(parent, spec);
  spec.may_lvmid = !chance(5);
  spec.ic = random_() % 1000;
  // A table at 0 would lead a VM of Type II into its VMM's page 0.
  spec.b = phi_form_ == FormCode::paged || chance(50) ? kAll : spec.pages * kPageWords;
  const Vm vm = image_.add(parent, syllable, spec);
  const bool shifts = spec.type2 && levels == 1;
  if (shifts)
    for (Word page = 0; page < kLeafPages; ++page) image_.take_page(parent);  // right behind the VM's own
  homes_[parent].has_type2 |= spec.type2;
  homes_[parent].shift = levels == 1 ? kLeafPages * kPageWords : 0;
  grow(vm, parent == 0 ? std::to_string(syllable) : parent_name + "." + std::to_string(syllable), levels - 1);
  Home& home = homes_[vm];
  home.form = spec.form;
  home.form_word = image_.vmcb_word(vm, kVmcbForm);
  home.page_bits = spec.page_bits;
  if (shifts || spec.page_bits > 0 || spec.form == FormCode::relocation_bounds) return vm;
  if (spec.form == FormCode::segmented && !spec.paged_segments) return vm;
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

/// Some maps have pages of 2 pages, those of VMs without VMs of 4 too. Frames begin where such a page would, or not.
void RandomTree::choose_own_pages(Vm parent, VmSpec& spec) {
  if ((spec.form != FormCode::paged && spec.form != FormCode::radix) || chance(50)) return;
  spec.page_bits = spec.pages == kLeafPages ? 1 + random_() % 2 : 1;
  const Word own = Word{1} << spec.page_bits, tables = spec.form == FormCode::radix ? spec.radix_levels : 1;
  spec.pages = (spec.pages + own - 1) / own * own;
  if (chance(70))
    while ((image_.next_page(parent) + tables) % own != 0) image_.take_page(parent);
}

/// A VM with an identity map sees its parent's page 0: it only reads, so that the condition holds.
void RandomTree::add_reader(Vm parent, const std::string& parent_name) {
  VmSpec spec;
  spec.form = FormCode::identity;
  spec.pages = 3;
  spec.may_lvmid = false;
  const Vm vm = image_.add(parent, 3, spec);
  homes_[vm].form = FormCode::identity;
  homes_[vm].form_word = image_.vmcb_word(vm, kVmcbForm);
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
  if (dice < 9) return home.has_type2 ? load_careful_phi(vm) : load_phi(vm);
  if (!home.children.empty()) {
    if (dice < 30)
      return {{Op::lvmid, AccessKind::read, chance(5) ? random_() % 6 : image_.syllable(pick(home.children))}};
    if (dice < 48) return edit_map(pick(home.children));
  }
  if (dice < 70 && !home.data_pages.empty()) return {store(vm)};
  return {reference(vm, r, b)};
}

std::vector<Op> RandomTree::load_phi(Vm vm) {
  if (chance(50)) return {{Op::load_phi, AccessKind::read, 0, kAll}};
  return {
      {Op::load_phi, AccessKind::read, random_() % 3 * kPageWords, (1 + random_() % image_.pages(vm)) * kPageWords}};
}

/// Of a VMM with maps of Type II: a φ that takes none of them into the VMM's own pages.
std::vector<Op> RandomTree::load_careful_phi(Vm vm) {
  const Home& home = homes_[vm];
  const Word bound = (chance(70) ? image_.pages(vm) : 1 + random_() % image_.pages(vm)) * kPageWords;
  if (chance(20)) return {{Op::load_phi, AccessKind::read, 0, kAll}};
  if (phi_form_ != FormCode::paged) return {{Op::load_phi, AccessKind::read, chance(50) ? home.shift : 0, bound}};
  if (chance(40)) return {{Op::load_phi, AccessKind::read, home.phi_table, bound}};
  const Vm child = pick(home.children);
  if (image_.syllable(child) == 3) return {};
  const Word page = image_.home(child, random_() % image_.pages(child)) / kPageWords;
  const Word there = (page * kPageWords) + (chance(50) ? home.shift : 0);
  if (homes_[child].form_word >> 8 & 1) return {put(home.phi_table + page, chance(20) ? kT : there)};
  return {put(home.phi_table + page, chance(20) ? kT : page * kPageWords)};
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
  if (home.form == FormCode::segmented && chance(40)) return edit_segment(child);
  if (home.page_bits > 0 && chance(40)) return edit_own_page(child);
  switch (random_() % 9) {
    case 0: return {put(vmcb + kVmcbPages, restore ? image_.pages(child) : random_() % (image_.pages(child) + 1))};
    case 1: return {put(NestImage::kVmtab + image_.syllable(child), restore || chance(60) ? vmcb : 0)};
    case 2: return {put(vmcb + kVmcbForm, restore || chance(60) ? home.form_word : 77)};
    case 3: return {put(vmcb + kVmcbNext, home.form == FormCode::identity || chance(50) ? 0 : random_() % 4)};
    case 4:
      if (home.second_table) return {put(vmcb + kVmcbTable, restore ? image_.table(child) : home.second_table)};
      return {put(NestImage::kVmtab, restore || chance(60) ? NestImage::kVmtabLength : random_() % 3)};
    default: return edit_entry(child);
  }
}

/// A segment becomes absent or shorter, or is as it was.
std::vector<Op> RandomTree::edit_segment(Vm child) {
  const Word in_segment = Word{1} << (homes_[child].form_word >> 16);
  const Word segment = chance(70) ? 0 : random_() % ((image_.pages(child) + in_segment - 1) / in_segment);
  const Word begin = segment * in_segment, at = image_.table(child) + 2 * segment;
  const Word length = std::min(in_segment, image_.pages(child) - begin);
  const bool paged = image_.entry(child, 0) != 0;
  const Word base = paged ? Word{1} << 62 | image_.entry(child, begin) : image_.home(child, begin);
  if (chance(50)) return {put(at, chance(70) ? base : kT)};
  return {put(at + 1, chance(70) ? length : random_() % (length + 1))};
}

/// A page of the map's own size becomes absent, or has a frame that begins in a page, or is as it was.
std::vector<Op> RandomTree::edit_own_page(Vm child) {
  const Word page = (chance(70) ? random_() % 4 : random_() % image_.pages(child)) >> homes_[child].page_bits
                                                                                          << homes_[child].page_bits;
  const Word here = image_.home(child, page);
  const unsigned dice = random_() % 100;
  return {put(image_.entry(child, page), dice < 30 ? kT : dice < 40 ? here + 1 + random_() % (kPageWords - 1) : here)};
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
