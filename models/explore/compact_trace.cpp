// SPDX-License-Identifier: Apache-2.0
#include "explore/compact_trace.h"

#include <string>

namespace hv::explore {

void CompactTrace::check_pages() const {
  const Word most_pages = kMostWords / page_.words();
  if (numbers_.size() > most_pages)
    throw TraceTooLarge("the trace touches more than " + std::to_string(most_pages) + " pages of " +
                        std::to_string(page_.words()) + " words, the most that can be replayed");
}

std::uint32_t* CompactTrace::room() {
  if (size_ / kBlock == blocks_.size())
    blocks_.push_back(Block(new std::uint32_t[kBlock]));  // not cleared: what is not filled takes no memory
  return blocks_.back().get() + size_ % kBlock;
}

}  // namespace hv::explore
