// SPDX-License-Identifier: Apache-2.0
// The interval timer of each machine of the nest: what it counts, when it interrupts whom, and that its software sees
// the same at every depth.
#include <gtest/gtest.h>

#include "semantics/chain.h"

namespace hv::test {
namespace {

const Word kNop = encode(Op::addi, 3, 1);

/// At every depth, timers far from running out.
class IntervalTimers : public testing::TestWithParam<unsigned> {
 protected:
  unsigned depth() const { return GetParam(); }
  static std::vector<Word> hundreds(unsigned depth) {
    std::vector<Word> timers;
    for (unsigned level = 0; level <= depth; ++level) timers.push_back(100 * (level + 1));
    return timers;
  }
};
INSTANTIATE_TEST_SUITE_P(Depth, IntervalTimers, testing::Range(0u, 5u));

TEST_P(IntervalTimers, CountCompletedInstructionsAndExceptionsOfTheMachineAndAllBeneath) {
  Chain chain(depth());
  chain.put(depth(), Chain::kCode,
            {encode(Op::la, 1, 5), encode(Op::store, 1, 700), encode(Op::load, 2, 700), encode(Op::jmp, 0, 1010)});
  chain.put(depth(), 1010, {encode(Op::svc, 0, 1)});
  chain.put(depth(), Chain::kHandler, {encode(Op::divi, 1, 0)});
  chain.start(hundreds(depth()));
  chain.steps(4);
  EXPECT_EQ(chain.step(), "exception e supervisor call 1");
  EXPECT_EQ(chain.step(), "exception e arithmetic 600");
  for (unsigned level = 0; level <= depth(); ++level) EXPECT_EQ(chain.timer(level), 100 * (level + 1) - 6) << level;
}

TEST_P(IntervalTimers, OfZeroStandStill) {
  Chain chain(depth());
  chain.put(depth(), Chain::kCode, std::vector<Word>(20, kNop));
  chain.start(std::vector<Word>(depth() + 1, 0), kInterrupts);
  chain.steps(20);
  for (unsigned level = 0; level <= depth(); ++level) EXPECT_EQ(chain.timer(level), 0u) << level;
}

TEST_P(IntervalTimers, DoNotCountAttemptsThatAVmFaultEnded) {
  if (depth() == 0) return;
  Chain chain(depth());
  chain.put(depth(), Chain::kCode, {encode(Op::load, 1, 3 * 512)});
  chain.image.set_entry(chain.vms[depth()], 3, kT);
  chain.start(hundreds(depth()));
  EXPECT_EQ(chain.step(), fault_of(depth(), 3 * 512, "absent read"));
  for (unsigned level = 0; level < depth(); ++level) EXPECT_EQ(chain.timer(level), 100 * (level + 1)) << level;
  EXPECT_EQ(chain.vmcb(depth(), kVmcbTimer), 100 * (depth() + 1));
  chain.image.set_entry(chain.vms[depth()], 3, chain.image.home(chain.vms[depth()], 3));
  EXPECT_EQ(chain.step(), "done");  // the VMM's LVMID
  EXPECT_EQ(chain.step(), "done");
  for (unsigned level = 0; level <= depth(); ++level)
    EXPECT_EQ(chain.timer(level), 100 * (level + 1) - (level < depth() ? 2 : 1)) << level;
}

TEST_P(IntervalTimers, LtimCountsItselfAndRtimShowsWhatIsLeft) {
  Chain chain(depth());
  chain.put(depth(), Chain::kCode,
            {encode(Op::la, 1, 5), encode(Op::ltim, 1, 0), encode(Op::rtim, 2, 0), encode(Op::rtim, 4, 0), kNop, kNop,
             encode(Op::rtim, 6, 0), encode(Op::ltim, 8, 0), encode(Op::rtim, 7, 0)});
  chain.start(hundreds(depth()));
  chain.steps(9);
  EXPECT_EQ(chain.state().registers[2], 4u);
  EXPECT_EQ(chain.state().registers[4], 3u);
  EXPECT_EQ(chain.state().registers[6], kRequested) << "run out, interrupts off";
  EXPECT_EQ(chain.state().registers[7], 0u) << "R8 is 0: the request is withdrawn";
  for (unsigned level = 0; level < depth(); ++level) EXPECT_EQ(chain.timer(level), 100 * (level + 1) - 9) << level;
}

TEST_P(IntervalTimers, KeepTheirRequestWhileInterruptsAreOffAndDeliverItOnce) {
  Chain chain(depth());
  chain.put(depth(), Chain::kCode, {kNop, kNop, kNop, kNop, encode(Op::resume, 0, 1050)});
  chain.put(depth(), 1050, {kInterrupts | 1100, 0, kAll});
  chain.put(depth(), 1100, std::vector<Word>(10, kNop));
  chain.put(depth(), isa::kNewIc, {kInterrupts | Chain::kHandler});  // it is cleared all the same
  chain.put(depth(), Chain::kHandler, {kNop, encode(Op::resume, 0, isa::kOldIc)});
  auto timers = hundreds(depth());
  timers[depth()] = 2;
  chain.start(timers);
  chain.steps(5);
  EXPECT_EQ(chain.timer(depth()), kRequested);
  EXPECT_EQ(chain.step(), "interrupt e timer 0");
  EXPECT_EQ(chain.swapped(depth()), (std::vector<Word>{kInterrupts | 1100, 12, 0}));
  EXPECT_EQ(chain.state().ic, Chain::kHandler);
  EXPECT_EQ(chain.timer(depth()), 0u);
  EXPECT_EQ(chain.vmid().depth(), depth());
  for (unsigned level = 0; level < depth(); ++level)
    EXPECT_EQ(chain.timer(level), 100 * (level + 1) - 5) << "the delivery is no instruction";
  chain.steps(2 + 10);
  EXPECT_EQ(chain.state().ic, kInterrupts | 1110);
  const Counters work = chain.machine.counters();
  EXPECT_EQ(work.interrupts, 1u);
  EXPECT_EQ(work.interrupts_by_level[depth()], 1u);
  EXPECT_EQ(work.process_exceptions, 0u);
  EXPECT_EQ(work.instructions, 5u + 2 + 10 + (depth() > 0));
}

TEST_P(IntervalTimers, ATimerWordWithTheRequestBitInterruptsAtOnceAndGoesOnCounting) {
  Chain chain(depth());
  auto timers = hundreds(depth());
  timers[depth()] = kRequested | 9;
  chain.put(depth(), Chain::kHandler, {kNop});
  chain.start(timers, kInterrupts);
  EXPECT_EQ(chain.timer(depth()), kRequested | 9);
  EXPECT_EQ(chain.step(), "interrupt e timer 0");
  EXPECT_EQ(chain.timer(depth()), 9u);
  chain.steps(1);
  EXPECT_EQ(chain.timer(depth()), 8u);
}

TEST_P(IntervalTimers, InterruptsAreOffAfterAnExceptionAndAfterAVmFault) {
  Chain chain(depth());
  chain.put(depth(), Chain::kCode, {encode(Op::svc, 0, 0)});
  chain.put(depth(), isa::kNewIc, {kInterrupts | kSlave | Chain::kHandler});
  chain.put(depth(), Chain::kHandler, {0});
  auto timers = hundreds(depth());
  timers[depth()] = 1;
  chain.start(timers, kInterrupts);
  EXPECT_EQ(chain.step(), "exception e supervisor call 0");
  EXPECT_EQ(chain.state().ic, kSlave | Chain::kHandler);
  EXPECT_EQ(chain.timer(depth()), kRequested) << "the exception counts";
  EXPECT_EQ(chain.step(), "exception e illegal instruction 600") << "not interrupted";
  if (depth() == 0) return;
  chain.image.set_entry(chain.vms[depth()], 1, kT);
  EXPECT_EQ(chain.step(), fault_of(depth(), Chain::kHandler, "absent fetch"));
  EXPECT_EQ(chain.state().ic, 1u);
  EXPECT_EQ(chain.vmcb(depth(), kVmcbTimer), kRequested) << "requested still, of the VM that was left";
}

TEST_P(IntervalTimers, LtimAndRtimArePrivileged) {
  for (const Op op : {Op::ltim, Op::rtim}) {
    Chain chain(depth());
    chain.put(depth(), Chain::kCode, {encode(op, 1, 0)});
    chain.start(hundreds(depth()), kSlave);
    EXPECT_EQ(chain.step(), "exception e privileged instruction 1000");
    EXPECT_EQ(chain.timer(depth()), 100 * (depth() + 1) - 1) << "only counted";
    EXPECT_EQ(chain.state().registers[1], 0u);
  }
}

/// The deepest of `depth` VMs runs, the timer of the machine of `level` < depth runs out.
struct Outer {
  unsigned depth, level;
};
class OuterTimer : public testing::TestWithParam<Outer> {};
INSTANTIATE_TEST_SUITE_P(Of, OuterTimer,
                         testing::Values(Outer{1, 0}, Outer{2, 0}, Outer{2, 1}, Outer{3, 0}, Outer{3, 1}, Outer{3, 2},
                                         Outer{4, 0}, Outer{4, 1}, Outer{4, 2}, Outer{4, 3}),
                         [](const auto& test) {
                           return std::to_string(test.param.level) + "In" + std::to_string(test.param.depth);
                         });

TEST_P(OuterTimer, IsAVmFaultToItsMachineAndOneLvmidGoesOn) {
  const auto [depth, level] = GetParam();
  for (const Word bits : {Word{0}, kInterrupts, kSlave}) {
    Chain chain(depth);
    chain.put(depth, Chain::kCode, std::vector<Word>(8, kNop));
    std::vector<Word> timers(depth + 1, 1000);
    timers[level] = 5;
    chain.start(timers, bits);
    chain.steps(5);
    EXPECT_EQ(chain.step(), fault_of(level + 1, 0, "timer fetch"));
    EXPECT_EQ(chain.vmid().depth(), level);
    EXPECT_EQ(chain.state().ic, 1u);
    EXPECT_EQ(chain.vmcb(level + 1, kVmcbStatus), 7u);
    EXPECT_EQ(chain.vmcb(level + 1, kVmcbFaultName), 0u);
    EXPECT_EQ(chain.vmcb(depth, kVmcbIc), bits | (Chain::kCode + 5));
    EXPECT_EQ(chain.timer(level), 0u) << "consumed";
    for (unsigned other = 0; other < level; ++other) EXPECT_EQ(chain.timer(other), 995u) << other;
    for (unsigned left = level + 1; left <= depth; ++left) EXPECT_EQ(chain.vmcb(left, kVmcbTimer), 995u) << left;
    for (unsigned link = 1; link < depth; ++link) EXPECT_EQ(chain.vmcb(link, kVmcbNext), link == level ? 0u : 1u);
    chain.steps(1);  // the VMM's LVMID
    EXPECT_EQ(chain.vmid().depth(), depth);
    EXPECT_EQ(chain.state().ic, bits | (Chain::kCode + 5));
    chain.steps(3);
    for (unsigned other = 0; other < level; ++other) EXPECT_EQ(chain.timer(other), 991u) << "LVMID too";
    EXPECT_EQ(chain.timer(level), 0u);
    for (unsigned back = level + 1; back <= depth; ++back) EXPECT_EQ(chain.timer(back), 992u) << back;
    EXPECT_EQ(chain.machine.counters().vm_faults_taken_by_level[level], 1u);
    EXPECT_EQ(chain.machine.counters().interrupts, 0u);
  }
}

TEST(TimersTogether, TheLowerLevelsIsDeliveredFirstAndTheOtherOnceItsMachineIsActiveAgain) {
  unsigned pairs = 0;
  for (unsigned depth = 1; depth <= 4; ++depth)
    for (unsigned second = 1; second <= depth; ++second)
      for (unsigned first = 0; first < second; ++first, ++pairs) {
        Chain chain(depth);
        chain.put(depth, Chain::kCode, std::vector<Word>(8, kNop));
        std::vector<Word> timers(depth + 1, 1000);
        timers[first] = timers[second] = 3;
        chain.start(timers, kInterrupts);
        chain.steps(3);
        EXPECT_EQ(chain.step(), fault_of(first + 1, 0, "timer fetch"));
        EXPECT_EQ(chain.vmcb(second, kVmcbTimer), kRequested);
        chain.steps(1);
        EXPECT_EQ(chain.vmid().depth(), depth);
        EXPECT_EQ(chain.step(), second < depth ? fault_of(second + 1, 0, "timer fetch") : "interrupt e timer 0");
        EXPECT_EQ(chain.vmid().depth(), second);
        EXPECT_EQ(chain.timer(second), 0u);
        if (second < depth) {
          chain.steps(1);
        }
        EXPECT_EQ(chain.machine.counters().instructions, 1u + 3 + 1 + (second < depth));
      }
  EXPECT_EQ(pairs, 1u + 3 + 6 + 10);
}

TEST(TimersAndLvmid, ItCountsForTheIssuerNotForTheVmEntered) {
  for (unsigned issuer = 0; issuer <= 3; ++issuer) {
    Chain chain(issuer + 1);
    chain.set_vmcb(issuer + 1, kVmcbTimer, 50);
    chain.depth = issuer;  // the deepest is not entered yet
    chain.put(issuer, Chain::kCode, {encode(Op::lvmid, 0, Chain::kSyllableAt)});
    chain.put(issuer + 1, Chain::kCode, {kNop});
    chain.start(std::vector<Word>(issuer + 1, 1000));
    chain.steps(1);
    ASSERT_EQ(chain.vmid().depth(), issuer + 1);
    for (unsigned level = 0; level <= issuer; ++level) EXPECT_EQ(chain.timer(level), 999u);
    EXPECT_EQ(chain.timer(issuer + 1), 50u);
    chain.steps(1);
    EXPECT_EQ(chain.timer(issuer), 998u);
    EXPECT_EQ(chain.timer(issuer + 1), 49u);
  }
}

/// VM 1 enters 1.1, which was running 1.1.1, whose control block lies on a page that level 0 has taken away from VM 1.
TEST(TimersAndLvmid, ARestartThatFaultsHalfWayCountsAsOneThatDoesNot) {
  for (const Word own : {Word{300}, Word{1}}) {
    std::vector<std::vector<Word>> ends;
    for (const bool taken_away : {false, true}) {
      Chain chain(3);
      chain.set_vmcb(2, kVmcbTimer, 200);
      chain.set_vmcb(3, kVmcbTimer, 100);
      chain.set_vmcb(2, kVmcbNext, 1);
      chain.depth = 1;
      chain.put(1, Chain::kCode, {encode(Op::lvmid, 0, Chain::kSyllableAt)});
      chain.put(3, Chain::kCode, {kNop});
      chain.start({1000, own});
      const Word page = chain.image.home(chain.vms[2], 0) / 512;  // 1.1's page 0 is this page of VM 1
      const Word frame = chain.image.home(chain.vms[1], page);
      if (taken_away) {
        chain.image.set_entry(chain.vms[1], page, kT);
        EXPECT_EQ(chain.step(), fault_of(1, page * 512, "absent read implicit"));
        EXPECT_EQ(chain.vmid_name(), "NULL");
        EXPECT_EQ(chain.timer(0), 999u);
        EXPECT_EQ(chain.vmcb(1, kVmcbTimer), own == 1 ? kRequested : own - 1);
        EXPECT_EQ(chain.vmcb(1, kVmcbIc), Chain::kCode) << "the loaded registers were dead copies";
        chain.image.set_entry(chain.vms[1], page, frame);
      }
      EXPECT_EQ(chain.vmcb(2, kVmcbTimer), 200u);
      chain.steps(1);  // level 0's LVMID, or VM 1's
      EXPECT_EQ(chain.vmid_name(), "1.1.1");
      EXPECT_EQ(chain.timer(0), taken_away ? 998u : 999u);
      EXPECT_EQ(chain.timer(2), 200u);
      EXPECT_EQ(chain.timer(3), 100u);
      EXPECT_EQ(chain.step(), own == 1 ? fault_of(2, 0, "timer fetch") : "done");
      ends.push_back({chain.timer(1), chain.vmcb(2, kVmcbTimer), chain.vmcb(3, kVmcbTimer), chain.vmid().depth()});
    }
    EXPECT_EQ(ends[0], ends[1]) << "VM 1 sees the same timer";
  }
}

/// The name of 1.1.1's control block makes no sense: the VMM of 1.1 is entered, with the timers of both levels right.
TEST(TimersAndLvmid, ARestartThatEndsInABadNestLeavesTheReceiverWithItsTimer) {
  Chain chain(3);
  chain.set_vmcb(2, kVmcbTimer, 200);
  chain.set_vmcb(2, kVmcbNext, 1);
  chain.set_vmcb(3, kVmcbNext, 3);  // 1.1.1 has no VM 3
  chain.set_vmcb(3, kVmcbTimer, 100);
  chain.depth = 1;
  chain.put(1, Chain::kCode, {encode(Op::lvmid, 0, Chain::kSyllableAt)});
  chain.put(2, 1, {kNop});
  chain.start({1000, 300});
  EXPECT_EQ(chain.step(), "vm-fault t3 37@2 bad nest read implicit");
  EXPECT_EQ(chain.vmid_name(), "1.1");
  EXPECT_EQ(chain.vmcb(3, kVmcbTimer), 100u);
  EXPECT_EQ(chain.timer(1), 299u);
  EXPECT_EQ(chain.timer(2), 200u);
  chain.steps(1);
  EXPECT_EQ(chain.timer(1), 298u);
  EXPECT_EQ(chain.timer(2), 199u);
}

}  // namespace
}  // namespace hv::test
