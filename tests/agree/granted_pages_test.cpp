// SPDX-License-Identifier: Apache-2.0
// The processor's small buffer of granted pages, and what it makes of the ends of pages and of names.
#include "semantics/processor/granted_pages.h"

#include <gtest/gtest.h>

#include "explore/pure_machine.h"
#include "proof/dice.h"
#include "semantics/vm_layout.h"

namespace hv::test {
namespace {

constexpr Word kSizes[] = {32, 33, 63, 64, 100, 127, 192, 512, 1000};

constexpr GrantedPages::Use kAllUses[] = {GrantedPages::fetch, GrantedPages::read, GrantedPages::write,
                                          GrantedPages::counted_read, GrantedPages::counted_write};

struct Buffer {
  explicit Buffer(Word page_words) : pages(page_words), memory(64 * page_words) {}
  PageGrant grant(Word page) {
    return {ProcessName{page * pages.page_words()}, RealName{(page + 7) * pages.page_words()}, true, &time};
  }
  void add(GrantedPages::Use use, Word name) {
    const Word page = name / pages.page_words();
    pages.add(use, name, grant(page), memory.data() + page % 64 * pages.page_words());
  }
  const GrantedPages::Page& find(GrantedPages::Use use, Word name) const { return pages.table().at(use, name); }
  bool holds(GrantedPages::Use use, Word name) const { return find(use, name).has(name); }

  GrantedPages pages;
  std::vector<Word> memory;
  Associator::Time time = 0;
};

TEST(GrantedPages, HoldJustTheNamesOfThePageAndJustForTheUse) {
  for (const Word words : kSizes) {
    Buffer buffer(words);
    for (const Word page : {Word{0}, Word{3}, Word{1000}, Word{123457}}) {
      for (Word name = page * words; name < (page + 1) * words; ++name) buffer.add(GrantedPages::read, name);
      for (Word name = page * words; name < (page + 1) * words; ++name) {
        ASSERT_TRUE(buffer.holds(GrantedPages::read, name)) << words << " " << name;
        ASSERT_FALSE(buffer.holds(GrantedPages::write, name)) << words << " " << name;
        ASSERT_FALSE(buffer.holds(GrantedPages::fetch, name)) << words << " " << name;
        EXPECT_EQ(buffer.find(GrantedPages::read, name).frame, (page + 7) * words);
      }
      EXPECT_FALSE(buffer.holds(GrantedPages::read, (page + 1) * words)) << words;
      EXPECT_FALSE(buffer.holds(GrantedPages::read, page * words - 1)) << words;
    }
  }
}

/// Whichever names of it were asked for, nothing of a forgotten page is left, and of the others everything.
TEST(GrantedPages, ForgetTheWholePageAndNoOther) {
  Dice dice(5);
  std::uint64_t held = 0;
  for (const Word words : kSizes)
    for (int round = 0; round < 40; ++round) {
      Buffer buffer(words);
      const Word first_page = dice.below(3000);
      const auto some_use = [&] {
        return dice.of({GrantedPages::fetch, GrantedPages::read, GrantedPages::write, GrantedPages::counted_read,
                        GrantedPages::counted_write});
      };
      for (int i = 0; i < 60; ++i) buffer.add(some_use(), first_page * words + dice.below(5 * words));
      const Word gone = first_page + dice.below(5);
      std::vector<bool> before;
      for (const auto use : kAllUses)
        for (Word name = first_page * words; name < (first_page + 5) * words; ++name)
          before.push_back(buffer.holds(use, name));
      buffer.pages.forget(gone * words);
      auto was = before.begin();
      for (const auto use : kAllUses)
        for (Word name = first_page * words; name < (first_page + 5) * words; ++name, ++was) {
          held += *was;
          ASSERT_EQ(buffer.holds(use, name), *was && name / words != gone) << words << " " << name;
        }
    }
  EXPECT_GT(held, 100'000u);
}

TEST(GrantedPages, ForgetAllHoweverManyThereWere) {
  for (const Word words : kSizes)
    for (const Word pages : {Word{1}, Word{20}, Word{1023}, Word{1024}, Word{5000}}) {
      Buffer buffer(words);
      for (int again = 0; again < 2; ++again) {
        for (Word page = 0; page < pages; ++page)
          for (const auto use : kAllUses) buffer.add(use, page * words + page % words);
        buffer.pages.forget_all();
        for (Word page = 0; page < pages; ++page)
          for (const auto use : kAllUses)
            ASSERT_FALSE(buffer.holds(use, page * words + page % words)) << words << " " << page;
      }
    }
}

/// The page with the last name goes on behind it where its size is no power of two; IC does not.
TEST(GrantedPages, EndWithTheLastName) {
  const Word last = isa::kNameMask;
  for (const Word words : kSizes) {
    Buffer buffer(words);
    buffer.add(GrantedPages::fetch, last);
    EXPECT_TRUE(buffer.holds(GrantedPages::fetch, last)) << words;
    EXPECT_FALSE(buffer.find(GrantedPages::fetch, last).has(last + 1)) << words;
  }
}

/// Instructions at the last of all names and at 0, in a VM whose tables have frames for just these two pages.
TEST(GrantedPages, ICGoesFromTheLastNameToTheFirst) {
  constexpr Word kPage = 1000, kTurns = 50;
  MachineConfig config;
  config.page_words = kPage;
  config.memory_pages = 16;
  PureMachine machine(config);
  const auto put = [&](Word name, Word word) { machine.memory().write(RealName{name}, word); };
  const Word last_page = isa::kNameMask / kPage, vmcb = 100;
  put(layout::kRoot, 16);
  put(16, 1);
  put(17, vmcb);
  put(vmcb + layout::kTable, 2 * kPage);
  put(vmcb + layout::kPages, last_page + 1);
  put(vmcb + layout::kForm, layout::form_word(FormCode::radix, 6));
  put(vmcb + layout::kProcessorHead, isa::kNameMask);
  put(vmcb + layout::kPhiBound, kUnbounded);
  Word next = 3;  // pages for tables
  const auto map = [&](Word page, Word frame) {
    Word table = 2, place = 1;
    for (int i = 0; i < 5; ++i) place *= kPage;
    for (; place > 1; place /= kPage) {
      put(table * kPage + page / place % kPage, next * kPage);
      table = next++;
    }
    put(table * kPage + page % kPage, frame * kPage);
  };
  map(last_page, 14);
  map(0, 15);
  put(14 * kPage + isa::kNameMask % kPage, isa::encode(isa::Op::addi, 1, 1));
  put(14 * kPage + isa::kNameMask % kPage + 1, isa::encode(isa::Op::addi, 2, 1));  // no name leads here
  put(15 * kPage, isa::encode(isa::Op::jmp, 0, ~Word{0}));
  ASSERT_EQ(std::holds_alternative<Entered>(machine.enter(1)), true);
  EXPECT_EQ(machine.run(2 * kTurns), 2 * kTurns);
  EXPECT_GT(machine.processor().granted_instructions(), kTurns);
  EXPECT_EQ(machine.processor().state().registers[1], kTurns);
  EXPECT_EQ(machine.processor().state().registers[2], 0u);
  EXPECT_EQ(machine.counters().vm_faults, 0u);
}

}  // namespace
}  // namespace hv::test
