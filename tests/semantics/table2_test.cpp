// SPDX-License-Identifier: Apache-2.0
// The paper's example on the pure machine: the six lines of Table II with every evaluation, typed in from the
// paper, and what its continuations come to.
#include <gtest/gtest.h>

#include <algorithm>

#include "explore/pure_machine.h"
#include "oracle/show.h"
#include "scenarios/figure6.h"

namespace hv::test {
namespace {

/// Writes down each reference as the paper's column "evaluation" does, its own maps only.
class Evaluation final : public AccessObserver {
 public:
  void accessed(const Access& access) override {
    std::string text = access.by_process ? "" : "swap ";
    text += to_string(access.kind);
    text += " " + std::to_string(access.name) + ":";
    for (const auto& step : access.steps)
      if (step.implicit == 0)
        text += (step.level ? " f" + std::to_string(step.level) : " phi") + "=" +
                (step.out ? std::to_string(*step.out) : "-");
    if (access.outcome.index() != 0) text += " " + show(access.outcome);
    lines.push_back(text);
  }
  std::vector<std::string> take() {
    std::vector<std::string> taken;
    taken.swap(lines);
    return taken;
  }
  std::vector<std::string> lines;
};

void load(PureMachine& machine, const tb::Scenario& scenario) {
  scenario.image.for_each([&](RealName at, Word word) { ASSERT_TRUE(machine.memory().write(at, word)); });
}

/// One line of Table II on the image of Figure 6, with and without associator.
class TableTwo : public testing::TestWithParam<std::uint32_t> {
 protected:
  TableTwo() : machine(config()) {
    load(machine, tb::table2());
    machine.composer().observe(&evaluation);
  }
  static MachineConfig config() {
    MachineConfig config = tb::table2().config;
    config.associator.entries = GetParam();
    return config;
  }
  void start(std::initializer_list<Word> syllables, Word ic, Word r, Word b) {
    for (const Word syllable : syllables) ASSERT_EQ(show(machine.enter(syllable)), "entered");
    ProcessorState state;
    state.ic = ic;
    state.r = r;
    state.b = b;
    machine.processor().set_state(state);
  }
  std::string vmid() { return machine.vmid_unit().vmid().name(); }
  ProcessorState state() { return machine.processor().state(); }
  using Lines = std::vector<std::string>;

