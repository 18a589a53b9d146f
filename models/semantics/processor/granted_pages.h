// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "semantics/outcome.h"
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
  /// `counted`: operands in memory that wants to know how many there are (the paging store).
  enum Use : unsigned { fetch, read, write, counted_read, counted_write };
  static constexpr unsigned kUses = 5;
  static Use use_of(AccessKind kind, bool counted) {
    if (kind == AccessKind::fetch) return fetch;
    return kind == AccessKind::read ? (counted ? counted_read : read) : (counted ? counted_write : write);
  }
  /// Where pages are found. What it is copied from must neither grow nor forget meanwhile.
  class Table {
   public:
    Table(const Page* pages, unsigned shift) : pages_(pages), shift_(shift) {}
    /// The page with this name, if it was granted for this use (Page::has() says whether it was).
    const Page& at(Use use, Word name) const { return pages_[use * kPlaces + (name >> shift_ & (kPlaces - 1))]; }

   private:
    const Page* pages_;
    unsigned shift_;
  };

  explicit GrantedPages(Word page_words);
  Word page_words() const { return page_words_; }

  Table table() const { return {pages_.data(), shift_}; }
  bool holds(AccessKind kind, Word name) const {
    return table().at(use_of(kind, false), name).has(name) || table().at(use_of(kind, true), name).has(name);
  }
  /// For the page with this name, in the place of another one where need be.
  void add(Use use, Word name, const PageGrant& grant, Word* memory);

  /// The page with this name.
  void forget(Word name);
  void forget_all();

 private:
  /// Of each use. Pages need not be a power of two long, so a page may be found at several places: one for each power
  /// of two in it.
  static constexpr std::size_t kPlaces = 1024;
  Page& place(unsigned use, std::size_t index) { return pages_[use * kPlaces + (index & (kPlaces - 1))]; }

  Word page_words_;
  unsigned shift_ = 0;
  std::vector<Page> pages_;
  std::vector<std::size_t> places_;  // that may hold something (or all, where they are too many to list)
};

}  // namespace hv
