// SPDX-License-Identifier: Apache-2.0
// Interrupts of the console: which machine of the nest takes them, when, and what comes first.
#include <gtest/gtest.h>

#include "semantics/chain.h"

namespace hv::test {
namespace {

constexpr Word kConsolePage = 64;
const Word kNop = encode(Op::addi, 3, 1);

MachineConfig with_console() {
  MachineConfig config = small_config(64);
  config.console_page = kConsolePage;
  return config;
}

struct WithConsole : Chain {
  explicit WithConsole(unsigned levels) : Chain(levels, with_console()) { console().set_input("abc"); }
  Console& console() { return machine.console(); }
  void request() { console().write(Console::kControl, 1); }
  /// Bit `level` − 1 of the mask: the I/O map of the VM of this level has the console.
  void io_maps(unsigned mask) {
    for (unsigned level = 1; level <= depth; ++level) set_vmcb(level, kVmcbIoMap, mask >> (level - 1) & 1);
  }
};

TEST(DeviceInterrupts, GoToTheDeepestMachineWhoseIoMapAndAllBelowHaveTheDevice) {
  unsigned cases = 0;
  for (unsigned depth = 0; depth <= 4; ++depth)
    for (unsigned mask = 0; mask < 1u << depth; ++mask, ++cases) {
      WithConsole chain(depth);
      chain.put(depth, Chain::kCode, {kNop, kNop, kNop});
      chain.io_maps(mask);
      chain.start({}, kInterrupts);
      unsigned taker = 0;
      while (taker < depth && (mask >> taker & 1)) ++taker;
      chain.steps(1);
      chain.request();
      const std::string expected = taker == depth ? "interrupt e device 0" : fault_of(taker + 1, 0, "device fetch");
      EXPECT_EQ(chain.step(), expected) << "depth " << depth << " mask " << mask;
      EXPECT_EQ(chain.vmid().depth(), taker);
      EXPECT_FALSE(chain.console().requests_interrupt());
      if (taker == depth) {
        EXPECT_EQ(chain.swapped(depth), (std::vector<Word>{kInterrupts | (Chain::kCode + 1), 13, 0}));
        EXPECT_EQ(chain.state().ic, Chain::kHandler);
      } else {
        EXPECT_EQ(chain.state().ic, 1u);
        EXPECT_EQ(chain.vmcb(taker + 1, kVmcbStatus), 8u);
        EXPECT_EQ(chain.vmcb(taker + 1, kVmcbFaultName), 0u);
        EXPECT_EQ(chain.vmcb(depth, kVmcbIc), kInterrupts | (Chain::kCode + 1));
        for (unsigned link = 1; link < depth; ++link) EXPECT_EQ(chain.vmcb(link, kVmcbNext), link == taker ? 0u : 1u);
        chain.steps(2);  // LVMID, and on
        EXPECT_EQ(chain.vmid().depth(), depth);
      }
    }
  EXPECT_EQ(cases, 31u);
}

TEST(DeviceInterrupts, OtherBitsOfAnIoMapAreOtherDevices) {
  WithConsole chain(1);
  chain.put(1, Chain::kCode, {kNop});
  chain.set_vmcb(1, kVmcbIoMap, ~Word{1});
  chain.start({}, kInterrupts);
  for (unsigned device = 0; device < 64; ++device) EXPECT_EQ(chain.vmid().interrupt_level(device), device > 0);
  chain.request();
  EXPECT_EQ(chain.step(), "vm-fault t1 0@1 device fetch");
}

TEST(DeviceInterrupts, TheIoMapIsAsLvmidLoadedIt) {
  WithConsole chain(1);
  chain.put(1, Chain::kCode, {kNop, kNop});
  chain.start({}, kInterrupts);
  chain.io_maps(1);
  chain.request();
  EXPECT_EQ(chain.step(), "vm-fault t1 0@1 device fetch");
  chain.steps(1);
  chain.request();
  EXPECT_EQ(chain.step(), "interrupt e device 0");
}

TEST(DeviceInterrupts, WaitUntilTheRunningMachineEnablesThem) {
  for (unsigned depth = 0; depth <= 2; ++depth) {
    WithConsole chain(depth);
    chain.io_maps(~0u);
    chain.put(depth, Chain::kCode, {kNop, kNop, encode(Op::resume, 0, 1050)});
    chain.put(depth, 1050, {kInterrupts | 1100, 0, kAll});
    chain.start({});
    chain.request();
    chain.steps(3);
    EXPECT_TRUE(chain.console().requests_interrupt());
    EXPECT_EQ(chain.step(), "interrupt e device 0");
    EXPECT_FALSE(chain.console().requests_interrupt());
    EXPECT_EQ(chain.machine.counters().interrupts_by_level[depth], 1u);
  }
}

TEST(DeviceInterrupts, OfOuterMachinesDoNotAskTheRunningOne) {
  for (const Word bits : {Word{0}, kSlave}) {
    WithConsole chain(2);
    chain.io_maps(1);  // VM 1 has the console, 1.1 has not
    chain.start({}, bits);
    chain.request();
    EXPECT_EQ(chain.step(), "vm-fault t2 0@2 device fetch");
    EXPECT_EQ(chain.vmid_name(), "1");
    EXPECT_FALSE(chain.state().interruptible());
  }
}

TEST(Priority, TimersComeBeforeDevicesWhateverTheirLevels) {
  unsigned cases = 0;
  for (unsigned depth = 0; depth <= 3; ++depth)
    for (unsigned timed = 0; timed <= depth; ++timed)
      for (unsigned mask = 0; mask < 1u << depth; ++mask, ++cases) {
        WithConsole chain(depth);
        chain.io_maps(mask);
        chain.put(depth, Chain::kCode, {kNop, kNop});
        chain.put(depth, Chain::kHandler, {encode(Op::resume, 0, isa::kOldIc)});
        std::vector<Word> timers(depth + 1, 0);
        timers[timed] = 1;
        chain.start(timers, kInterrupts);
        chain.steps(1);
        chain.request();
        EXPECT_EQ(chain.step(), timed == depth ? "interrupt e timer 0" : fault_of(timed + 1, 0, "timer fetch"));
        EXPECT_TRUE(chain.console().requests_interrupt());
      }
  EXPECT_EQ(cases, 1u + 2 * 2 + 3 * 4 + 4 * 8);
}

TEST(Priority, AMaskedTimerDoesNotHoldUpADeviceOfAnOuterMachine) {
  WithConsole chain(2);
  chain.io_maps(1);
  chain.put(2, Chain::kCode, {kNop, kNop});
  chain.start({0, 0, 1});
  chain.steps(1);
  EXPECT_EQ(chain.timer(2), kRequested);
  chain.steps(1);
  chain.request();
  EXPECT_EQ(chain.step(), "vm-fault t2 0@2 device fetch");
  EXPECT_EQ(chain.vmcb(2, kVmcbTimer), kRequested);
}

/// The fixed locations of the interrupted VM are not there: the fault goes to its owner, and the interrupt comes later.
TEST(SwapThatFaults, LeavesTheRequestPending) {
  for (unsigned depth = 1; depth <= 3; ++depth)
    for (const bool by_timer : {true, false}) {
      WithConsole chain(depth);
      chain.io_maps(~0u);
      chain.put(depth, Chain::kCode, {kNop, kNop});
      std::vector<Word> timers(depth + 1, 0);
      timers[depth] = by_timer;
      chain.start(timers, kInterrupts);
      chain.steps(1);
      if (!by_timer) chain.request();
      const Word home = chain.image.home(chain.vms[depth], 0);
      chain.image.set_entry(chain.vms[depth], 0, kT);
      EXPECT_EQ(chain.step(), fault_of(depth, 7, "absent read"));
      EXPECT_EQ(chain.vmcb(depth, kVmcbIc), kInterrupts | (Chain::kCode + 1));
      EXPECT_EQ(chain.vmcb(depth, kVmcbTimer), by_timer ? kRequested : 0);
      EXPECT_EQ(chain.console().requests_interrupt(), !by_timer);
      EXPECT_EQ(chain.machine.counters().interrupts, 0u);
      chain.image.set_entry(chain.vms[depth], 0, home);
      chain.steps(1);
      EXPECT_EQ(chain.step(), by_timer ? "interrupt e timer 0" : "interrupt e device 0");
      EXPECT_EQ(chain.swapped(depth), (std::vector<Word>{kInterrupts | (Chain::kCode + 1), by_timer ? 12u : 13u, 0}));
      EXPECT_FALSE(chain.console().requests_interrupt());
      EXPECT_EQ(chain.timer(depth), 0u);
    }
}

/// A VM whose maps f cover the device page uses the device; another one gives its VMM the fault.
TEST(DevicePages, AreUsedThroughTheMapsOfAnyLevel) {
  for (unsigned depth = 0; depth <= 3; ++depth) {
    WithConsole chain(depth);
    chain.io_maps(~0u);
    // Page 12 of each level is page 12 of the level below, and at level 1 the console.
    for (unsigned level = 1; level <= depth; ++level)
      chain.image.set_entry(chain.vms[level], 12, level == 1 ? kConsolePage * 512 : 12 * 512);
    const Word console = depth == 0 ? kConsolePage * 512 : 12 * 512;
    chain.put(depth, Chain::kCode,
              {encode(Op::la, 1, 1), encode(Op::store, 1, console + 1), encode(Op::load, 2, console),
               encode(Op::load, 4, console + 1), encode(Op::store, 2, console)});
    chain.start({});
    chain.steps(5);
    EXPECT_EQ(chain.state().registers[2], static_cast<Word>('a'));
    EXPECT_EQ(chain.state().registers[4], 2u);
    EXPECT_EQ(chain.console().output(), "a");
    EXPECT_TRUE(chain.console().requests_interrupt());
  }
}

TEST(DevicePages, OutsideTheMapsAreFaultsAndTheDeviceHearsNothing) {
  WithConsole chain(2);
  chain.image.set_entry(chain.vms[1], 5, kT);
  chain.image.set_entry(chain.vms[2], 5, 5 * 512);
  chain.put(2, Chain::kCode, {encode(Op::load, 2, 5 * 512)});
  chain.start({});
  EXPECT_EQ(chain.step(), "vm-fault t1 2560@1 absent read");
  EXPECT_EQ(chain.console().peek(Console::kControl), 3u);
}

}  // namespace
}  // namespace hv::test
