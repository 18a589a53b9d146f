// SPDX-License-Identifier: Apache-2.0
#include "guest/boot_block.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace hv::tb {

void BootBlock::fill(std::vector<Word>& words) const {
  if (own.size() > kFirstFree - kOwn)
    throw std::invalid_argument("the boot block has " + std::to_string(own.size()) +
                                " words of the image's own; there is room for " + std::to_string(kFirstFree - kOwn));
  words.resize(std::max<std::size_t>(words.size(), kFirstFree));
  words[kPageWords] = page_words;
  words[kPages] = pages;
  words[kConsole] = console;
  words[kSlice] = slice;
  words[kWorkload] = workload;
  words[kSeed] = seed;
  std::fill(words.begin() + kOwn, words.begin() + kFirstFree, 0);
  std::copy(own.begin(), own.end(), words.begin() + kOwn);
}

}  // namespace hv::tb
