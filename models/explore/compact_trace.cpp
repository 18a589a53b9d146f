// SPDX-License-Identifier: Apache-2.0
#include "explore/compact_trace.h"

#include <sys/mman.h>

#include <algorithm>
#include <new>
#include <utility>

namespace hv::explore {

void CompactTrace::limit(std::uint64_t most_kept, Open again) {
  most_kept_ = most_kept;
  again_ = std::move(again);
}

void CompactTrace::append(const Packed* packed, std::size_t count) {
  if (size_ + count > most_kept_) {
    kept_ = false;
    blocks_.clear();
    size_ += count;
    return;
  }
  keep(count, [=](std::size_t begin, std::size_t more, Packed* place) { std::copy_n(packed + begin, more, place); });
}

/// A long trace is laid on large pages where the system has them to give: else each thousand references take a page
/// fault. (A short one does without, since so large a page is cleared as a whole.)
CompactTrace::Packed* CompactTrace::room() {
  if (size_ / kBlock == blocks_.size()) {
    constexpr std::size_t kLargePage = std::size_t{1} << 21, kBytes = kBlock * sizeof(Packed);
    static_assert(kBytes % kLargePage == 0);
    Block block(static_cast<Packed*>(std::aligned_alloc(kLargePage, kBytes)));
    if (!block) throw std::bad_alloc();
#ifdef MADV_HUGEPAGE
    if (!blocks_.empty()) ::madvise(block.get(), kBytes, MADV_HUGEPAGE);  // where it is not heeded, nothing is lost
#endif
    blocks_.push_back(std::move(block));
  }
  return blocks_.back().get() + size_ % kBlock;
}

std::size_t PackedCursor::next(const TracePages::Packed*& packed) {
  if (!trace_.kept_) return read_again(packed);
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(trace_.size_ - done_, CompactTrace::kBlock));
  if (count > 0) packed = trace_.blocks_[done_ / CompactTrace::kBlock].get();
  done_ += count;
  return count;
}

std::size_t PackedCursor::read_again(const TracePages::Packed*& packed) {
  if (!again_) {
    again_ = trace_.again_();
    pages_.emplace(trace_);  // all of them, so that a page that comes later is one too many
  }
  const std::size_t count = again_->next(*pages_, packed);
  done_ += count;
  if (pages_->pages() != trace_.pages() || done_ > trace_.size_ || (count == 0 && done_ != trace_.size_))
    throw TraceChanged();
  return count;
}

}  // namespace hv::explore
