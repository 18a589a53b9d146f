// SPDX-License-Identifier: Apache-2.0
// A trace that is replayed again and again: decoded once and kept, shared by all points of a sweep. A reference takes 4
// bytes of memory (100 million references: 400 MB). Of a trace that is too long for the memory given to it only the
// pages are kept, and whoever replays it reads it again.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

#include "explore/trace_pages.h"

namespace hv::explore {

/// A trace that is read again is not what it was.
class TraceChanged : public std::runtime_error {
 public:
  TraceChanged() : runtime_error("the trace has changed while it was replayed") {}
};

class CompactTrace : public TracePages {
 public:
  using Open = std::function<std::unique_ptr<PackedReader>()>;

  /// As TracePages says.
  explicit CompactTrace(Word page_words, unsigned block_bits = 0) : TracePages(page_words, block_bits) {}

  /// As soon as more references are appended than `most_kept`, none is kept, and `again` gives them anew. To be said
  /// before any is.
  void limit(std::uint64_t most_kept, Open again);
  /// Appends references on these pages.
  void append(const Packed* packed, std::size_t count);

  /// Adds a reference to those that are kept. Throws TraceTooLarge at the first page that does not fit.
  void add(std::uint64_t address, std::uint32_t size, AccessKind kind) {
    add_each(1, [&](std::size_t) { return Added{address, size, kind}; });
  }
  /// Adds each(0), … each(count − 1), each an Added.
  template <class Each>
  void add_each(std::size_t count, Each each) {
    keep(count, [&](std::size_t begin, std::size_t more, Packed* place) {
      pack(
          more, [&](std::size_t i) { return each(begin + i); }, place);
    });
  }

  std::uint64_t size() const { return size_; }
  bool is_kept() const { return kept_; }

  /// Calls use(const ReplayReference&) for each reference, in order. Throws what reading it again throws, TraceChanged.
  template <class Use>
  void for_each(Use use) const {
    for_each_stretch([&](const Packed* packed, std::size_t count) {
      for (std::size_t i = 0; i < count; ++i) use(unpack(packed[i]));
    });
  }
  /// As they lie in memory, for loops in which each step counts: calls use(packed, count), each of `packed` a
  /// reference, in order. No stretch has more than a million and a bit.
  template <class Use>
  void for_each_stretch(Use use) const;

 private:
  friend class PackedCursor;
  static constexpr std::size_t kBlock = std::size_t{1} << 20;  // references
  struct Free {
    void operator()(Packed* block) const { std::free(block); }
  };
  using Block = std::unique_ptr<Packed[], Free>;  // of kBlock references, filled from the beginning

  /// Calls store(begin, more, place) for references `begin` to `begin` + `more` − 1 of `count` new ones, block by
  /// block.
  template <class Store>
  void keep(std::size_t count, Store store) {
    for (std::size_t begin = 0; begin < count;) {
      Packed* const place = room();
      const std::size_t more = std::min<std::size_t>(count - begin, kBlock - size_ % kBlock);
      store(begin, more, place);
      size_ += more;
      begin += more;
    }
  }
  /// Where the next reference goes; there is room up to the block's end.
  Packed* room();

  std::vector<Block> blocks_;
  std::uint64_t size_ = 0, most_kept_ = ~std::uint64_t{0};
  bool kept_ = true;
  Open again_;
};

/// Goes over a trace, kept or read again.
class PackedCursor {
 public:
  /// `trace` must outlive the cursor.
  explicit PackedCursor(const CompactTrace& trace) : trace_(trace) {}

  /// As PackedReader::next(); throws what that throws, and TraceChanged.
  std::size_t next(const TracePages::Packed*& packed);

 private:
  std::size_t read_again(const TracePages::Packed*& packed);

  const CompactTrace& trace_;
  std::uint64_t done_ = 0;
  std::unique_ptr<PackedReader> again_;
  std::optional<TracePages> pages_;  // as they are when they are numbered again
};

template <class Use>
void CompactTrace::for_each_stretch(Use use) const {
  PackedCursor cursor(*this);
  const Packed* packed = nullptr;
  while (const std::size_t count = cursor.next(packed)) use(packed, count);
}

/// The references one by one, for whoever cannot be called back (a SystemC initiator).
class ReplayStream {
 public:
  /// `trace` must outlive the stream.
  explicit ReplayStream(const CompactTrace& trace) : trace_(trace), cursor_(trace) {}

  /// Stores the next reference; false at the end.
  bool next(ReplayReference& reference) {
    if (left_ == 0 && (left_ = cursor_.next(packed_)) == 0) return false;
    reference = trace_.unpack(*packed_++);
    --left_;
    ++done_;
    return true;
  }
  /// How many references have been handed out.
  std::uint64_t done() const { return done_; }

 private:
  const CompactTrace& trace_;
  PackedCursor cursor_;
  const TracePages::Packed* packed_ = nullptr;
  std::size_t left_ = 0;
  std::uint64_t done_ = 0;
};

}  // namespace hv::explore
