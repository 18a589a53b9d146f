// SPDX-License-Identifier: Apache-2.0
// A random tree of virtual machines whose VMMs keep the paper's condition (f lies outside the memory of the
// level that it maps), and random things for its machines to do: accesses, LVMID, HALT, and VMMs that edit
// the maps of their VMs.
#pragma once

#include <map>
#include <random>
#include <string>
#include <vector>

#include "oracle/nest_image.h"
#include "semantics/outcome.h"

namespace hv::test {

/// One thing that the running machine does. It means the same on every machine with the same memory.
struct Op {
  enum Kind { access, access_resource, lvmid, halt, load_phi, copy_page };
  Kind kind;
  AccessKind how = AccessKind::read;
  Word name = 0;   ///< or syllable, or r
  Word value = 0;  ///< to store, or b, or the other page
};

class RandomTree {
 public:
  static constexpr Word kPageWords = 192, kRealPages = 420;

  /// `phi_form` is that of the machines' φ.
  RandomTree(ArrayMemory& memory, std::mt19937_64& random, unsigned levels, FormCode phi_form);

  /// What the machine with this tree name ("NULL", "1.2") does next; may be several operations. r and b are
  /// its φ's.
  std::vector<Op> next(const std::string& vmid, Word r, Word b);

 private:
  using Vm = NestImage::Vm;
  struct Home {
    std::vector<Word> data_pages;
    std::vector<Vm> children;
    Word spare = 0, spare_for = 0;  // in the parent's memory, for one page of this VM
    Word second_table = 0;          // in the parent's memory
    FormCode form = FormCode::paged;
    Word form_word = 0;
    unsigned page_bits = 0;
    bool has_type2 = false;  // some of the children's f are of Type II
    Word shift = 0;          // under a φ with this relocation these have other memory, and nothing else is touched
    Word phi_table = 0;      // for a φ in a table
  };

  void grow(Vm vm, const std::string& name, unsigned levels);
  Vm add_child(Vm parent, Word syllable, const std::string& parent_name, unsigned levels);
  void choose_own_pages(Vm parent, VmSpec& spec);
  void put_phi_table(Vm vm);
  std::vector<Op> load_phi(Vm vm);
  std::vector<Op> load_careful_phi(Vm vm);
  void put_spare(Vm vm);
  void put_second_table(Vm vm);
  void add_reader(Vm parent, const std::string& parent_name);
  bool chance(unsigned percent) { return random_() % 100 < percent; }
  template <class Value>
  Value pick(const std::vector<Value>& from) {
    return from[random_() % from.size()];
  }
  Op reference(Vm vm, Word r, Word b);
  Op store(Vm vm);
  std::vector<Op> edit_map(Vm child);
  std::vector<Op> edit_entry(Vm child);
  std::vector<Op> edit_own_page(Vm child);
  std::vector<Op> edit_segment(Vm child);
  Op put(Word name, Word value) const { return {Op::access_resource, AccessKind::write, name, value}; }

  std::mt19937_64& random_;
  FormCode phi_form_;
  NestImage image_;
  std::map<Vm, Home> homes_;
  std::map<std::string, Vm> by_name_;
};

}  // namespace hv::test
