// SPDX-License-Identifier: Apache-2.0
// A cache for the table words that the composer reads, by their real names: fully associative, least recently used
// goes. It is kept right by forgetting each word that is stored to, whatever the associator's invalidation is.
#pragma once

#include <functional>

#include "semantics/associator_array.h"
#include "semantics/counters.h"
#include "semantics/memory.h"
#include "semantics/watched_words.h"

namespace hv {

class TableWords final : public RealReader {
 public:
  /// `new_page` is called when a page comes to hold a word of which stores must be told. All must outlive it.
  /// Words from `end` on are not kept: reading a device's registers has effects, and they change with no store.
  TableWords(std::uint32_t words, Word end, RealReader& memory, const PageSize& page, Counters& counters,
             std::function<void()> new_page)
      : end_(end),
        memory_(memory),
        counters_(counters),
        words_({words}),
        watched_(page),
        new_page_(std::move(new_page)) {}

  std::optional<Word> read(RealName name) override;
  /// Someone has stored into this word.
  void stored(RealName name) {
    if (watched_.has(name)) forget(name);
  }
  bool watches_page(RealName word) const { return watched_.has_page_of(word); }

 private:
  void keep(RealName name, Word value);
  void forget(RealName name);

  Word end_;
  RealReader& memory_;
  Counters& counters_;
  AssociatorArray words_;  // the word's name stands for the page, its value for the frame
  WatchedWords watched_;
  std::uint64_t needs_ = 0;
  std::function<void()> new_page_;
};

}  // namespace hv
