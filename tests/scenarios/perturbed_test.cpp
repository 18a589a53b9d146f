// SPDX-License-Identifier: Apache-2.0
// The paper's example with its forced cells changed at random, on the SystemC machine, against a walk written here that
// knows nothing of the model: no constant of Table II can stand in for the machine.
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "monitors/event.h"
#include "platform/scenario_run.h"
#include "scenarios/figure6.h"

namespace hv::test {
namespace {

constexpr Word kPage = 1000, kFrames = 14, kT = Word{1} << 63;
using Cells = std::map<Word, Word>;
/// One evaluation step: the map's name, what went in, and what came out, or nothing for e and t.
struct Step {
  std::string map;
  Word in;
  std::optional<Word> out;
};
bool operator==(const Step& a, const Step& b) { return a.map == b.map && a.in == b.in && a.out == b.out; }
std::ostream& operator<<(std::ostream& out, const Step& step) {
  return out << step.map << "(" << step.in << ")=" << (step.out ? std::to_string(*step.out) : "-");
}

/// A line of the table, as the figure's cells say it: which VM runs, its R-B, its IC.
struct Line {
  std::vector<Word> vmid;
  Word ic, r, b;
};

/// f of a name, by the page tables of Figure 6: VM 1's at 300, VM 2's at 320, VM 1.1's at VM 1's own name 300.
struct Walk {
  const Cells& cells;
  std::vector<Step> steps;

  Word cell(Word name) const {
    const auto found = cells.find(name);
    return found == cells.end() ? 0 : found->second;
  }
  std::optional<Word> table_word(Word base, Word pages, Word name) const {
    if (name / kPage >= pages) return std::nullopt;
    const Word word = cell(base + name / kPage);
    if (word & kT) return std::nullopt;
    return word + name % kPage;
  }
  std::optional<Word> step(const std::string& map, Word in, std::optional<Word> out) {
    steps.push_back({map, in, out});
    return out;
  }
  std::optional<Word> phi(const Line& line, Word name) {
    return step("phi", name, name < line.b ? std::optional<Word>(name + line.r) : std::nullopt);
  }
  /// The table of 1.1 is read on VM 1's page 0, wherever that is.
  std::optional<Word> f11(Word name) {
    const std::optional<Word> page0 = table_word(300, 5, 0);
    return step("f1.1", name, table_word(*page0 + 300, 4, name));
  }
  /// Whether the instruction would lie among control blocks and tables, on page 0 of level 0 or of VM 1.
  bool in_tables(const Line& line) {
    const auto at = real(line, line.ic);
    return at && (*at / kPage == 0 || *at / kPage == 7);
  }
  std::optional<Word> real(const Line& line, Word process_name) {
    auto y = phi(line, process_name);
    if (y && line.vmid.size() == 2) y = f11(*y);
    if (y && !line.vmid.empty())
      y = line.vmid[0] == 1 ? step("f1", *y, table_word(300, 5, *y)) : step("f2", *y, table_word(320, 6, *y));
    return y;
  }
};

std::vector<Step> steps_of(const Access& access, const std::vector<Word>& vmid) {
  std::vector<Step> steps;
  for (const auto& step : access.steps)
    if (step.implicit == 0) steps.push_back({tb::map_name(vmid, step.level), step.in, step.out});
  return steps;
}

class Perturbed : public testing::Test {
 protected:
  Perturbed() : run_(scenario(), true), collector_(run_.machine().vmid_unit.vmid(), [] { return 0; }) {
    run_.machine().cpu.processor().observe(&collector_);
    run_.machine().composer.composer().observe(&collector_);
    collector_.add_sink([this](const tb::InstructionEvent& event) { events_.push_back(event); });
  }
  static tb::Scenario scenario() { return tb::table2(); }
  Word random(Word least, Word most) { return std::uniform_int_distribution<Word>(least, most)(random_); }
  bool chance(int percent) { return random(1, 100) <= static_cast<Word>(percent); }

