// SPDX-License-Identifier: Apache-2.0
#include "explore/compact_trace.h"

#include <string>

namespace hv::explore {

void CompactTrace::check_pages() const {
  const Word most_pages = kMostWords / page_.words();
  if (pages() > most_pages)
    throw TraceTooLarge("the trace touches more than " + std::to_string(most_pages) + " pages of " +
                        std::to_string(page_.words()) + " words, the most that can be replayed");
}

void CompactTrace::append(const std::uint32_t* packed, std::size_t count) {
  while (count > 0) {
    if (size_ % kBlock == 0) {
      blocks_.emplace_back();
      blocks_.back().reserve(kBlock);
    }
    auto& block = blocks_.back();
    const std::size_t fitting = std::min(count, kBlock - block.size());
    block.insert(block.end(), packed, packed + fitting);
    size_ += fitting;
    packed += fitting;
    count -= fitting;
  }
}

}  // namespace hv::explore
