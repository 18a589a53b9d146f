// SPDX-License-Identifier: Apache-2.0
// The pages of a trace, and its references in the form in which they are replayed.
//
// The trace's pages are numbered densely in the order in which they first appear, so that the tables of a
// nest need no room for the holes of an address space; associator tag and set use the trace's own page
// number. A packed reference takes 4 bytes: the word's dense name, below 2^30, and the kind of access.
#pragma once

#include <algorithm>
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

class TracePages {
 public:
  using Packed = std::uint32_t;
  /// A reference to `size` bytes (at least 1) from `address` on. It counts once, on the page of its first byte.
  struct Added {
    std::uint64_t address;
    std::uint32_t size;
    AccessKind kind;
  };

  /// Pages of this many words of 8 bytes each, numbered in blocks of 2^block_bits.
  explicit TracePages(Word page_words, unsigned block_bits = 0)
      : page_(page_words), byte_page_(page_words * kWordBytes), block_bits_(block_bits) {}

  Word page_words() const { return page_.words(); }
  unsigned block_bits() const { return block_bits_; }
  /// How many distinct pages hold a first byte, or lie in one block with such a page.
  Word pages() const { return numbers_.size() << block_bits_; }
  /// The trace's own number of a dense page.
  Word page_number(Word dense_page) const {
    const auto block = static_cast<PageNumbers::Number>(dense_page >> block_bits_);
    return numbers_.page(block) << block_bits_ | place_in_block(dense_page, block_bits_);
  }
  /// Of all.
  std::vector<Word> page_numbers() const;
  /// References whose last byte lies on another page than their first.
  std::uint64_t straddling() const { return straddling_; }

  /// Calls use(i, dense page, first byte in it, kind) for each(0), … each(count − 1), each an Added; each can be of one
  /// block of pages more. Throws TraceTooLarge where a page does not fit 2^30 words. (In goes, after which the pages
  /// are looked at, so that what a reference takes stays in registers.)
  template <class Each, class Use>
  void number(std::size_t count, Each each, Use use) {
    byte_page_.apart([&](auto byte_page) {
      const unsigned block_bits = block_bits_;
      if (block_bits == 0) return number_on(count, each, use, byte_page, [](Word page, auto of) { return of(page); });
      number_on(count, each, use, byte_page, [=](Word page, auto of) {
        return of(page >> block_bits) << block_bits | place_in_block(page, block_bits);
      });
    });
  }
  /// Stores each(0), … to packed[0], …, as number() says.
  template <class Each>
  void pack(std::size_t count, Each each, Packed* packed) {
    const Word page_words = page_.words();
    number(count, each, [=](std::size_t i, Word page, std::uint64_t byte, AccessKind kind) {
      const Word name = page * page_words + byte / kWordBytes;
      packed[i] = static_cast<Packed>(name << kKindBits | static_cast<Word>(kind));
    });
  }
  static Word name_of(Packed packed) { return packed >> kKindBits; }
  static AccessKind kind_of(Packed packed) { return static_cast<AccessKind>(packed & ((1u << kKindBits) - 1)); }
  ReplayReference unpack(Packed packed) const {
    const Word name = name_of(packed);
    return {name, page_number(page_.page_of(name)), kind_of(packed)};
  }

 private:
  static constexpr std::size_t kAtOnce = 1024;
  static constexpr unsigned kKindBits = 2;

  template <class Each, class Use, class BytePage, class InBlocks>
  void number_on(std::size_t count, Each each, Use use, const BytePage byte_page, InBlocks in_blocks) {
    const PageNumbers::Finder numbers(numbers_);
    for (std::size_t start = 0; start < count;) {
      const std::size_t end = std::min(count, start + kAtOnce);
      std::uint64_t straddling = 0;
      for (; start < end; ++start) {
        const Added added = each(start);
        const std::uint64_t byte = byte_page.offset_in(added.address);
        if (__builtin_expect(byte + added.size > byte_page.words(), 0)) ++straddling;  // nearly never
        const Word page = in_blocks(byte_page.page_of(added.address), [&](Word own) { return Word{numbers.of(own)}; });
        use(start, page, byte, added.kind);
      }
      check_pages();
      straddling_ += straddling;
    }
  }
  void check_pages() const;

  PageSize page_;
  PageSize byte_page_;  // the same in bytes
  unsigned block_bits_;
  std::uint64_t straddling_ = 0;
  PageNumbers numbers_;
};

/// A trace's references from the beginning, stretch by stretch.
class PackedReader {
 public:
  virtual ~PackedReader() = default;
  /// Points `packed` to the next references, their pages numbered in `pages`, and returns how many; they stay there
  /// until the next call. 0 at the end.
  virtual std::size_t next(TracePages& pages, const TracePages::Packed*& packed) = 0;
};

}  // namespace hv::explore
