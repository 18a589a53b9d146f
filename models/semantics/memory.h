// SPDX-License-Identifier: Apache-2.0
// Real memory as the semantics see it: a narrow interface, with one walk over all its adapters (a plain array, timed
// TLM transactions, TLM debug transactions).
#pragma once

#include <optional>
#include <vector>

#include "semantics/names.h"
#include "semantics/zeroed_allocator.h"

namespace hv {

class RealReader {
 public:
  virtual ~RealReader() = default;
  /// The word, or nothing where the real machine has no such memory.
  virtual std::optional<Word> read(RealName name) = 0;
};

class RealMemory : public RealReader {
 public:
  /// False where the real machine has no such memory.
  virtual bool write(RealName name, Word value) = 0;
};

/// Memory as a plain array of words, from real name 0.
class ArrayMemory final : public RealMemory {
 public:
  /// All 0.
  explicit ArrayMemory(std::size_t words) : words_(words) {}

  std::optional<Word> read(RealName name) override {
    if (name.value >= words_.size()) return std::nullopt;
    return words_[name.value];
  }
  bool write(RealName name, Word value) override {
    if (name.value >= words_.size()) return false;
    words_[name.value] = value;
    return true;
  }
  std::size_t size() const { return words_.size(); }
  Word* data() { return words_.data(); }
  const Word* data() const { return words_.data(); }

 private:
  std::vector<Word, ZeroedAllocator<Word>> words_;
};

}  // namespace hv
