// SPDX-License-Identifier: Apache-2.0
#include "explore/trace_pages.h"

#include <string>

namespace hv::explore {

void TracePages::check_pages() const {
  constexpr Word kMostWords = Word{1} << (8 * sizeof(Packed) - kKindBits);
  const Word most_pages = kMostWords / page_.words();
  if (pages() > most_pages)
    throw TraceTooLarge("the trace touches more than " + std::to_string(most_pages) + " pages of " +
                        std::to_string(page_.words()) + " words, the most that can be replayed" +
                        (block_bits_ == 0 ? ""
                                          : "; with fmap.page-bits or associator.superpage-bits whole blocks of " +
                                                std::to_string(Word{1} << block_bits_) + " pages count"));
}

std::vector<Word> TracePages::page_numbers() const {
  std::vector<Word> numbers;
  for (Word page = 0; page < pages(); ++page) numbers.push_back(page_number(page));
  return numbers;
}

}  // namespace hv::explore
