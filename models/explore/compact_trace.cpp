// SPDX-License-Identifier: Apache-2.0
#include "explore/compact_trace.h"

#include <sys/mman.h>

#include <new>
#include <string>
#include <utility>

namespace hv::explore {

void CompactTrace::check_pages() const {
  const Word most_pages = kMostWords / page_.words();
  if (pages() > most_pages)
    throw TraceTooLarge("the trace touches more than " + std::to_string(most_pages) + " pages of " +
                        std::to_string(page_.words()) + " words, the most that can be replayed");
}

/// A long trace is laid on large pages where the system has them to give: else each thousand references take a page
/// fault. (A short one does without, since so large a page is cleared as a whole.)
std::uint32_t* CompactTrace::room() {
  if (size_ / kBlock == blocks_.size()) {
    constexpr std::size_t kLargePage = std::size_t{1} << 21, kBytes = kBlock * sizeof(std::uint32_t);
    static_assert(kBytes % kLargePage == 0);
    Block block(static_cast<std::uint32_t*>(std::aligned_alloc(kLargePage, kBytes)));
    if (!block) throw std::bad_alloc();
#ifdef MADV_HUGEPAGE
    if (!blocks_.empty()) ::madvise(block.get(), kBytes, MADV_HUGEPAGE);  // where it is not heeded, nothing is lost
#endif
    blocks_.push_back(std::move(block));
  }
  return blocks_.back().get() + size_ % kBlock;
}

}  // namespace hv::explore
