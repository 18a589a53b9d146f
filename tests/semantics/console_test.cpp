// SPDX-License-Identifier: Apache-2.0
// The console's registers by themselves; the paging store; where they may lie.
#include <gtest/gtest.h>

#include "semantics/chain.h"

namespace hv::test {
namespace {

constexpr Word kNone = ~Word{0};

TEST(Console, DataGivesTheInputThenAllOnes) {
  Console console;
  EXPECT_EQ(console.read(0), kNone);
  console.set_input(std::string("a\xff\0z", 4));
  for (const Word expected : {Word{'a'}, Word{255}, Word{0}, Word{'z'}, kNone, kNone})
    EXPECT_EQ(console.read(0), expected);
  console.set_input("b");
  EXPECT_EQ(console.read(0), Word{'b'}) << "from the beginning";
}

TEST(Console, ControlSaysHowMuchInputIsLeft) {
  Console console;
  EXPECT_EQ(console.read(1), 0u);
  console.set_input("abc");
  EXPECT_EQ(console.read(1), 3u);
  EXPECT_EQ(console.read(1), 3u);
  console.read(0);
  EXPECT_EQ(console.read(1), 2u);
}

TEST(Console, DataWrittenGoesOutAsCharacters) {
  Console console;
  for (const Word value : {Word{'h'}, Word{0x1234500 + 'i'}, Word{0}, kNone}) console.write(0, value);
  EXPECT_EQ(console.output(), std::string("hi\0\xff", 4));
}

TEST(Console, PeekHasNoEffect) {
  Console console;
  console.set_input("ab");
  console.write(1, 1);
  console.acknowledge();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(console.peek(0), Word{'a'});
    EXPECT_EQ(console.peek(1), 2u);
    EXPECT_EQ(console.peek(2), 0u);
  }
  EXPECT_FALSE(console.requests_interrupt());
  EXPECT_EQ(console.read(0), Word{'a'});
}

TEST(Console, OtherWordsAreZeroAndTakeNoNotice) {
  Console console;
  console.set_input("ab");
  for (const Word offset : {Word{2}, Word{3}, Word{511}, kNone}) {
    console.write(offset, 1);
    EXPECT_EQ(console.read(offset), 0u);
  }
  EXPECT_EQ(console.output(), "");
  EXPECT_EQ(console.read(1), 2u);
  EXPECT_FALSE(console.requests_interrupt());
}

TEST(Console, RequestsAnInterruptWhenControlIsWrittenAndDataIsReadWhileInputIsLeft) {
  Console console;
  console.write(1, 1);
  EXPECT_FALSE(console.requests_interrupt()) << "no input";
  console.set_input("ab");
  EXPECT_FALSE(console.requests_interrupt());
  console.write(1, 3);
  EXPECT_TRUE(console.requests_interrupt());
  console.acknowledge();
  EXPECT_FALSE(console.requests_interrupt());
  console.read(1);
  console.write(0, 'x');
  EXPECT_FALSE(console.requests_interrupt()) << "neither a load of CONTROL nor a store to DATA";
  console.read(0);
  EXPECT_TRUE(console.requests_interrupt()) << "b is left";
  console.read(0);
  EXPECT_FALSE(console.requests_interrupt()) << "nothing is left";
}

TEST(Console, DisabledRequestsNothing) {
  Console console;
  console.set_input("abc");
  console.write(1, 2);
  EXPECT_FALSE(console.requests_interrupt()) << "bit 0 alone enables";
  console.read(0);
  EXPECT_FALSE(console.requests_interrupt());
  console.write(1, 1);
  EXPECT_TRUE(console.requests_interrupt());
  console.write(1, 0);
  EXPECT_FALSE(console.requests_interrupt()) << "withdrawn";
}

MachineConfig with_store(Word pages) {
  MachineConfig config = small_config(64);
  config.store_pages = pages;
  config.console_page = 64 + pages;
  return config;
}

TEST(PagingStore, IsMemoryRightBehindTheMemoryAndEndsWhereTheConsoleBegins) {
  Chain real(0, with_store(2));
  real.machine.console().set_input("q");
  const Word store = 64 * 512, console = 66 * 512;
  real.put(0, Chain::kCode,
           {encode(Op::la, 1, 77), encode(Op::store, 1, store), encode(Op::load, 2, store),
            encode(Op::store, 1, console - 1), encode(Op::load, 4, store - 1), encode(Op::load, 5, console),
            encode(Op::load, 6, console + 512)});
  real.start({});
  real.steps(6);
  EXPECT_EQ(real.state().registers[2], 77u);
  EXPECT_EQ(*real.machine.memory().read(RealName{console - 1}), 77u);
  EXPECT_EQ(real.state().registers[5], Word{'q'});
  EXPECT_EQ(real.machine.counters().paging_store_words, 3u);
  EXPECT_EQ(real.step(), "exception e nonexistent memory " + std::to_string(console + 512));
  EXPECT_EQ(real.machine.counters().paging_store_words, 3u);
}

/// A load from the store in a VM: φ and f for the fetch, the table word of each, φ and f for the operand.
TEST(PagingStore, CostsItsOwnTimeForEachWord) {
  for (const Word word_cycles : {Word{0}, Word{3}, Word{10}, Word{5000}}) {
    MachineConfig config = with_store(2);
    config.timing = {2, 3, 5, 7, 11, word_cycles, 13, 17, 19};
    Chain chain(1, config);
    chain.image.set_entry(chain.vms[1], 5, 64 * 512);
    chain.put(1, Chain::kCode, {encode(Op::load, 2, 5 * 512), encode(Op::load, 2, 512)});
    chain.start({});
    const auto before = chain.machine.cycles();
    chain.steps(1);
    const auto between = chain.machine.cycles();
    chain.steps(1);
    EXPECT_EQ(between - before, 2 + 4 * 3 + 4 * 7 + 3 * 11 + word_cycles);
    EXPECT_EQ(chain.machine.cycles() - between, 2u + 4 * 3 + 4 * 7 + 4 * 11);
    EXPECT_EQ(chain.machine.counters().paging_store_words, 1u);
  }
}

/// Tables and control blocks may lie there too; whoever reads them pays.
TEST(PagingStore, HoldsTablesAndControlBlocksToo) {
  Chain chain(1, with_store(2));
  const Word table = 64 * 512, vmcb = 65 * 512;
  auto& memory = chain.machine.memory();
  for (Word page = 0; page < chain.image.pages(chain.vms[1]); ++page)
    memory.write(RealName{table + page}, chain.image.home(chain.vms[1], page));
  for (Word word = 0; word < kVmcbWords; ++word) memory.write(RealName{vmcb + word}, chain.vmcb(1, word));
  memory.write(RealName{vmcb + kVmcbTable}, table);
  chain.image.poke(0, NestImage::kVmtab + 1, vmcb);
  chain.put(1, Chain::kCode, {encode(Op::load, 2, 700), encode(Op::halt, 0, 0)});
  ProcessorState state;
  state.ic = 1;
  chain.processor().set_state(state);
  memory.write(RealName{vmcb + kVmcbIc}, Chain::kCode);
  chain.steps(1);
  EXPECT_EQ(chain.vmid_name(), "1");
  EXPECT_EQ(chain.machine.counters().paging_store_words, kVmcbWords);
  chain.steps(1);
  EXPECT_EQ(chain.machine.counters().paging_store_words, kVmcbWords + 2) << "a table word each for fetch and operand";
  EXPECT_EQ(chain.step(), "vm-fault t1 0@1 ended fetch");
  EXPECT_EQ(chain.machine.counters().paging_store_words, kVmcbWords + 3 + 20 + 2)
      << "the processor map, STATUS and fault name";
}

TEST(Places, OfStoreAndConsoleAreChecked) {
  MachineConfig config = small_config(64);
  EXPECT_EQ(objection(config), std::nullopt);
  config.console_page = 63;
  EXPECT_NE(objection(config)->find("console.page is 63; it must lie between 64"), std::string::npos);
  config.console_page = 64;
  EXPECT_EQ(objection(config), std::nullopt);
  config.store_pages = 1;
  EXPECT_NE(objection(config)->find("between 65"), std::string::npos) << "within the store";
  config.console_page = 65;
  EXPECT_EQ(objection(config), std::nullopt);
  config.store_pages = (Word{1} << 30) / 512 + 1;
  EXPECT_NE(objection(config)->find("store.pages"), std::string::npos);
}

}  // namespace
}  // namespace hv::test
