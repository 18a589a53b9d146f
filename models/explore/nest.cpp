// SPDX-License-Identifier: Apache-2.0
#include "explore/nest.h"

#include <algorithm>

#include "semantics/vm_layout.h"

namespace hv::explore {
namespace {

constexpr Word kSyllable = 1;
constexpr Word kVmtab = isa::kNewB + 1;  // after the fixed locations
constexpr Word kVmtabWords = 2;          // its length, and one entry

/// Whether the VMCB fits page 0, behind the fixed locations and VMTAB.
bool vmcb_on_first_page(const NestShape& shape) {
  return kVmtab + kVmtabWords + layout::vmcb_words(shape.processor_words) <= shape.page_words;
}

VmPlace place(const NestShape& shape, unsigned level, Word pages) {
  VmPlace vm;
  const bool first_page = vmcb_on_first_page(shape);
  vm.map = shape.map(level);
  vm.pages = whole_own_pages(vm.map, pages);
  vm.vmtab = kVmtab;
  vm.vmcb = first_page ? kVmtab + kVmtabWords : shape.page_words;
  vm.free = vm.vmcb + layout::vmcb_words(shape.processor_words);
  vm.vmm = (first_page ? 1 : 2) * shape.page_words;
  const MapRoom room = room_for(vm.map, vm.pages, vm.vmm / shape.page_words + shape.vmm_pages, shape.page_words);
  vm.table = room.table * shape.page_words;
  vm.frames = room.frames * shape.page_words;
  vm.end = room.end;
  return vm;
}

}  // namespace

std::optional<std::string> objection(const NestShape& shape) {
  constexpr Word kMostPages = Word{1} << 40;  // far beyond any real memory, and no sum here overflows
  if (shape.depth > kLevelLimit) return "a nest has at most " + std::to_string(kLevelLimit) + " levels";
  if (shape.pages < 1 || shape.pages > kMostPages || shape.vmm_pages > kMostPages)
    return "the deepest level has no pages, or too many";
  if (shape.page_words < layout::vmcb_words(shape.processor_words))
    return "a page of " + std::to_string(shape.page_words) + " words has no room for a VMCB of " +
           std::to_string(layout::vmcb_words(shape.processor_words));
  if (shape.depth > 0 && shape.maps.empty()) return "no form is given for the maps f";
  Word pages = shape.pages;
  for (unsigned level = shape.depth; level > 0; --level) {
    if (auto reason = objection_to_map(shape.map(level), level, pages, shape.page_words)) return reason;
    const VmPlace vm = place(shape, level, pages);
    pages = vm.end;
    if (pages > kMostPages) return "the nest takes too many pages";
  }
  return std::nullopt;
}

std::uint64_t reads_per_miss(const NestShape& shape, RegistersPolicy registers) {
  std::uint64_t below = 0;  // reads that take a name of the level below to its real name
  for (unsigned level = 1; level <= shape.depth; ++level) {
    const std::uint64_t k = shape.map(level).reads();
    switch (registers) {
      case RegistersPolicy::name: below = (k + 1) * (below + 1) - 1; break;
      case RegistersPolicy::none: below = (k + 3 + 1) * (below + 1) - 1; break;
      case RegistersPolicy::real:  // words of the first table, on its first page, need no map
        below = k == 0 ? below : k * (below + 1) - (shape.map(level).form == FormCode::segmented ? below : 0);
        break;
    }
  }
  return below;
}

Nest::Nest(const NestShape& shape) : shape_(shape), places_(shape.depth) {
  Word pages = shape.pages;
  for (unsigned level = shape.depth; level > 0; --level) {
    const VmPlace& vm = places_[level - 1] = place(shape, level, pages);
    pages = vm.end;
  }
  for (const VmPlace& vm : places_) layouts_.emplace_back(vm.map, vm.pages, shape.page_words, vm.table, vm.frames);
  lay_out();
}

void Nest::lay_out() {
  LayingOut how;
  how.seed = shape_.seed;
  how.in_order = sorted_by_number(shape_.page_numbers);
  unsigned lowest = shape_.depth + 1;  // level that asks for an order of first touch
  for (unsigned level = shape_.depth; level > 0; --level)
    if (map_at(level).map().policy == FramePolicy::first_touch) lowest = level;
  for (how.level = shape_.depth; how.level > 0; --how.level) {
    how.path.assign(how.level, kSyllable);
    layouts_[how.level - 1].lay_out(how);
    how.in_order.clear();
    how.first_touch = how.level > lowest ? touched_below(how.level, how.first_touch) : std::vector<Word>();
  }
}

/// Pages of level − 1 in the order of first touch, where those of `level` are `touched` in this order, and the others
/// (at the deepest level: all, as they are numbered) after them.
std::vector<Word> Nest::touched_below(unsigned level, const std::vector<Word>& touched) const {
  TouchOrder order(pages(level - 1), shape_.page_words);
  order.touch(layout::kRoot);
  order.touch(vm(level).vmcb);
  for (const Word page : touched) order.touch_for(map_at(level), page);
  if (level == shape_.depth)
    for (Word page = 0; page < vm(level).pages; ++page) order.touch_for(map_at(level), page);
  return order.pages();
}

Word Nest::pages(unsigned level) const {
  if (level > 0) return vm(level).pages;
  if (shape_.depth == 0) return shape_.pages;
  return vm(1).end;
}

std::optional<Word> Nest::entry_syllable() const {
  if (shape_.depth == 0) return std::nullopt;
  return kSyllable;
}

RealName Nest::real(unsigned level, Word name) const {
  for (; level > 0; --level) name = map_at(level).name_below(name);
  return {name};
}

void Nest::write_at(unsigned level, Word name, Word value, const WriteWord& write) const {
  write(real(level, name), value);
}

std::vector<VmContents> Nest::resumable() const {
  std::vector<VmContents> contents(shape_.depth);
  for (unsigned level = 1; level <= shape_.depth; ++level)
    contents[level - 1] = {{0, 0, kUnbounded}, level < shape_.depth ? kSyllable : 0, layout::kMayLvmid};
  return contents;
}

void Nest::build(const WriteWord& write, const std::vector<VmContents>& contents) const {
  for (unsigned level = 1; level <= shape_.depth; ++level) {
    const VmPlace& place = vm(level);
    write_at(level - 1, layout::kRoot, place.vmtab, write);
    write_at(level - 1, place.vmtab, kSyllable, write);  // the only entry
    write_at(level - 1, layout::vmtab_entry(place.vmtab, kSyllable), place.vmcb, write);
    build_vmcb(level, contents.at(level - 1), write);
    map_at(level).write_tables([&](Word name, Word value) { write_at(level - 1, name, value, write); });
  }
}

void Nest::build_vmcb(unsigned level, const VmContents& contents, const WriteWord& write) const {
  const VmPlace& place = vm(level);
  const auto put = [&](Word offset, Word value) { write_at(level - 1, place.vmcb + offset, value, write); };
  map_at(level).write_vmcb(put);
  put(layout::kNextSyllable, contents.next_syllable);
  put(layout::kCapabilities, contents.capabilities);
  for (unsigned word = 0; word < std::min<std::size_t>(shape_.processor_words, contents.processor.size()); ++word)
    put(layout::processor_word(word), contents.processor[word]);
}

}  // namespace hv::explore