  /// Figure 6, with every table word, R-B and operand that the paper forces moved about. Frames stay distinct, and VM
  /// 1's page 0 stays where its tables are.
  Cells perturbed_cells() {
    Cells cells;
    tb::figure6_image().for_each([&](RealName name, Word word) { cells[name.value] = word; });
    std::vector<Word> frames{1, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13};
    std::shuffle(frames.begin(), frames.end(), random_);
    for (Word page = 1; page < 5; ++page) cells[300 + page] = chance(15) ? kT : frames[page] * kPage;
    for (Word page = 0; page < 6; ++page) cells[320 + page] = chance(15) ? kT : frames[5 + page] * kPage;
    for (Word page = 0; page < 4; ++page) cells[7300 + page] = chance(25) ? kT : random(1, 4) * kPage;
    return cells;
  }

  Line perturbed_line() {
    static const std::vector<std::vector<Word>> machines{{}, {1}, {2}, {1, 1}};
    Line line{machines[random(0, 3)], 0, random(0, 3) * kPage, random(1, 5) * kPage};
    line.ic = random(0, line.b - 1);
    return line;
  }

  /// Writes the cells and LOAD `operand` where the line's IC leads, then attempts that instruction.
  const tb::InstructionEvent& execute(Cells& cells, const Line& line, Word operand) {
    Walk fetch{cells, {}};
    const auto at = fetch.real(line, line.ic);
    if (at) cells[*at] = isa::encode(isa::Op::load, 0, operand);
    sc::Machine& machine = run_.machine();
    machine.reset_vmid();
    for (Word name = 0; name < kFrames * kPage; ++name) {
      machine.memory.words().write(RealName{name}, Walk{cells, {}}.cell(name));
      machine.composer.composer().stored(RealName{name});
    }
    for (const Word syllable : line.vmid) EXPECT_TRUE(machine.enter(syllable));
    ProcessorState state;
    state.ic = line.ic;
    state.r = line.r;
    state.b = line.b;
    machine.set_state(state);
    machine.run(1);
    return events_.back();
  }

  std::mt19937_64 random_{1973};
  tb::ScenarioRun run_;
  tb::EventCollector collector_;
  std::vector<tb::InstructionEvent> events_;
};

TEST_F(Perturbed, ForcedCellsDecideEveryStep) {
  std::map<std::string, int> seen;
  for (int round = 0; round < 400; ++round) {
    Cells cells = perturbed_cells();
    Line line = perturbed_line();
    while (Walk{cells, {}}.in_tables(line)) line = perturbed_line();
    const Word operand = random(0, 5 * kPage);
    if (line.vmid.size() == 2) cells[200 + 6] = 1;  // VM 1 may LVMID
    const tb::InstructionEvent& event = execute(cells, line, operand);
    ASSERT_EQ(events_.size(), static_cast<std::size_t>(round + 1));

    Walk fetch{cells, {}}, load{cells, {}};
    const auto at = fetch.real(line, line.ic);
    const auto from = at ? load.real(line, operand) : std::nullopt;
    ASSERT_FALSE(event.accesses.empty());
    EXPECT_EQ(steps_of(event.accesses[0], event.vmid), fetch.steps) << "round " << round;
    if (at) {
      ASSERT_GE(event.accesses.size(), 2u);
      EXPECT_EQ(steps_of(event.accesses[1], event.vmid), load.steps) << "round " << round;
    }
    const std::vector<Step>& last = at ? load.steps : fetch.steps;
    if (from) {
      EXPECT_EQ(event.result.outcome, StepOutcome::done);
      EXPECT_EQ(event.result.value, Walk({cells, {}}).cell(*from));
      EXPECT_EQ(event.vmid_after, event.vmid);
    } else if (last.back().map == "phi") {
      // The swap's fixed locations are on page 0 of the running level; without it the exception is a VM-fault.
      const bool swapped = Walk{cells, {}}.real({line.vmid, 0, 0, kPage}, 0).has_value();
      EXPECT_EQ(event.result.exception.has_value(), swapped) << "round " << round;
      EXPECT_EQ(event.result.fault.has_value(), !swapped) << "round " << round;
    } else {
      ASSERT_TRUE(event.result.fault) << "round " << round;
      EXPECT_EQ(event.result.fault->name.value, last.back().in);
      EXPECT_EQ(event.vmid_after.size(), last.back().map == "f1.1" ? 1u : 0u);
    }
    ++seen[from ? "done" : last.back().map];
  }
  for (const char* ending : {"done", "phi", "f1", "f2", "f1.1"}) EXPECT_GE(seen[ending], 10) << ending;
}

}  // namespace
}  // namespace hv::test
