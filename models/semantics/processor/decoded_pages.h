// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "semantics/processor/instructions.h"

namespace hv {

/// Decoded instructions of the pages that were executed last. Nothing ever has to be withdrawn: each carries the word
/// that it was decoded from, which is compared at each use.
class DecodedPages {
 public:
  explicit DecodedPages(Word page_words) : page_words_(page_words), pages_(kPages) {}

  /// Of each word of the page that lies here.
  isa::Decoded* of(const Word* page) {
    Page& decoded = pages_[reinterpret_cast<std::uintptr_t>(page) / (page_words_ * sizeof(Word)) % kPages];
    if (decoded.page != page) {
      decoded.page = page;
      decoded.instructions.assign(page_words_, isa::Decoded{});
    }
    return decoded.instructions.data();
  }

 private:
  static constexpr std::size_t kPages = 256;
  struct Page {
    const Word* page = nullptr;
    std::vector<isa::Decoded> instructions;
  };
  Word page_words_;
  std::vector<Page> pages_;
};

}  // namespace hv