  Evaluation evaluation;
  PureMachine machine;
};

INSTANTIATE_TEST_SUITE_P(Associator, TableTwo, testing::Values(0, 1, 64),
                         [](const auto& test) { return "Entries" + std::to_string(test.param); });

TEST_P(TableTwo, LineOneLvmid) {
  start({}, 2000, 0, 14000);
  EXPECT_EQ(vmid(), "NULL");
  StepResult result = machine.processor().step();
  EXPECT_EQ(show(result), "done");
  EXPECT_EQ(isa::disassemble(result.instruction), "LVMID 2800");
  EXPECT_EQ(result.value, Word{1});
  EXPECT_EQ(evaluation.take(), (Lines{"fetch 2000: phi=2000", "read 2800: phi=2800"}));
  EXPECT_EQ(vmid(), "1");
  EXPECT_EQ(state().ic, 2100u);
  EXPECT_EQ(state().r, 1000u);
  EXPECT_EQ(state().b, 3000u);
}

TEST_P(TableTwo, LineTwoExecutionInAVm) {
  start({}, 2000, 0, 14000);
  machine.processor().step();
  evaluation.take();
  StepResult result = machine.processor().step();
  EXPECT_EQ(show(result), "done");
  EXPECT_EQ(isa::disassemble(result.instruction), "LOAD 128");
  EXPECT_EQ(evaluation.take(), (Lines{"fetch 2100: phi=3100 f1=4100", "read 128: phi=1128 f1=6128"}));
  EXPECT_EQ(result.value, Word{999});
  EXPECT_EQ(state().registers[0], 999u);
  EXPECT_EQ(state().ic, 2101u);
  EXPECT_EQ(vmid(), "1");
}

TEST_P(TableTwo, LineThreeExceptionInsideAVm) {
  start({}, 2000, 0, 14000);
  machine.processor().step();
  machine.processor().step();
  evaluation.take();
  StepResult result = machine.processor().step();
  EXPECT_EQ(show(result), "exception e addressing 3500");
  EXPECT_EQ(isa::disassemble(result.instruction), "LOAD 3500");
  const Lines lines = evaluation.take();
  ASSERT_GE(lines.size(), 2u);
  EXPECT_EQ(lines[0], "fetch 2101: phi=3101 f1=4101");
  EXPECT_EQ(lines[1], "read 3500: phi=- e addressing 3500");
  EXPECT_EQ(vmid(), "1") << "no VMM is told";
  const auto word = [&](Word name) { return *machine.memory().read(RealName{7000 + name}); };
  EXPECT_EQ(word(2), 2101u);
  EXPECT_EQ(word(3), 1000u);
  EXPECT_EQ(word(4), 3000u);
  EXPECT_EQ(word(5), 1u);
  EXPECT_EQ(word(6), 3500u);
  EXPECT_EQ(machine.counters().vm_faults, 0u);
}

TEST_P(TableTwo, LineFourVmFaultOfAnotherVm) {
  start({2}, 1100, 2000, 4000);
  EXPECT_EQ(vmid(), "2");
  StepResult result = machine.processor().step();
  EXPECT_EQ(show(result), "vm-fault t1 2100@1 absent read");
  EXPECT_EQ(isa::disassemble(result.instruction), "LOAD 100");
  EXPECT_EQ(evaluation.take(),
            (Lines{"fetch 1100: phi=3100 f1=9100", "read 100: phi=2100 f1=- t1 2100@1 absent read"}));
  EXPECT_EQ(vmid(), "NULL");
  EXPECT_EQ(state().ic, 1u);
}

TEST_P(TableTwo, LineFiveLvmidAndRecursion) {
  start({1}, 3200, 0, 5000);
  StepResult result = machine.processor().step();
  EXPECT_EQ(show(result), "done");
  EXPECT_EQ(isa::disassemble(result.instruction), "LVMID 1300");
  EXPECT_EQ(evaluation.take(), (Lines{"fetch 3200: phi=3200 f1=4200", "read 1300: phi=1300 f1=6300"}));
  EXPECT_EQ(result.value, Word{1});
  EXPECT_EQ(vmid(), "1.1");
  EXPECT_EQ(state().ic, 1100u);
  EXPECT_EQ(state().r, 2000u);
  EXPECT_EQ(state().b, 2000u);
}

TEST_P(TableTwo, LineSixRecursiveExecutionAndVmFault) {
  start({1}, 3200, 0, 5000);
  machine.processor().step();
  evaluation.take();
  StepResult result = machine.processor().step();
  EXPECT_EQ(show(result), "vm-fault t2 2500@2 absent read");
  EXPECT_EQ(isa::disassemble(result.instruction), "LOAD 500");
  EXPECT_EQ(evaluation.take(),
            (Lines{"fetch 1100: phi=3100 f2=2100 f1=5100", "read 500: phi=2500 f2=- t2 2500@2 absent read"}));
  EXPECT_EQ(vmid(), "1") << "to the VMM of level 1; level 0 never hears of it";
  EXPECT_EQ(state().ic, 1u);
  EXPECT_EQ(state().r, 0u);
  EXPECT_EQ(state().b, ~Word{0});
}

TEST(TableTwoScenario, StartsAndLinesAreThoseOfThePaper) {
  const tb::Scenario scenario = tb::table2();
  EXPECT_EQ(scenario.config.memory_pages, 14u);
  EXPECT_EQ(scenario.config.page_words, 1000u);
  EXPECT_EQ(scenario.notes.size(), 6u);
  std::uint64_t lines = 0;
  for (const tb::Start& start : scenario.starts) lines += start.attempts;
  EXPECT_EQ(lines, 6u);
}

/// A continuation, run to the end, with all VM-faults and all data reads in order.
struct Played {
  explicit Played(const tb::Scenario& scenario) : machine(scenario.config) {
    load(machine, scenario);
    Evaluation evaluation;
    machine.composer().observe(&evaluation);
    for (const tb::Start& start : scenario.starts) {
      for (const Word syllable : start.syllables) machine.enter(syllable);
      ProcessorState state;
      state.ic = start.registers->ic;
      state.r = start.registers->r;
      state.b = start.registers->b;
      machine.processor().set_state(state);
      for (std::uint64_t attempt = 0; attempt < start.attempts && !machine.processor().stopped(); ++attempt)
        step(evaluation);
    }
    machine.composer().observe(nullptr);
  }
  void step(Evaluation& evaluation) {
    const std::string before = machine.vmid_unit().vmid().name();
    const std::uint64_t entered = machine.counters().lvmid;
    const StepResult result = machine.processor().step();
    const std::string after = machine.vmid_unit().vmid().name();
    if (result.fault) faults.push_back(before + " " + show(*result.fault) + " " + after);
    if (machine.counters().lvmid != entered) entries.push_back(before + " " + after);
    for (const std::string& line : evaluation.take())
      if (before != "NULL") lines.push_back(before + " " + line);
  }
  bool did(const std::string& line) const { return std::find(lines.begin(), lines.end(), line) != lines.end(); }
  PureMachine machine;
  std::vector<std::string> faults, entries, lines;
};
using Lines = std::vector<std::string>;

TEST(Continuations, RepairPageReadsReal10100) {
  Played run(tb::repair_page());
  ASSERT_TRUE(run.machine.processor().stopped());
  EXPECT_EQ(run.faults, (Lines{"2 t1 2100@1 absent read NULL", "2 t1 0@1 ended fetch NULL"}));
  EXPECT_EQ(run.entries, (Lines{"NULL 2", "NULL 2"}));
  EXPECT_TRUE(run.did("2 read 100: phi=2100 f1=10100"));
}

TEST(Continuations, RepairNestedReadsReal3500) {
  Played run(tb::repair_nested());
  ASSERT_TRUE(run.machine.processor().stopped());
  EXPECT_EQ(run.faults,
            (Lines{"1.1 t2 2500@2 absent read 1", "1.1 t2 0@2 ended fetch 1", "1 t1 0@1 ended fetch NULL"}));
  EXPECT_EQ(run.entries, (Lines{"NULL 1", "1 1.1", "1 1.1"}));
  EXPECT_TRUE(run.did("1.1 read 500: phi=2500 f2=4500 f1=3500"));
}

TEST(Continuations, EvictResumeIsRestartedByOneLvmid) {
  Played run(tb::evict_resume());
  ASSERT_TRUE(run.machine.processor().stopped());
  EXPECT_EQ(run.faults, (Lines{"1.1 t1 4500@1 absent read NULL", "1.1 t1 2100@1 absent fetch NULL",
                               "1.1 t2 0@2 ended fetch 1", "1 t1 0@1 ended fetch NULL"}));
  EXPECT_EQ(run.entries, (Lines{"NULL 1", "1 1.1", "NULL 1.1", "NULL 1.1"})) << "level 1 is not asked again";
  EXPECT_EQ(run.machine.counters().lvmid, 4u);
  EXPECT_TRUE(run.did("1.1 read 500: phi=2500 f2=4500 f1=3500"));
  EXPECT_EQ(run.machine.counters().vm_faults_taken_by_level[0], 3u);
  EXPECT_EQ(run.machine.counters().vm_faults_taken_by_level[1], 1u);
}

TEST(Continuations, EvictTableFaultsOnTheComposersOwnRead) {
  Played run(tb::evict_table());
  ASSERT_TRUE(run.machine.processor().stopped());
  // The table of f1.1 begins at 1100 on VM 1's page 1; the fetch of 1.1 at φ(1100) = 3100 needs its word 3.
  EXPECT_EQ(run.faults, (Lines{"1.1 t1 4500@1 absent read NULL", "1.1 t1 1103@1 absent fetch implicit NULL",
                               "1.1 t2 0@2 ended fetch 1", "1 t1 0@1 ended fetch NULL"}));
  EXPECT_EQ(run.entries, (Lines{"NULL 1", "1 1.1", "NULL 1.1", "NULL 1.1"}));
  EXPECT_TRUE(run.did("1.1 read 500: phi=2500 f2=4500 f1=3500"));
}

}  // namespace
}  // namespace hv::test
