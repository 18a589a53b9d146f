// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>

#include "semantics/names.h"

namespace hv::test {

/// Random numbers that are the same everywhere and cost little to begin (splitmix64).
class Dice {
 public:
  explicit Dice(Word seed) : state_(seed) {}
  Word word() {
    state_ += 0x9e3779b97f4a7c15u;
    Word z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  /// 0 to n − 1.
  Word below(Word n) { return word() % n; }
  /// low to high.
  Word between(Word low, Word high) { return low + below(high - low + 1); }
  bool one_in(Word n) { return below(n) == 0; }
  bool percent(Word n) { return below(100) < n; }
  template <class T>
  T of(std::initializer_list<T> choices) {
    return choices.begin()[below(choices.size())];
  }

 private:
  Word state_;
};

}  // namespace hv::test
