// SPDX-License-Identifier: Apache-2.0
#include "fuzz/guest_case.h"

#include "semantics/vm_layout.h"

namespace hv::fuzz {
namespace {

template <class T, std::size_t n>
T choose(const T (&choices)[n], Word number) {
  return choices[number % n];
}

/// 16 bits as a word; the last few stand for words that are large.
Word word_of_16(Word bits) {
  constexpr Word kLarge[] = {kUnbounded,         kAbsentBit,    kPagedSegmentBit, isa::kNameMask,
                             isa::kNameMask + 1, Word{1} << 62, Word{0} - 32,     Word{1} << 32};
  return bits >= 0xfff8 ? kLarge[bits - 0xfff8] : bits;
}

/// Fills memory from a cursor on.
class Filler {
 public:
  Filler(Bytes& bytes, const MachineConfig& config, std::vector<Word>& memory)
      : bytes_(bytes), config_(config), memory_(memory) {}

  void run() {
    while (!bytes_.empty()) {
      const Word head = bytes_.take(1);
      const Word count = 1 + (head >> 3);
      switch (head & 7) {
        case 0: at_ = bytes_.take(2); break;
        case 1: repeat(count, [&] { put(bytes_.take(8)); }); break;
        case 2: repeat(count, [&] { put(instruction()); }); break;
        case 3: repeat(count, [&] { put(word_of_16(bytes_.take(2))); }); break;
        case 4: table(count); break;
        case 5: control_block(); break;
        case 6: at_ = count * config_.page_words; break;
        case 7: at_ += count; break;
      }
    }
  }

 private:
  template <class Action>
  void repeat(Word count, Action action) {
    for (Word i = 0; i < count && !bytes_.empty(); ++i) action();
  }
  void put(Word word) { memory_[at_++ % memory_.size()] = word; }
  Word instruction() {
    const Word code = choose(kInstructionCodes, bytes_.take(1)), registers = bytes_.take(1), d = bytes_.take(2);
    // Mostly a name of some memory; else a small negative number.
    return code << 56 | registers << 48 | (d < 0xff00 ? d % memory_.size() : (d - 0x10000) & isa::kDisplacementMask);
  }
  /// Table words: a page, and those behind it; the highest bits say whether a page is absent or a segment paged.
  void table(Word count) {
    const Word first = bytes_.take(1);
    for (Word i = 0; i < count; ++i) put(((first & 63) + i) * config_.page_words | (first >> 6) << 62);
  }
  void control_block() {
    constexpr FormCode kForms[] = {FormCode::paged, FormCode::relocation_bounds, FormCode::radix, FormCode::identity,
                                   FormCode::segmented};
    const Word begin = at_, kind = bytes_.take(1);
    const Word table = word_of_16(bytes_.take(2)), pages = bytes_.take(1), ic = bytes_.take(2), flags = bytes_.take(1);
    for (Word i = 0; i < layout::vmcb_words(isa::kProcessorWords); ++i) memory_[(begin + i) % memory_.size()] = 0;
    const auto set = [&](Word offset, Word word) { memory_[(begin + offset) % memory_.size()] = word; };
    set(layout::kTable, table);
    set(layout::kPages, pages);
    set(layout::kForm, layout::form_word(choose(kForms, kind & 7), kind >> 4 & 15, layout::MapType(kind >> 3 & 1)));
    set(layout::kProcessorHead, ic | (flags & 3) << 62);
    set(layout::kPhiBound, kUnbounded);
    set(layout::kCapabilities, flags >> 2 & 1);
    set(layout::kNextSyllable, flags >> 3 & 3);
    set(layout::kIoMap, flags >> 5 & 1);
    set(layout::processor_word(isa::kTimerWord), flags >> 6 ? Word{1} << (flags >> 6) : 0);
    at_ += layout::vmcb_words(isa::kProcessorWords);
  }

  Bytes& bytes_;
  const MachineConfig& config_;
  std::vector<Word>& memory_;
  Word at_ = 0;
};

}  // namespace

Word Bytes::take(unsigned count) {
  Word value = 0;
  for (unsigned i = 0; i < count && !bytes_.empty(); ++i) {
    value |= Word{static_cast<std::uint8_t>(bytes_.front())} << 8 * i;
    bytes_.remove_prefix(1);
  }
  return value;
}

MachineConfig take_config(Bytes& bytes) {
  MachineConfig config;
  const Word size = bytes.take(1), devices = bytes.take(1), phi = bytes.take(1), associator = bytes.take(1),
             policies = bytes.take(1);
  config.page_words = choose<Word>({32, 64, 33, 40}, size);
  config.memory_pages = choose<Word>({4, 8, 16, 32}, size >> 2);
  config.syllables = 1 + (size >> 4) % 4;
  config.store_pages = choose<Word>({0, 1, 2, 5}, devices);
  if (devices >> 2 & 3) config.console_page = config.memory_pages + config.store_pages + (devices >> 2 & 3) - 1;
  config.phi_form =
      choose({FormCode::relocation_bounds, FormCode::identity, FormCode::paged, FormCode::radix, FormCode::segmented},
             phi & 7);
  config.phi_radix_levels = 1 + (phi >> 3) % kRadixLevelLimit;
  config.phi_segment_bits = (phi >> 3) % (kSegmentSizeLimit + 1);
  config.associator.entries = choose<std::uint32_t>({8, 0, 1, 2, 3, 4, 12, 64}, associator);
  config.associator.ways = choose<std::uint32_t>({0, 0, 1, 2, 3, 4}, associator >> 3);
  config.associator.key = choose({AssociatorKey::vmid, AssociatorKey::level, AssociatorKey::none}, policies & 3);
  config.associator.invalidation =
      choose({Invalidation::snoop, Invalidation::lvmid, Invalidation::flush, Invalidation::snoop}, policies >> 2);
  config.registers = choose({RegistersPolicy::name, RegistersPolicy::real, RegistersPolicy::none}, policies >> 4 & 3);
  return config;
}

GuestCase take_case(Bytes& bytes, const MachineConfig& config) {
  GuestCase result;
  const Word ic = bytes.take(2);
  result.start.ic = (ic & 0x3fff) | (ic >> 14) << 62;
  result.start.r = word_of_16(bytes.take(2));
  result.start.b = word_of_16(bytes.take(2));
  const Word others = bytes.take(1);
  result.enter = others & 3;
  result.console_input = std::string(others >> 2 & 3, 'i');
  result.start.timer = others >> 4;
  result.memory.resize(config.stored_words());
  Filler(bytes, config, result.memory).run();
  return result;
}

}  // namespace hv::fuzz
