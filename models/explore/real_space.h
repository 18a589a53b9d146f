// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "semantics/devices/console.h"
#include "semantics/machine_config.h"
#include "semantics/memory.h"

namespace hv {

/// The real names of the pure machine: memory, the paging store behind it, and the console's page.
class RealSpace final : public RealMemory {
 public:
  explicit RealSpace(const MachineConfig& config)
      : words_(config.stored_words()),
        memory_words_(config.memory_words()),
        console_at_(config.console_page * config.page_words),
        console_words_(config.console_page ? config.page_words : 0),
        debug_(*this) {}

  std::optional<Word> read(RealName name) override {
    if (name.value < memory_words_) return words_.data()[name.value];
    return read_beyond(name);
  }
  bool write(RealName name, Word value) override {
    if (name.value >= memory_words_) return write_beyond(name, value);
    words_.data()[name.value] = value;
    return true;
  }

  /// Reads without effect on devices or counters.
  RealReader& debug() { return debug_; }
  /// Memory and paging store.
  ArrayMemory& words() { return words_; }
  Console& console() { return console_; }
  bool at_console(RealName name) const {
    return name.value >= console_at_ && name.value - console_at_ < console_words_;
  }
  /// So many words of the paging store were read or written past read() and write().
  void count_paging_store_words(std::uint64_t words) { paging_store_words_ += words; }
  std::uint64_t paging_store_words() const { return paging_store_words_; }
  void reset_counters() { paging_store_words_ = 0; }

 private:
  class Debug final : public RealReader {
   public:
    explicit Debug(RealSpace& space) : space_(space) {}
    std::optional<Word> read(RealName name) override {
      if (space_.at_console(name)) return space_.console_.peek(name.value - space_.console_at_);
      return space_.words_.read(name);
    }

   private:
    RealSpace& space_;
  };

  std::optional<Word> read_beyond(RealName name) {
    if (at_console(name)) return console_.read(name.value - console_at_);
    const std::optional<Word> word = words_.read(name);
    paging_store_words_ += word.has_value();
    return word;
  }
  bool write_beyond(RealName name, Word value) {
    if (at_console(name)) return console_.write(name.value - console_at_, value), true;
    const bool written = words_.write(name, value);
    paging_store_words_ += written;
    return written;
  }

  ArrayMemory words_;
  Word memory_words_, console_at_, console_words_;
  Console console_;
  std::uint64_t paging_store_words_ = 0;
  Debug debug_;
};

}  // namespace hv
