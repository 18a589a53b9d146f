// SPDX-License-Identifier: Apache-2.0
#include "proof/nest_memory.h"

#include "semantics/vm_layout.h"

namespace hv::test {
namespace {

using isa::encode;
using isa::Op;

// On page 0 of a VM; 32 words are enough for a page.
constexpr Word kVmVmtab = 10, kVmHandler = 12, kVmTable = 16, kVmSyllables = 22, kVmFaultHandler = 24;
constexpr Word kVmTriples = 4, kEntries = 8;

}  // namespace

NestMemory::NestMemory(Dice& dice, tb::GuestImage& image, Word page_words, Word vms)
    : dice_(dice), image_(image), page_(page_words), vms_(vms) {
  for (Word vm = 0; vm < vms; ++vm) {
    const FormCode form =
        dice.of({FormCode::paged, FormCode::paged, FormCode::radix, FormCode::segmented, FormCode::relocation_bounds});
    const Word parameter = form == FormCode::radix       ? dice.between(1, 2)
                           : form == FormCode::segmented ? dice.below(4)
                                                         : 0;
    const Word offset = form == FormCode::paged ? dice.below(page_ - 2 * kEntries) : 0;
    shapes_.push_back({form, static_cast<unsigned>(parameter), dice.percent(25), dice.percent(50), offset});
  }
}

void NestMemory::place(Word first_free) {
  first_page_ = (first_free + page_ - 1) / page_;
  vmtab_ = first_page_ * page_ + dice_.below(page_ - kVmtabWords);
  image_.pages = pages();
}

Word NestMemory::table(Word vm) const {
  if (shapes_[vm].form == FormCode::relocation_bounds) return region_page(vm) * page_;
  return root_page(vm) * page_ + shapes_[vm].offset;
}

Word NestMemory::form_word(Word vm) const {
  const Shape& shape = shapes_[vm];
  return layout::form_word(shape.form, shape.parameter,
                           shape.type2 ? layout::MapType::process : layout::MapType::resource);
}

/// The last table word on the way to a page.
Word NestMemory::entry_name(Word vm, Word page) const {
  const Shape& shape = shapes_[vm];
  const Word leaf = (root_page(vm) + 1) * page_;
  if (shape.form == FormCode::segmented && shape.paged_segments) return leaf + page;
  if (shape.form == FormCode::segmented) return table(vm) + 2 * (page >> shape.parameter);
  if (shape.form == FormCode::radix && shape.parameter == 2) return leaf + page;
  return table(vm) + page;
}

void NestMemory::fill_tables(Word vm) {
  const Shape& shape = shapes_[vm];
  const Word root = root_page(vm) * page_, leaf = root + page_;
  for (Word name = root; name < leaf + page_; ++name) image_.put(name, kAbsentBit);
  if (shape.form == FormCode::relocation_bounds) return;
  if (shape.form == FormCode::radix && shape.parameter == 2) image_.put(root, leaf);
  if (shape.form == FormCode::segmented)
    for (Word page = 0; page < kRegionPages; page += Word{1} << shape.parameter) {
      const Word at = table(vm) + 2 * (page >> shape.parameter);
      image_.put(at, shape.paged_segments ? kPagedSegmentBit | (leaf + page) : (region_page(vm) + page) * page_);
      image_.put(at + 1, dice_.percent(85) ? Word{1} << shape.parameter : dice_.below(3));
    }
  const Word step = shape.form == FormCode::segmented && !shape.paged_segments ? Word{1} << shape.parameter : 1;
  for (Word page = 0; page < kRegionPages; page += step) {
    const bool good = dice_.percent(page == 0 ? 92 : 82);
    image_.put(entry_name(vm, page), good ? (region_page(vm) + page) * page_ : random_entry(dice_, vm, page));
  }
}

Word NestMemory::random_entry(Dice& dice, Word vm, Word page) const {
  const Word own = (region_page(vm) + page) * page_;
  switch (dice.below(8)) {
    case 0: return kAbsentBit | own;
    case 1: return kAbsentBit;
    case 2: return own + dice.between(1, page_ - 1);
    case 3: return beyond() + dice.below(3) * page_;
    case 4: return (Word{1} << 61) / page_ * page_;
    case 5: return page < 2 ? own : (region_page(vm) + dice.between(2, kRegionPages - 1)) * page_;
    case 6: return page < 2 ? own : (spare_page() + dice.below(kSparePages)) * page_;
    default: return own;
  }
}

NestMemory::Poke NestMemory::random_table_poke(Dice& dice, Word vm) const {
  const Shape& shape = shapes_[vm];
  if (shape.form == FormCode::relocation_bounds) return random_vmcb_poke(dice, vm);
  const Word leaf = (root_page(vm) + 1) * page_, segment = table(vm) + 2 * dice.below(2);
  if (shape.form == FormCode::segmented && dice.percent(25)) return {segment + 1, dice.below(4)};
  if (shape.form == FormCode::segmented && shape.paged_segments && dice.percent(25))
    return {segment, dice.of({kAbsentBit, kPagedSegmentBit | leaf, kPagedSegmentBit | beyond()})};
  if (shape.form == FormCode::radix && shape.parameter == 2 && dice.percent(25))
    return {table(vm), dice.of({kAbsentBit, leaf, leaf + 1, beyond()})};
  Word page = dice.below(kRegionPages);
  if (shape.form == FormCode::segmented && !shape.paged_segments) page = page >> shape.parameter << shape.parameter;
  return {entry_name(vm, page), random_entry(dice, vm, page)};
}

NestMemory::Poke NestMemory::random_vmcb_poke(Dice& dice, Word vm) const {
  const Word block = vmcb(vm);
  const CodePlaces places = code_places(kRegionPages * page_);
  const Word good = form_word(vm);
  switch (dice.below(10)) {
    case 0: {
      // A relocation-bounds map within the VMM's memory: inclusion is tested in VMs only (ISA.md, LVMID, step 3).
      const Word elsewhere = shapes_[vm].form == FormCode::relocation_bounds ? table(vm) + 2 * page_ : beyond() + page_;
      return {block + layout::kTable, dice.of({table(vm), table(vm) + 1, elsewhere, ~Word{0} - 3})};
    }
    case 1: return {block + layout::kPages, dice.of({Word{0}, Word{2}, Word{3}, kRegionPages + 0, Word{1} << 62})};
    case 2: return {block + layout::kProcessorHead, places.code + dice.below(places.code_words)};
    case 3: return {block + layout::kPhiBase, random_r(dice, places)};
    case 4: return {block + layout::kPhiBound, random_b(dice, places)};
    case 5: return {block + layout::kNextSyllable, dice.of({1u, 1u, 2u, 7u})};
    case 6: return {block + layout::kCapabilities, dice.below(2)};
    case 7:
      return {block + layout::kForm, dice.of({good, good, good ^ 0x100, good | 5, good | 0x200, good | 1u << 24})};
    case 8: return {block + layout::kIoMap, dice.below(2)};
    default: return {block + layout::processor_word(isa::kTimerWord), dice.below(20)};
  }
}

Word NestMemory::random_entry_point(Dice& dice) const {
  const CodePlaces places = code_places(kRegionPages * page_);
  return places.code + dice.below(places.code_words);
}

std::vector<Word> NestMemory::control_blocks() const {
  std::vector<Word> names;
  for (Word vm = 0; vm < vms_; ++vm) names.insert(names.end(), {vmcb(vm), (region_page(vm) + 1) * page_});
  return names;
}

NestMemory::Poke NestMemory::random_vmtab_poke(Dice& dice) const {
  const Word vm = dice.below(vms_);
  switch (dice.below(5)) {
    case 0: return {vmtab_, dice.below(kVmtabWords)};
    case 1: return {0, dice.of({vmtab_, vmtab_, vmtab_, beyond() + 1})};
    case 2: return {vmtab_ + 1 + vm, dice.of({Word{0}, vmcb(vm) + page_ - 20, beyond()})};
    default: return {vmtab_ + 1 + vm, vmcb(vm)};
  }
}

NestMemory::Poke NestMemory::random_poke(Dice& dice) const {
  const Word dot = dice.below(100);
  if (dot < 12) return random_vmtab_poke(dice);
  return dot < 60 ? random_table_poke(dice, dice.below(vms_)) : random_vmcb_poke(dice, dice.below(vms_));
}

/// Code of a VM, in its pages 3 and 4.
CodePlaces NestMemory::code_places(Word region_words) const {
  CodePlaces places;
  places.page_words = page_;
  places.names = region_words;
  places.triples = 3 * page_;
  places.triple_count = kVmTriples;
  places.code = places.triples + 3 * kVmTriples;
  places.code_words = kRegionPages * page_ - places.code;
  places.data = 4 * page_;
  places.data_words = page_;
  places.syllables = kVmSyllables;
  places.syllable_count = 2;
  return places;
}

void NestMemory::fill_vmcb(Word at, Word table, Word pages, Word form, Word ic) {
  const CodePlaces places = code_places(kRegionPages * page_);
  image_.put(at + layout::kTable, table);
  image_.put(at + layout::kPages, pages);
  const Word bits = (dice_.percent(15) ? isa::kSlaveBit : 0) | (dice_.percent(50) ? isa::kInterruptBit : 0);
  image_.put(at + layout::kProcessorHead, ic | bits);
  image_.put(at + layout::kPhiBase, dice_.percent(90) ? 0 : random_r(dice_, places));
  image_.put(at + layout::kPhiBound, dice_.percent(90) ? kUnbounded : random_b(dice_, places));
  image_.put(at + layout::kNextSyllable, dice_.percent(85) ? 0 : dice_.below(3));
  image_.put(at + layout::kCapabilities, dice_.percent(75));
  image_.put(at + layout::kIoMap, dice_.below(2));
  image_.put(at + layout::kForm, form);
  for (unsigned a = 0; a < isa::kRegisters; ++a)
    image_.put(at + layout::processor_word(3 + a), random_value(dice_, places));
  image_.put(at + layout::processor_word(isa::kTimerWord), dice_.percent(40) ? dice_.below(12) : 0);
}

/// Fixed locations, and an exception handler that goes on behind the instruction.
void NestMemory::fill_first_page(Word base, Word entry) {
  image_.put(base + isa::kNewIc, dice_.percent(95) ? kVmHandler : entry);
  image_.put(base + isa::kNewB, kUnbounded);
  Emitter code(image_, base + kVmHandler);
  code.op(Op::load, 9, isa::kOldIc);
  code.op(Op::addi, 9, 1);
  code.op(Op::store, 9, isa::kOldIc);
  code.op(Op::resume, 0, isa::kOldIc);
}

/// Page 0, a control block on page 1, page 0 of the VM that it controls, and two pages of code and data.
void NestMemory::fill_region(Word vm) {
  const Word base = region_page(vm) * page_;
  const CodePlaces places = code_places(kRegionPages * page_);
  for (Word i = 2 * page_; i < kRegionPages * page_; ++i) image_.put(base + i, random_instruction(dice_, places));
  fill_first_page(base, places.code);
  image_.put(base, kVmVmtab);
  image_.put(base + layout::kVmFaultEntry, encode(Op::jmp, 0, kVmFaultHandler));
  image_.put(base + kVmVmtab, 1);
  image_.put(base + kVmVmtab + 1, page_);
  for (Word page = 0; page < 4; ++page)
    image_.put(base + kVmTable + page, dice_.percent(80)
                                           ? dice_.between(page == 0 ? 2 : 3, page == 0 ? 2 : kRegionPages - 1) * page_
                                           : dice_.of({kAbsentBit, 2 * page_ + 1, 9 * page_}));
  image_.put(base + kVmSyllables, 1);
  image_.put(base + kVmSyllables + 1, dice_.below(4));
  Emitter handler(image_, base + kVmFaultHandler);
  handler.op(Op::load, 9, page_ + layout::kProcessorHead);
  handler.op(Op::addi, 9, dice_.below(2));
  handler.op(Op::store, 9, page_ + layout::kProcessorHead);
  handler.op(Op::lvmid, 0, kVmSyllables);
  const bool moved = dice_.percent(25);
  fill_vmcb(base + page_, moved ? 2 * page_ : kVmTable, dice_.between(2, moved ? 3 : 4),
            layout::form_word(moved ? FormCode::relocation_bounds : FormCode::paged, 0,
                              dice_.percent(20) ? layout::MapType::process : layout::MapType::resource),
            dice_.percent(60) ? 18 : page_ + 14);
  fill_first_page(base + 2 * page_, 18);
  image_.put(base + 2 * page_, dice_.percent(50) ? kVmVmtab : 0);
  for (Word i = 0; i < kVmTriples; ++i) {
    const Word r = random_r(dice_, places);
    image_.put(base + places.triples + 3 * i, (places.code + dice_.below(places.code_words) - r) & isa::kNameMask);
    image_.put(base + places.triples + 3 * i + 1, r);
    image_.put(base + places.triples + 3 * i + 2, random_b(dice_, places));
  }
}

void NestMemory::fill() {
  image_.put(0, vmtab_);
  image_.put(vmtab_, vms_ + (dice_.one_in(4) ? 1 : 0));
  const CodePlaces places = code_places(kRegionPages * page_);
  for (Word vm = 0; vm < vms_; ++vm) {
    image_.put(vmtab_ + 1 + vm, vmcb(vm));
    fill_tables(vm);
    fill_region(vm);
    fill_vmcb(vmcb(vm), table(vm), kRegionPages, form_word(vm), places.code + dice_.below(places.code_words));
  }
  for (Word i = 0; i < kSparePages * page_; ++i)
    image_.put(spare_page() * page_ + i, random_instruction(dice_, places));
}

}  // namespace hv::test
