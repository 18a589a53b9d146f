// SPDX-License-Identifier: Apache-2.0
// Instructions that the program itself stores, under any name, and code that a VMM pages in: executed on granted pages
// as they stand in memory at that moment. What the programs add up to is said in closed form.
#include <gtest/gtest.h>

#include "explore/pure_machine.h"
#include "semantics/vm_layout.h"

namespace hv::test {
namespace {

using isa::encode;
using isa::Op;

constexpr Word kPage = 512, kPages = 8, kTurns = 40;
// Names: the loop's, a routine's, and of the words that are stored one after the other: word i adds i * i + 1 to R3.
constexpr Word kLoop = kPage, kRoutine = 2 * kPage, kWords = 3 * kPage;
// Real names where there is a VM: its VMCB, its table, its memory.
constexpr Word kVmtab = 16, kVmcb = 100, kTable = 200, kMemory = kPages * kPage;

constexpr Word added(Word i) { return i * i + 1; }
constexpr Word added_from(Word first) {
  Word sum = 0;
  for (Word i = first; i <= kTurns; ++i) sum += added(i);
  return sum;
}

MachineConfig config() {
  MachineConfig config;
  config.page_words = kPage;
  config.memory_pages = 2 * kPages;
  config.store_pages = 2;
  return config;
}

/// A VM whose names from kMemory on are aliases of those before: page p and page kPages + p have one frame.
void put_vm(PureMachine& machine, Word ic) {
  const auto put = [&](Word name, Word word) { machine.memory().write(RealName{name}, word); };
  put(layout::kRoot, kVmtab);
  put(kVmtab, 1);
  put(kVmtab + 1, kVmcb);
  put(kVmcb + layout::kTable, kTable);
  put(kVmcb + layout::kPages, 2 * kPages);
  put(kVmcb + layout::kForm, layout::form_word(FormCode::paged));
  put(kVmcb + layout::kProcessorHead, ic);
  put(kVmcb + layout::kPhiBound, kUnbounded);
  for (Word page = 0; page < 2 * kPages; ++page) put(kTable + page, kMemory + page % kPages * kPage);
}

/// How the words are named: on the bare machine, in a VM, and in a VM that stores under other names than it executes.
enum class Names : std::uint8_t { real, own, alias };

class StoredCode : public ::testing::TestWithParam<Names> {
 protected:
  StoredCode() {
    if (in_vm()) put_vm(machine_, kLoop);
    for (Word i = 1; i <= kTurns; ++i) put(kWords + i, encode(Op::addi, 3, added(i)));
  }
  static bool in_vm() { return GetParam() != Names::real; }
  /// The name under which a word is stored that is executed under this one.
  static Word stored(Word name) { return GetParam() == Names::alias ? name + kMemory : name; }
  void put(Word name, Word word) { machine_.memory().write(RealName{in_vm() ? kMemory + name : name}, word); }
  /// kTurns times what `turn` says, with R1 = kTurns, …, 1.
  void put_loop(std::vector<Word> turn) {
    turn.insert(turn.begin(), encode(Op::la, 1, kTurns));
    turn.push_back(encode(Op::subi, 1, 1));
    turn.push_back(encode(Op::jnz, 1, kLoop + 1));
    turn.push_back(encode(Op::jmp, 0, kLoop + turn.size()));
    for (Word i = 0; i < turn.size(); ++i) put(kLoop + i, turn[i]);
    in_turn_ = turn.size() - 2;
  }
  void put_routine() {
    put(kRoutine, encode(Op::addi, 3, kFirst));
    put(kRoutine + 1, encode(Op::jmp, 0, 0, 13));
  }
  /// What R3 is in the end. `more`: instructions a turn in the routine.
  Word result(Word more = 0) {
    if (in_vm()) {
      EXPECT_TRUE(std::holds_alternative<Entered>(machine_.enter(1)));
    } else {
      ProcessorState state;
      state.ic = kLoop;
      machine_.processor().set_state(state);
    }
    const Word attempts = 1 + kTurns * (in_turn_ + more) + 1;
    EXPECT_EQ(machine_.run(attempts), attempts);
    EXPECT_EQ(machine_.counters().instructions, attempts);
    EXPECT_EQ(machine_.counters().vm_faults + machine_.counters().process_exceptions, 0u);
    EXPECT_GT(machine_.processor().granted_instructions(), attempts - 20) << "nearly all on granted pages";
    EXPECT_EQ(machine_.processor().state().registers[1], 0u);
    return machine_.processor().state().registers[3];
  }

  static constexpr Word kFirst = 100'000;  // what the word adds that stands there at first

