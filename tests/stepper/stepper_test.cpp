// SPDX-License-Identifier: Apache-2.0
// Scripted sessions. What the paper's Table II and Figure 6 say is typed in from there; of the ticker (looking.h), from
// its source.
#include "stepper/stepper.h"

#include "monitors/looking.h"
#include "scenarios/figure6.h"
#include "scenarios/pure_run.h"

namespace hv::test {
namespace {

using tb::Stepper;

struct Session {
  explicit Session(tb::Scenario scenario, std::uint64_t steps = tb::Start::kForever)
      : stepper(std::move(scenario), out, steps) {}
  /// What one command prints.
  std::string operator()(const std::string& line) {
    out.str("");
    EXPECT_TRUE(stepper.command(line)) << line;
    return out.str();
  }
  /// What is wrong with it.
  std::string refused(const std::string& line) {
    out.str("");
    try {
      stepper.command(line);
      ADD_FAILURE() << line << " is not refused";
    } catch (const tb::StepperError& error) {
      EXPECT_EQ(out.str(), "") << line;
      return error.what();
    }
    return "";
  }
  std::ostringstream out;
  Stepper stepper;
};

/// Words of a line, without the spaces between.
std::string words(const std::string& text, unsigned line = 0) {
  std::istringstream lines(text);
  std::string one, joined, word;
  for (unsigned i = 0; i <= line; ++i)
    if (!std::getline(lines, one)) return "(no line " + std::to_string(line) + ")";
  std::istringstream stream(one);
  while (stream >> word) joined += (joined.empty() ? "" : " ") + word;
  return joined;
}

#define EXPECT_IN(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

TEST(Stepper, SixLinesOfTableTwo) {
  Session session(tb::table2());
  EXPECT_EQ(words(session("step")), "1 NULL master 2000 LVMID 2800 VMID is 1");
  EXPECT_EQ(words(session("s")), "2 1 master 2100 LOAD 128 999");
  EXPECT_EQ(words(session("st")), "3 1 master 2101 LOAD 3500 process exception: addressing, name 3500");
  EXPECT_EQ(words(session("step"), 1), "4 2 master 1100 LOAD 100 f2(2100) = t, absent, VM-fault to NULL");
  EXPECT_EQ(words(session("step"), 1), "5 1 master 3200 LVMID 1300 VMID is 1.1");
  EXPECT_EQ(words(session("step")), "6 1.1 master 1100 LOAD 500 f1.1(2500) = t, absent, VM-fault to 1");
  EXPECT_EQ(words(session("step")), "the scenario is over");
  session("reset");
  EXPECT_EQ(words(session("step 6"), 7), "6 1.1 master 1100 LOAD 500 f1.1(2500) = t, absent, VM-fault to 1");
}

TEST(Stepper, StopsAtEvents) {
  Session session(tb::table2());
  session("break fault");
  EXPECT_EQ(words(session("continue"), 2), "4 2 master 1100 LOAD 100 f2(2100) = t, absent, VM-fault to NULL");
  EXPECT_EQ(words(session("c"), 1), "6 1.1 master 1100 LOAD 500 f1.1(2500) = t, absent, VM-fault to 1");
  session("reset");
  session("delete");
  session("break exception");
  EXPECT_EQ(words(session("c")), "3 1 master 2101 LOAD 3500 process exception: addressing, name 3500");
  EXPECT_IN(session("c"), "the scenario is over");
  session("reset");
  session("delete 2");
  session("break lvmid");
  EXPECT_EQ(words(session("c")), "1 NULL master 2000 LVMID 2800 VMID is 1");
  EXPECT_EQ(words(session("c"), 4), "5 1 master 3200 LVMID 1300 VMID is 1.1");  // 3, a start, 4, a start
}

TEST(Stepper, StopsAtPlaces) {
  Session session(tb::table2());
  session("break 1.1:1100");
  session("break 1:2101");
  session("break 1:1100");  // VM 2 comes to its 1100, VM 1 never
  const std::string first = session("continue");
  EXPECT_IN(first, "breakpoint 2: 1:2101");
  EXPECT_EQ(words(first, 2), "=> 1 master 2101 LOAD 3500");
  const std::string second = session("continue");
  EXPECT_IN(second, "breakpoint 1: 1.1:1100");
  EXPECT_IN(second, "5  1 ");
  EXPECT_IN(session("info"), "2  break 1:2101\n");
  EXPECT_EQ(words(session("continue")), "6 1.1 master 1100 LOAD 500 f1.1(2500) = t, absent, VM-fault to 1");
}

// f1.1(3100) = 2100 and f1(2100) = 5100, where LOAD 500 is (Figure 6).
TEST(Stepper, ExplainsNames) {
  Session session(tb::table2());
  session("step 5");
  const std::string chain = session("explain 3100");
  EXPECT_IN(chain, "VMID 1.1, resource name 3100");
  EXPECT_IN(chain, "f1.1(3100) = 2100\n");
  EXPECT_IN(chain, "f1(2100) = 5100\n");
  EXPECT_IN(chain, "real name 5100, which holds LOAD 500");
  EXPECT_IN(session("explain phi 1100"), "phi(1100) = 3100\n");
  EXPECT_IN(session("explain phi 2000"), "phi(2000) = e\n");
  EXPECT_IN(session("e 2500"), "f1.1(2500) = t\n");
}

TEST(Stepper, ShowsRegistersAndNest) {
  Session session(tb::table2());
  session("step 5");
  const std::string registers = session("registers");
  EXPECT_EQ(words(registers, 0), "VMID 1.1");
  EXPECT_EQ(words(registers, 2), "IC 1100");
  EXPECT_EQ(words(registers, 3), "R-B 2000, 2000");
  EXPECT_IN(registers, "timer of level 2  0\n");
  // Figure 6: VMCB 1 at 200 of the real machine, the one of VM 1.1 at 200 of VM 1, which is real 7200.
  const std::string nest = session("where");
  EXPECT_IN(nest, "level 1, VM 1: VMCB at 200 of level 0, real 200; map paged, base 300\n");
  EXPECT_IN(nest, "level 2, VM 1.1: VMCB at 200 of level 1, real 7200; map paged, base 300\n");
  EXPECT_IN(nest, "IC saved 1100, NEXT_SYLLABLE 0, STATUS 0\n");
  session("step");
  EXPECT_EQ(words(session("where")), "VMID 1, IC 1");
}

TEST(Stepper, DumpsMemoryOfAnyMachine) {
  Session session(tb::table2());
  EXPECT_EQ(words(session("dump 0 4100 2"), 1),
            "4100 real 4100 " + std::to_string(isa::encode(isa::Op::load, 0, 128)) + " LOAD 128");
  EXPECT_EQ(words(session("dump vm1 3101 1"), 1).substr(0, 14), "3101 real 4101");
  EXPECT_EQ(words(session("dump 1.1 3100 1"), 1).substr(0, 14), "3100 real 5100");  // f1(f1.1(3100))
  EXPECT_EQ(words(session("dump 1.1 0 1"), 1), "0 has no real name");               // t in VM 1.1's table
  EXPECT_EQ(words(session("dump 14000"), 1), "14000 real 14000 does not exist");
  EXPECT_IN(session.refused("dump 1 3100"), "there is no level 1 now");
  session("step");
  EXPECT_EQ(words(session("dump 1 3100 1"), 1).substr(0, 14), "3100 real 4100");
  EXPECT_IN(session.refused("dump vm3 0"), "there is no VM 3");
}

// To look at a VM that sleeps changes nothing: the rest of the run is the same.
TEST(Stepper, LookingChangesNothing) {
  const auto last_lines = [](bool look) {
    Session session(tb::evict_resume());
    std::string text;
    for (int i = 0; i < 60; ++i) {
      text += session("step");
      if (!look) continue;
      for (const char* line : {"registers", "where", "dump 0 0 9", "explain 100", "explain phi 100", "counters"})
        session(line);
      try {
        session.stepper.command("dump 1.1 3100 1");
      } catch (const tb::StepperError&) {
      }
    }
    return text + session("counters");
  };
  EXPECT_EQ(last_lines(true), last_lines(false));
}

TEST(Stepper, NextGoesOverARunOfAVm) {
  Session session(tb::repair_nested());
  // Level 0's boot: LVMID; VM 1 runs until it ends, which is a VM-fault to level 0.
  const std::string text = session("next");
  EXPECT_IN(text, "f1: ended");
  EXPECT_IN(text, "VM-fault to NULL");
  EXPECT_EQ(words(text, 1).substr(0, 16), "=> NULL master 1");
  // From level 0's own instruction, next is a step.
  EXPECT_IN(session("next"), "NULL    master  1 ");
}

// Line 4 of Table II faults on VM 2's page 2; level 0's handler gives it frame 10000 in word 322 of the page table.
TEST(Stepper, WatchesWords) {
  Session session(tb::repair_page());
  EXPECT_IN(session("watch 0 322"), "watchpoint 1: NULL:322 (real 322)");
  const std::string text = session("continue");
  EXPECT_IN(text, "watchpoint 1: NULL:322 (real 322) was 9223372036854775808, is 10000\n");
  EXPECT_IN(text, "STORE R3,320(R2)");
  EXPECT_IN(session("continue"), "the scenario is over");
}

TEST(Stepper, KnowsLabels) {
  Session session(ticker(1, 0));
  session("break 1:handler");
  const std::string stop = session("continue");
  EXPECT_IN(stop, "breakpoint 1: 1:handler");
  EXPECT_IN(stop, "<start>");  // the SVC there
  EXPECT_IN(stop, "<handler>");
  EXPECT_IN(session("registers"), "<handler>");
  EXPECT_EQ(words(session("dump handler 1"), 0).substr(0, 6), "memory");
  EXPECT_IN(session("disassemble 1"), "LOAD R9,5");
  EXPECT_IN(session.refused("break nowhere"), "no label of VM 1");
  session("delete");
  session("break interrupt");
  EXPECT_IN(session("continue"), "interrupt: timer");
}

TEST(Stepper, LimitsAndCounts) {
  Session session(ticker(0, 0), 30);
  EXPECT_EQ(words(session("continue 10")).substr(0, 3), "10 ");
  EXPECT_IN(session("counters"), "instructions            10\n");
  EXPECT_IN(session("continue"), "    30  ");
  EXPECT_IN(session("step"), "the scenario is over");
}

TEST(Stepper, ShowsTheConsole) {
  tb::Scenario scenario;
  scenario.config.page_words = kPage;
  scenario.config.memory_pages = 1;
  scenario.config.console_page = 2;
  using isa::encode, isa::Op;
  scenario.image.put(64, {encode(Op::la, 1, 'h'), encode(Op::store, 1, 2 * kPage), encode(Op::la, 1, 'i'),
                          encode(Op::store, 1, 2 * kPage), encode(Op::halt, 0, 0)});
  scenario.starts = {{{}, tb::Start::Registers{64, 0, kUnbounded}, tb::Start::kForever}};
  Session session(scenario);
  EXPECT_EQ(session("console"), "");
  EXPECT_IN(session("continue"), "the machine stops");
  EXPECT_EQ(session("console"), "hi\n");
}

TEST(Stepper, RefusesWhatMakesNoSense) {
  Session session(tb::table2());
  EXPECT_IN(session.refused("jump 5"), "there is no command jump; there are step, next");
  EXPECT_IN(session.refused("co"), "co may be continue, console, counters");
  EXPECT_IN(session.refused("re"), "re may be registers, reset");
  EXPECT_IN(session.refused("step 0"), "at least 1");
  EXPECT_IN(session.refused("step -1"), "'-1' is no number");
  EXPECT_IN(session.refused("step 1 2"), "it is: step [N]");
  EXPECT_IN(session.refused("step 99999999999999999999"), "no number");
  EXPECT_IN(session.refused("break"), "it is: break");
  EXPECT_IN(session.refused("break 1..1:5"), "VMID");
  EXPECT_IN(session.refused("break 0:5"), "VMID");
  EXPECT_IN(session.refused("delete 1"), "there is no breakpoint 1");
  EXPECT_IN(session.refused("watch 14000"), "no real memory");
  EXPECT_IN(session.refused("explain chi 5"), "explain [phi] NAME");
  EXPECT_EQ(words(session("info")), "no breakpoints");
  EXPECT_IN(session("help"), "disassemble [COUNT]");
  EXPECT_FALSE(session.stepper.command("quit"));
}

TEST(Stepper, Scripts) {
  const auto script = [](const std::string& text) {
    Session session(tb::table2());
    std::istringstream lines(text);
    const auto wrong = run_script(session.stepper, lines);
    return std::pair(wrong.value_or(""), session.out.str());
  };
  EXPECT_EQ(script("").first, "");
  EXPECT_EQ(script("\n\nstep # the first\n  q\nnonsense\n").first, "");
  EXPECT_EQ(words(script("step # the first").second), "1 NULL master 2000 LVMID 2800 VMID is 1");
  const auto wrong = script("step\n\nnonsense\nstep\n");
  EXPECT_EQ(wrong.first.substr(0, 43), "line 3: there is no command nonsense; there");
  EXPECT_EQ(words(wrong.second, 1), "=> 1 master 2100 LOAD 128");
  EXPECT_EQ(words(wrong.second, 2), "(no line 2)");
}

}  // namespace
}  // namespace hv::test
