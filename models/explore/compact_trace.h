// SPDX-License-Identifier: Apache-2.0
// A trace in the form in which it is replayed, again and again: decoded once, shared by all points of a
// sweep.
//
// The trace's pages are numbered densely in the order in which they first appear, so that the tables of a
// nest need no room for the holes of an address space; associator tag and set use the trace's own page
// number. A reference takes 4 bytes of memory (100 million references: 400 MB): the word's dense name, below
// 2^30, and the kind of access.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "explore/page_numbers.h"
#include "semantics/names.h"
#include "semantics/outcome.h"
#include "semantics/page_size.h"

namespace hv::explore {

/// A word of any machine has 8 bytes; traces count in bytes.
constexpr unsigned kWordBytes = 8;

/// One reference, as the deepest VM makes it behind φ.
struct ReplayReference {
  Word name;      ///< resource name of the running level: dense page · page words + word of the page
  Word tag_page;  ///< the trace's own number of the page
  AccessKind kind;
};

/// The trace touches more memory than can be replayed.
class TraceTooLarge : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class CompactTrace {
 public:
  /// With pages of this many words of 8 bytes each.
  /// Pages are numbered in blocks of 2^block_bits.
  explicit CompactTrace(Word page_words, unsigned block_bits = 0)
      : page_(page_words), byte_page_(page_words * kWordBytes), block_bits_(block_bits) {}

  /// Appends a reference to `size` bytes (at least 1) from `address` on: it counts once, on the page of its
  /// first byte. Throws TraceTooLarge at the first page that does not fit 2^30 words.
  void add(std::uint64_t address, std::uint32_t size, AccessKind kind) {
    add_each(1, [&](std::size_t) { return Added{address, size, kind}; });
  }
  /// The arguments of add().
  struct Added {
    std::uint64_t address;
    std::uint32_t size;
    AccessKind kind;
  };
  /// Appends each(0), … each(count − 1), each an Added. (By blocks that are packed before they are appended, so that
  /// what a reference takes stays in registers.)
  template <class Each>
  void add_each(std::size_t count, Each each) {
    std::array<std::uint32_t, 1024> packed;
    for (std::size_t start = 0; start < count; start += packed.size()) {
      const std::size_t end = std::min(count - start, packed.size());
      const PageSize byte_page = byte_page_;
      const Word page_words = page_.words(), in_block = (Word{1} << block_bits_) - 1;
      const unsigned block_bits = block_bits_;
      std::uint64_t straddling = 0;
      for (std::size_t i = 0; i < end; ++i) {
        const Added added = each(start + i);
        const std::uint64_t byte = byte_page.offset_in(added.address);
        straddling += added.size > byte_page.words() - byte;
        const Word own = byte_page.page_of(added.address);
        const Word page = Word{numbers_.of(own >> block_bits)} << block_bits | (own & in_block);
        packed[i] = pack(page * page_words + byte / kWordBytes, added.kind);
      }
      check_pages();
      straddling_ += straddling;
      append(packed.data(), end);
    }
  }

  std::uint64_t size() const { return size_; }
  Word page_words() const { return page_.words(); }
  /// How many distinct pages hold a first byte, or lie in one block with such a page.
  Word pages() const { return numbers_.size() << block_bits_; }
  unsigned block_bits() const { return block_bits_; }
  /// The trace's own number of a dense page.
  Word page_number(Word dense_page) const {
    const auto block = static_cast<PageNumbers::Number>(dense_page >> block_bits_);
    return numbers_.page(block) << block_bits_ | (dense_page & ((Word{1} << block_bits_) - 1));
  }
  /// References whose last byte lies on another page than their first.
  std::uint64_t straddling() const { return straddling_; }

  /// Calls use(const ReplayReference&) for each reference, in order.
  template <class Use>
  void for_each(Use use) const {
    for (const auto& block : blocks_)
      for (const std::uint32_t packed : block) use(unpack(packed));
  }

 private:
  friend class ReplayStream;
  static constexpr std::size_t kBlock = std::size_t{1} << 20;  // references
  static constexpr unsigned kKindBits = 2;
  static constexpr Word kMostWords = Word{1} << (32 - kKindBits);

  ReplayReference unpack(std::uint32_t packed) const {
    const Word name = packed >> kKindBits;
    return {name, page_number(page_.page_of(name)), static_cast<AccessKind>(packed & ((1u << kKindBits) - 1))};
  }
  static std::uint32_t pack(Word name, AccessKind kind) {
    return static_cast<std::uint32_t>(name << kKindBits | static_cast<Word>(kind));
  }
  /// Throws TraceTooLarge where some page does not fit: before anything on it is appended.
  void check_pages() const;
  void append(const std::uint32_t* packed, std::size_t count);

  PageSize page_;
  PageSize byte_page_;  // the same in bytes
  unsigned block_bits_;
  std::vector<std::vector<std::uint32_t>> blocks_;
  std::uint64_t size_ = 0, straddling_ = 0;
  PageNumbers numbers_;
};

/// The references one by one, for whoever cannot be called back (a SystemC initiator).
class ReplayStream {
 public:
  /// `trace` must outlive the stream.
  explicit ReplayStream(const CompactTrace& trace) : trace_(trace) {}

  /// Stores the next reference; false at the end.
  bool next(ReplayReference& reference) {
    if (done_ == trace_.size()) return false;
    const auto& block = trace_.blocks_[done_ / CompactTrace::kBlock];
    reference = trace_.unpack(block[done_ % CompactTrace::kBlock]);
    ++done_;
    return true;
  }
  /// How many references have been handed out.
  std::uint64_t done() const { return done_; }

 private:
  const CompactTrace& trace_;
  std::uint64_t done_ = 0;
};

}  // namespace hv::explore
