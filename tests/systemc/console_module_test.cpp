// SPDX-License-Identifier: Apache-2.0
// The console as a target, and its interrupt line.
#include "systemc/console_module.h"

#include "support/foreign.h"
#include "support/simulation.h"

namespace hv::test {
namespace {

class ConsoleTarget : public Simulation {
 protected:
  ConsoleTarget() {
    initiator.socket.bind(console.from_bus);
    console.device().set_input("abc");
  }
  Word load(Address address) {
    Word word = 0;
    EXPECT_EQ(initiator.read_word(address, word), tlm::TLM_OK_RESPONSE);
    return word;
  }
  void store(Address address, Word word) { EXPECT_EQ(initiator.write_words(address, {word}), tlm::TLM_OK_RESPONSE); }
  /// The line, once it has had time to change.
  bool line() {
    sc_core::wait(sc_core::SC_ZERO_TIME);
    return console.interrupt.read();
  }

  sc::ConsoleModule console{"console", 7};
  ForeignInitiator initiator{"initiator"};
};

TEST_F(ConsoleTarget, RegistersAreWordsAtByteAddresses) {
  simulate([this] {
    EXPECT_EQ(load(8), 3u);
    EXPECT_EQ(load(0), Word{'a'});
    store(0, 'x');
    EXPECT_EQ(load(8), 2u);
    EXPECT_EQ(load(16), 0u);
    EXPECT_EQ(console.device().output(), "x");
  });
}

TEST_F(ConsoleTarget, ABurstIsARegisterAfterTheOtherAndEachTakesItsTime) {
  simulate([this] {
    Bytes data(24);
    EXPECT_EQ(initiator.read(0, data), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(data[0], 'a');
    EXPECT_EQ(data[8], 2) << "one character fewer";
    EXPECT_EQ(initiator.delay, sc::Clock{}(3 * 7));
    EXPECT_EQ(initiator.write_words(0, {'y', 1}), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(initiator.delay, sc::Clock{}(5 * 7));
    EXPECT_EQ(console.device().output(), "y");
    EXPECT_TRUE(console.requests_interrupt());
  });
}

TEST_F(ConsoleTarget, PartsOfWordsAreRefusedUntouched) {
  simulate([this] {
    for (const auto& [address, length] : {std::pair<Address, unsigned>{0, 1}, {0, 7}, {1, 8}, {4, 8}, {0, 12}}) {
      Bytes data(length, 1);
      EXPECT_EQ(initiator.read(address, data), tlm::TLM_BURST_ERROR_RESPONSE) << address << " " << length;
      EXPECT_EQ(initiator.write(address, data), tlm::TLM_BURST_ERROR_RESPONSE) << address << " " << length;
    }
    EXPECT_EQ(initiator.delay, sc_core::SC_ZERO_TIME);
    EXPECT_EQ(load(8), 3u);
    EXPECT_EQ(console.device().output(), "");
    EXPECT_FALSE(console.requests_interrupt());
  });
}

TEST_F(ConsoleTarget, IgnoreDoesNothing) {
  simulate([this] {
    Bytes data(8, 9);
    EXPECT_EQ(initiator.transport(tlm::TLM_IGNORE_COMMAND, 0, data), tlm::TLM_OK_RESPONSE);
    EXPECT_EQ(load(8), 3u);
    EXPECT_EQ(console.device().output(), "");
  });
}

TEST_F(ConsoleTarget, DebugReadsAnyBytesWithoutEffectAndWritesNothing) {
  simulate([this] {
    store(8, 1);
    for (int i = 0; i < 3; ++i) {
      Bytes data(20);
      EXPECT_EQ(initiator.debug(tlm::TLM_READ_COMMAND, 0, data), 20u);
      EXPECT_EQ(data[0], 'a');
      EXPECT_EQ(data[8], 3);
      Bytes part(3);
      EXPECT_EQ(initiator.debug(tlm::TLM_READ_COMMAND, 7, part), 3u);
      EXPECT_EQ(part, (Bytes{0, 3, 0}));
      EXPECT_EQ(initiator.debug(tlm::TLM_WRITE_COMMAND, 0, part), 0u);
      Bytes disable(8, 0);
      EXPECT_EQ(initiator.debug(tlm::TLM_WRITE_COMMAND, 8, disable), 0u);
    }
    EXPECT_TRUE(console.requests_interrupt());
    EXPECT_EQ(console.device().output(), "");
    EXPECT_EQ(initiator.delay, sc::Clock{}(7)) << "of the store";
  });
}

TEST_F(ConsoleTarget, TheLineFollowsTheRequest) {
  simulate([this] {
    EXPECT_FALSE(line());
    store(8, 1);
    EXPECT_TRUE(line());
    console.acknowledge();
    EXPECT_FALSE(line());
    load(8);
    EXPECT_FALSE(line());
    load(0);
    EXPECT_TRUE(line());
    store(8, 0);
    EXPECT_FALSE(line());
    store(8, 1);
    load(0);
    EXPECT_TRUE(line());
    load(0);
    EXPECT_FALSE(line()) << "nothing is left";
  });
}

}  // namespace
}  // namespace hv::test