 private:
  PureMachine machine_{config()};
  Word in_turn_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Names, StoredCode, ::testing::Values(Names::real, Names::own, Names::alias),
                         [](const auto& names) {
                           return names.param == Names::real ? "Real" : names.param == Names::own ? "Own" : "Alias";
                         });

TEST_P(StoredCode, InTheVeryNextWord) {
  put_loop({encode(Op::load, 2, kWords, 1), encode(Op::store, 2, stored(kLoop + 3)), encode(Op::halt, 0, 0)});
  EXPECT_EQ(result(), added_from(1));
}

TEST_P(StoredCode, BehindInTheSamePage) {
  put_loop({encode(Op::addi, 3, kFirst), encode(Op::load, 2, kWords, 1), encode(Op::store, 2, stored(kLoop + 1))});
  EXPECT_EQ(result(), kFirst + added_from(2)) << "word 1 is stored, and not executed";
}

TEST_P(StoredCode, InAPageDecodedEarlierAndReachedLater) {
  put_routine();
  put_loop({encode(Op::call, 13, kRoutine), encode(Op::load, 2, kWords, 1), encode(Op::store, 2, stored(kRoutine))});
  EXPECT_EQ(result(2), kFirst + added_from(2));
}

TEST_P(StoredCode, ExecutedUnderEitherName) {
  put_routine();
  put_loop({encode(Op::call, 13, stored(kRoutine)), encode(Op::load, 2, kWords, 1), encode(Op::store, 2, kRoutine),
            encode(Op::call, 13, kRoutine)});
  EXPECT_EQ(result(4), kFirst + added_from(2) + added_from(1));
}

/// VM pages 1 and 2 share one frame, in which their VMM puts whichever is absent, word by word from the paging store.
/// A routine is on each; its first instruction faults, the others find what was decoded from the other page's words.
TEST(PagedCode, IsWhatTheVmmHasPutThere) {
  constexpr Word kLength = 6, kHandler = 300, kMain = 3 * kPage, kStore = 2 * kPages * kPage;
  PureMachine machine(config());
  const auto put = [&](Word name, const std::vector<Word>& words) {
    for (Word i = 0; i < words.size(); ++i) machine.memory().write(RealName{name + i}, words[i]);
  };
  put_vm(machine, kMain);
  put(kTable + 1, {kAbsentBit, kAbsentBit});
  put(kMemory + kMain, {encode(Op::la, 1, kTurns), encode(Op::call, 13, kPage), encode(Op::call, 13, 2 * kPage),
                        encode(Op::subi, 1, 1), encode(Op::jnz, 1, kMain + 1), encode(Op::halt, 0, 0)});
  for (const Word page : {1u, 2u}) {
    const Word addend = page == 1 ? 1 : 1000;
    for (Word i = 0; i + 1 < kLength; ++i) put(kStore + (page - 1) * kPage + i, {encode(Op::addi, 3, addend)});
    put(kStore + (page - 1) * kPage + kLength - 1, {encode(Op::jmp, 0, 0, 13)});
  }
  // The VMM: the cause that is none of an absent page ends it; else the page of the name that failed is put there.
  constexpr Word kConstants = 250, kEach = 32;  // the frame, the absent bit, the syllable; a page's code
  put(kConstants, {kMemory + kPage, kAbsentBit, 1});
  put(layout::kVmFaultEntry, {encode(Op::jmp, 0, kHandler)});
  put(kHandler, {encode(Op::load, 2, kVmcb + layout::kStatus), encode(Op::andi, 2, 255),
                 encode(Op::subi, 2, static_cast<Word>(FaultCause::absent)), encode(Op::jz, 2, kHandler + 5),
                 encode(Op::halt, 0, 7), encode(Op::load, 2, kVmcb + layout::kFaultName), encode(Op::shri, 2, 9),
                 encode(Op::muli, 2, kEach), encode(Op::jmp, 0, kHandler, 2)});
  for (const Word page : {1u, 2u}) {
    std::vector<Word> code;
    for (Word i = 0; i < kLength; ++i) {
      code.push_back(encode(Op::load, 4, kStore + (page - 1) * kPage + i));
      code.push_back(encode(Op::store, 4, kMemory + kPage + i));
    }
    for (const Word entry : {page, 3 - page}) {
      code.push_back(encode(Op::load, 4, kConstants + (entry == page ? 0 : 1)));
      code.push_back(encode(Op::store, 4, kTable + entry));
    }
    code.push_back(encode(Op::lvmid, 0, kConstants + 2));
    ASSERT_LE(code.size(), kEach);
    put(kHandler + page * kEach, code);
  }
  ASSERT_TRUE(std::holds_alternative<Entered>(machine.enter(1)));
  machine.run(100'000);
  EXPECT_EQ(machine.processor().halt_code(), 7u);
  EXPECT_EQ(machine.memory().read(RealName{kVmcb + layout::processor_word(3 + 3)}), (kLength - 1) * 1001 * kTurns);
  EXPECT_EQ(machine.counters().vm_faults, 2 * kTurns + 1) << "each call, and the VM's HALT";
  EXPECT_GT(machine.processor().granted_instructions(), kTurns * 2 * (kLength - 1)) << "routines, and the VMM's copies";
}

}  // namespace
}  // namespace hv::test
