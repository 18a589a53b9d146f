// SPDX-License-Identifier: Apache-2.0
#include "oracle/nest_image.h"

#include <stdexcept>

namespace hv::test {

NestImage::NestImage(ArrayMemory& memory, Word page_words, Word real_pages) : memory_(memory), page_words_(page_words) {
  Machine real;
  for (Word page = 0; page < real_pages; ++page) real.frames.push_back(page);
  machines_.push_back(real);
}

NestImage::Vm NestImage::add(Vm parent, Word syllable, const VmSpec& spec) {
  Machine vm;
  vm.parent = parent;
  vm.syllable = syllable;
  vm.depth = machines_[parent].depth + 1;
  vm.page_bits = spec.page_bits;
  const Word own = Word{1} << spec.page_bits;
  if (spec.pages % own != 0) throw std::logic_error("the last of the VM's own pages is not whole");
  put_tables(vm, spec);
  Word& next = machines_[parent].next_page;
  if (spec.form != FormCode::identity) {
    vm.first_page = next;
    next += spec.pages;
  }
  if (vm.first_page + spec.pages > pages(parent)) throw std::logic_error("the parent has too few pages");
  for (Word page = 0; page < spec.pages; ++page) {
    vm.frames.push_back(machines_[parent].frames[vm.first_page + page]);
    if (vm.last_table && page % own == 0)
      poke(parent, vm.last_table + page / own, (vm.first_page + page) * page_words_);
  }
  if (spec.form == FormCode::segmented) put_segments(vm, spec);
  if (spec.form == FormCode::relocation_bounds) vm.table = vm.first_page * page_words_;
  poke(parent, 0, kVmtab);
  poke(parent, kVmtab, kVmtabLength);
  poke(parent, kVmtab + syllable, 32 * syllable);
  machines_.push_back(vm);
  const Vm made = machines_.size() - 1;
  set_vmcb_word(made, kVmcbTable, vm.table);
  set_vmcb_word(made, kVmcbPages, spec.pages);
  set_vmcb_word(made, kVmcbIc, spec.ic);
  set_vmcb_word(made, kVmcbR, spec.r);
  set_vmcb_word(made, kVmcbB, spec.b);
  set_vmcb_word(made, kVmcbCapabilities, spec.may_lvmid ? 1 : 0);
  set_vmcb_word(made, kVmcbForm,
                static_cast<Word>(spec.form) | Word{spec.type2} << 8 | Word{spec.page_bits} << 24 |
                    Word{spec.form == FormCode::segmented ? spec.segment_bits : spec.radix_levels} << 16);
  return made;
}

/// One page for each table of the path that all (small) page numbers share; everything else in them is t.
void NestImage::put_tables(Machine& vm, const VmSpec& spec) {
  if (spec.form == FormCode::segmented) {
    vm.table = take_page(vm.parent);
    if (spec.paged_segments) vm.last_table = take_page(vm.parent);
  }
  const bool radix = spec.form == FormCode::radix;
  if (!radix && spec.form != FormCode::paged) return;
  if (spec.pages > page_words_) throw std::logic_error("one table holds at most a page of words");
  for (unsigned level = 0; level < (radix ? spec.radix_levels : 1); ++level) {
    const Word table = take_page(vm.parent);
    for (Word word = 0; word < page_words_; ++word) poke(vm.parent, table + word, kT);
    if (level == 0)
      vm.table = table;
    else
      poke(vm.parent, vm.last_table, table);
    vm.last_table = table;
  }
}

/// Two words a segment; its page table is that part of the page of page tables that belongs to it.
void NestImage::put_segments(const Machine& vm, const VmSpec& spec) {
  constexpr Word kPagedSegment = Word{1} << 62;
  const Word in_segment = Word{1} << spec.segment_bits;
  for (Word begin = 0, at = vm.table; begin < spec.pages; begin += in_segment, at += 2) {
    const Word frames = (vm.first_page + begin) * page_words_;
    poke(vm.parent, at, spec.paged_segments ? kPagedSegment | (vm.last_table + begin) : frames);
    poke(vm.parent, at + 1, spec.pages - begin < in_segment ? spec.pages - begin : in_segment);
  }
}

NestImage::Vm NestImage::add_chain(unsigned depth, FormCode form, unsigned radix_levels) {
  Vm vm = 0;
  for (unsigned level = 1; level <= depth; ++level) {
    VmSpec spec;
    spec.form = form;
    spec.radix_levels = radix_levels;
    const Word tables = form == FormCode::radix ? radix_levels : form == FormCode::paged ? 1 : 0;
    spec.pages = form == FormCode::identity ? pages(vm) : pages(vm) - next_page(vm) - tables;
    if (spec.pages > page_words_) spec.pages = page_words_;
    vm = add(vm, 1, spec);
  }
  return vm;
}

}  // namespace hv::test
