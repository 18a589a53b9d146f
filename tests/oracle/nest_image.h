// SPDX-License-Identifier: Apache-2.0
// Puts nests of virtual machines into real memory by hand, and keeps its own account of where each page of
// each of them really is. The offsets are typed in from the manual, not taken from the model.
#pragma once

#include <vector>

#include "semantics/map_form.h"
#include "semantics/memory.h"

namespace hv::test {

// Words of a VMCB.
constexpr Word kVmcbTable = 0, kVmcbPages = 1, kVmcbIc = 2, kVmcbR = 3, kVmcbB = 4, kVmcbNext = 5;
constexpr Word kVmcbCapabilities = 6, kVmcbStatus = 7, kVmcbFaultName = 8, kVmcbForm = 9, kVmcbIoMap = 10;
constexpr Word kVmcbRegister0 = 11;
constexpr Word kVmcbTimer = 27;
constexpr Word kVmcbWords = 28;  // 11, R0 … R15, and the timer
constexpr Word kT = Word{1} << 63;
constexpr Word kSlave = Word{1} << 63;
constexpr Word kAll = ~Word{0};

struct VmSpec {
  FormCode form = FormCode::paged;
  unsigned radix_levels = 1;
  unsigned segment_bits = 2;    // a segment has 2 to this power pages
  bool paged_segments = false;  // each with a page table, all of them in one page; else in one piece
  unsigned page_bits =
      0;               // paged and radix: it has pages of its own, of 2 to this power pages; `pages` makes whole ones
  bool type2 = false;  // the entries are the same: right for a VMM whose φ is the identity
  Word pages = 8;
  bool may_lvmid = true;
  Word ic = 0, r = 0, b = kAll;
};

/// Machines are numbered in the order of their making; 0 is the real machine. Page 0 of each holds its fixed
/// locations, its VMTAB and the VMCBs of its VMs (syllables 1 to 3); the pages of its VMs and their tables
/// are taken one after the other from page 1 on. Pages of at least 128 words.
class NestImage {
 public:
  using Vm = std::size_t;
  static constexpr Word kVmtab = 16, kVmtabLength = 3;

  NestImage(ArrayMemory& memory, Word page_words, Word real_pages);

  /// VM `parent`.`syllable`: its tables and memory are new pages of the parent (identity: the parent's first
  /// pages).
  Vm add(Vm parent, Word syllable, const VmSpec& spec);
  /// A chain of `depth` VMs, all with syllable 1 and the same form, each as large as it can be.
  Vm add_chain(unsigned depth, FormCode form, unsigned radix_levels = 1);

  unsigned depth(Vm vm) const { return machines_[vm].depth; }
  Vm parent(Vm vm) const { return machines_[vm].parent; }
  Word syllable(Vm vm) const { return machines_[vm].syllable; }
  Word pages(Vm vm) const { return machines_[vm].frames.size(); }
  Word page_words() const { return page_words_; }
  /// The page that the parent's next VM or table would get.
  Word next_page(Vm vm) const { return machines_[vm].next_page; }
  /// Takes a page of the machine for the test's own use; returns its first name.
  Word take_page(Vm vm) { return machines_[vm].next_page++ * page_words_; }

  /// Real name of a name of this machine, by the test's own account.
  Word real(Vm vm, Word name) const {
    return machines_[vm].frames[name / page_words_] * page_words_ + name % page_words_;
  }
  Word peek(Vm vm, Word name) const { return *memory_.read(RealName{real(vm, name)}); }
  void poke(Vm vm, Word name, Word value) { memory_.write(RealName{real(vm, name)}, value); }

  /// Names in the parent's memory: the VM's control block, the first word of its tables, the (last) table
  /// word of a page.
  Word vmcb(Vm vm) const { return 32 * machines_[vm].syllable; }
  Word table(Vm vm) const { return machines_[vm].table; }
  Word entry(Vm vm, Word page) const { return machines_[vm].last_table + (page >> machines_[vm].page_bits); }
  /// Name of the VM's page in the parent's memory.
  Word home(Vm vm, Word page) const { return (machines_[vm].first_page + page) * page_words_; }
  Word vmcb_word(Vm vm, Word offset) const { return peek(parent(vm), vmcb(vm) + offset); }
  void set_vmcb_word(Vm vm, Word offset, Word value) { poke(parent(vm), vmcb(vm) + offset, value); }
  void set_entry(Vm vm, Word page, Word value) { poke(parent(vm), entry(vm, page), value); }

 private:
  struct Machine {
    Vm parent = 0;
    Word syllable = 0;
    unsigned depth = 0, page_bits = 0;
    Word next_page = 1, first_page = 0, table = 0, last_table = 0;
    std::vector<Word> frames;  // real page of each page
  };
  void put_tables(Machine& vm, const VmSpec& spec);
  void put_segments(const Machine& vm, const VmSpec& spec);

  ArrayMemory& memory_;
  Word page_words_;
  std::vector<Machine> machines_;
};

}  // namespace hv::test
