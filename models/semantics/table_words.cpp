// SPDX-License-Identifier: Apache-2.0
#include "semantics/table_words.h"

namespace hv {

std::optional<Word> TableWords::read(RealName name) {
  ++counters_.table_word_lookups;
  const auto slot = words_.lookup({name.value, 0});
  if (slot != AssociatorArray::kNoSlot) {
    ++counters_.table_word_hits;
    return words_.frame(slot).value;
  }
  const auto value = memory_.read(name);
  if (value && name.value < end_) keep(name, *value);
  return value;
}

void TableWords::keep(RealName name, Word value) {
  const Tag tag{name.value, 0};
  const auto going = words_.next_to_go(tag);
  if (going != AssociatorArray::kNoSlot) watched_.remove(RealName{words_.tag(going).page});
  words_.fill(tag, RealName{value});
  if (watched_.add(name, ++needs_) == WatchedWords::Added::word_of_page) new_page_();
}

void TableWords::forget(RealName name) {
  words_.forget(words_.probe({name.value, 0}));
  watched_.remove(name);
}

}  // namespace hv
