// SPDX-License-Identifier: Apache-2.0
// The memory of the random VMM of random_nest.h: what of it belongs to which virtual machine, and values for the words
// of control blocks and tables.
//
// No VM can reach the words that an LVMID above it has read (ROOT, VMTAB, control blocks): "f may not be in the memory
// of level n+1". Such a store has no effect while the VM runs on the real machine, since LVMID keeps these words in
// registers; a VMM that pages makes LVMID read them again. So the frames of f for page 0 and page 1 of a VM, where its
// own ROOT and control block are, serve no other page, and all others lie behind the VMM's own control words.
#pragma once

#include "proof/random_code.h"
#include "semantics/map_form.h"

namespace hv::test {

class NestMemory {
 public:
  static constexpr Word kRegionPages = 5, kSparePages = 2, kMostVms = 3, kVmtabWords = 5;

  /// Behind the `code_words` of the VMM's programs, its words of control, then the regions of its VMs.
  NestMemory(Dice& dice, tb::GuestImage& image, Word page_words, Word vms);

  /// Where things may be placed from; known before the code is.
  void place(Word first_free);
  void fill();

  Word vms() const { return vms_; }
  Word vmtab() const { return vmtab_; }
  Word vmcb(Word vm) const { return (first_page_ + 1 + vm) * page_; }
  Word pages() const { return spare_page() + kSparePages; }

  Word random_entry_point(Dice& dice) const;
  /// Those of its VMs, and of the VM that each of them may have.
  std::vector<Word> control_blocks() const;

  /// A word that the VMM may store somewhere, so that something changes.
  struct Poke {
    Word name, value;
  };
  Poke random_poke(Dice& dice) const;

 private:
  Word root_page(Word vm) const { return first_page_ + 1 + vms_ + 2 * vm; }
  Word region_page(Word vm) const { return first_page_ + 1 + 3 * vms_ + kRegionPages * vm; }
  Word spare_page() const { return region_page(vms_); }
  Word beyond() const { return pages() * page_; }
  Word table(Word vm) const;
  Word form_word(Word vm) const;
  Word entry_name(Word vm, Word page) const;
  Word random_entry(Dice& dice, Word vm, Word page) const;
  Poke random_table_poke(Dice& dice, Word vm) const;
  Poke random_vmcb_poke(Dice& dice, Word vm) const;
  Poke random_vmtab_poke(Dice& dice) const;
  CodePlaces code_places(Word region_words) const;
  void fill_vmcb(Word at, Word table, Word pages, Word form, Word ic);
  void fill_tables(Word vm);
  void fill_region(Word vm);
  void fill_first_page(Word base, Word entry);

  Dice& dice_;
  tb::GuestImage& image_;
  Word page_, vms_;
  Word first_page_ = 0, vmtab_ = 0;
  struct Shape {
    FormCode form;
    unsigned parameter;
    bool type2, paged_segments;
    Word offset;
  };
  std::vector<Shape> shapes_;
};

}  // namespace hv::test
