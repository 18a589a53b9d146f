// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "semantics/page_grant.h"

namespace hv {

/// The processor's own small translation buffer: the pages that it has been granted, and where their words are in the
/// memory of this program. Not a part of the modelled machine: what it holds changes nothing but speed.
class GrantedPages {
 public:
  struct Page {
    Word first = 0;                        ///< process name
    Word words = 0;                        ///< 0: no page
    Word* memory = nullptr;                ///< of the first word
    Word frame = 0;                        ///< real name of the first word
    Associator::Time* last_use = nullptr;  ///< PageGrant's

    bool has(Word name) const { return name - first < words; }
  };
  enum Use : unsigned { fetch, read, write };
  static constexpr unsigned kUses = 3;
  /// Where pages for one use are found.
  class Table {
   public:
    Table(const Page* pages, unsigned shift) : pages_(pages), shift_(shift) {}
    /// The page with this name, if it was granted for this use (Page::has() says whether it was).
    const Page& at(Word name) const { return pages_[index(name, shift_)]; }

   private:
    const Page* pages_;
    unsigned shift_;
  };

  explicit GrantedPages(Word page_words);
  Word page_words() const { return page_words_; }

  /// As long as nothing is added or forgotten.
  Table table(Use use) const { return {pages_[use].data(), shift_}; }
  const Page& find(Use use, Word name) const { return table(use).at(name); }
  bool holds(Use use, Word name) const { return find(use, name).has(name); }
  /// For the page with this name, in the place of another one where need be.
  void add(Use use, Word name, const PageGrant& grant, Word* memory);

  /// The page with this name.
  void forget(Word name);
  void forget_all();

 private:
  static constexpr std::size_t kPlaces = 1024;
  /// Pages need not be a power of two long, so a page may be found at several places: one for each power of two in it.
  static std::size_t index(Word name, unsigned shift) { return name >> shift & (kPlaces - 1); }
  std::size_t index(Word name) const { return index(name, shift_); }

  Word page_words_;
  unsigned shift_ = 0;
  std::vector<Page> pages_[kUses];
  std::vector<std::size_t> places_;  // that may hold something (or all, where they are too many to list)
};

}  // namespace hv
