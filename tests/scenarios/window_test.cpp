// SPDX-License-Identifier: Apache-2.0
// Waves of a part of a run: they are that part of the waves of the whole run, and the run is the same. The whole run is
// in lock-step and observed from beginning to end; the other one only within the window.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <sstream>

#include "explore/parameters.h"
#include "stepper/trigger.h"
#include "wave_run.h"

namespace hv::test {
namespace {

using Moment = tb::ScenarioRun::Moment;
using Changes = std::vector<std::pair<std::uint64_t, std::string>>;

/// What `work` returns in a process of its own: the kernel elaborates once in each.
std::string in_child(const std::function<std::string()>& work) {
  int pipe_ends[2];
  if (pipe(pipe_ends) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child == 0) {
    try {
      const std::string text = work();
      _exit(write(pipe_ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()) ? 0 : 1);
    } catch (const std::exception&) {
      _exit(1);  // whatever follows is the parent's
    }
  }
  close(pipe_ends[1]);
  std::string text;
  char piece[4096];
  for (ssize_t got = 0; (got = read(pipe_ends[0], piece, sizeof piece)) > 0;)
    text.append(piece, static_cast<std::size_t>(got));
  close(pipe_ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  return text;
}

/// All that a run has done.
std::string end_of(const WaveRun& run) {
  std::ostringstream text;
  text << run.cycles << " cycles, digest " << run.real_digest << (run.complete ? ", complete" : "");
  Counters::for_each(run.counters,
                     [&](const char* name, const char*, std::uint64_t value) { text << ", " << name << " " << value; });
  return text.str();
}

struct Ran {
  std::string path, end;
  std::uint64_t waits;
};

Ran ran(const std::string& scenario, unsigned levels, std::uint64_t instructions, const WaveWindow& window) {
  std::istringstream lines(in_child([&] {
    const WaveRun run = wave_run(scenario, levels, instructions, window);
    return run.path + "\n" + end_of(run) + "\n" + std::to_string(run.waits) + "\n";
  }));
  Ran result;
  std::getline(lines, result.path);
  std::getline(lines, result.end);
  lines >> result.waits;
  return result;
}

/// When each instruction begins, in order.
std::vector<std::uint64_t> begins(const Vcd& vcd) {
  std::vector<std::uint64_t> times;
  for (const auto& [time, bits] : vcd.signal("cpu.number").changes) times.push_back(time);
  return times;
}

/// The changes from one time on until another; the first one says what the value is at `from`.
Changes between(const Changes& all, std::uint64_t from, std::uint64_t to) {
  Changes found{{from, "none"}};
  for (const auto& [time, value] : all) {
    if (time <= from) found[0].second = value;
    if (time > from && time < to) found.emplace_back(time, value);
  }
  return found;
}

void expect_part(const Vcd& part, const Vcd& whole, std::uint64_t from, std::uint64_t to) {
  ASSERT_EQ(part.signals().size(), whole.signals().size());
  for (const auto& [name, signal] : whole.signals()) {
    const Vcd::Signal& recorded = part.signals().at(name);
    EXPECT_EQ(recorded.width, signal.width) << name;
    EXPECT_EQ(recorded.changes, between(signal.changes, from, to)) << name << " from " << from << " to " << to;
  }
  EXPECT_EQ(part.end(), to);
}

struct Run {
  const char* scenario;
  unsigned levels;
  std::uint64_t instructions;
};

std::ostream& operator<<(std::ostream& out, const Run& run) { return out << run.scenario; }

class WaveWindows : public testing::TestWithParam<Run> {};

/// From anywhere in one instruction to anywhere in another: whole instructions, beginning with the next.
TEST_P(WaveWindows, ByTimeAreAPartOfTheWhole) {
  const auto& [scenario, levels, instructions] = GetParam();
  const Ran whole = ran(scenario, levels, instructions, {});
  const Vcd vcd(whole.path);
  const std::vector<std::uint64_t> times = begins(vcd);
  const auto at = [](std::uint64_t ns) {
    return Moment{tb::Start::kForever, sc_core::sc_time(static_cast<double>(ns), sc_core::SC_NS)};
  };
  for (std::size_t first = 1; first + 2 < times.size(); first += times.size() / 6 + 1) {
    const std::size_t end = std::min(times.size() - 1, first + 40);
    for (const std::uint64_t from : {times[first], times[first] - 1, times[first - 1] + 1})
      for (const std::uint64_t to : {times[end], times[end - 1] + 1}) {
        const Ran part = ran(scenario, levels, instructions, {at(from), at(to)});
        EXPECT_EQ(part.end, whole.end);
        EXPECT_LT(part.waits, whole.waits);
        expect_part(Vcd(part.path), vcd, times[first], times[end]);
      }
  }
}

/// Indices of instructions that begin with this, three at most.
std::vector<std::size_t> beginning_with(const Vcd& vcd, const std::string& signal, const std::string& number) {
  const std::vector<std::uint64_t> times = begins(vcd);
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < times.size() && found.size() < 3; ++i)
    if (vcd.number(signal, times[i]) == number) found.push_back(i);
  return found;
}

/// Windows at every place of a run, in steps, and where the first thing in it depends on what was before: an interrupt
/// that is a VM-fault, so that there is no reference, and a fetch that makes no entry.
TEST_P(WaveWindows, ByInstructionsAreAPartOfTheWhole) {
  const auto& [scenario, levels, instructions] = GetParam();
  const Ran whole = ran(scenario, levels, instructions, {});
  const Vcd vcd(whole.path);
  const std::vector<std::uint64_t> times = begins(vcd);
  const std::uint64_t length = 3;
  ASSERT_GT(times.size(), length + 1);
  std::vector<std::size_t> places = beginning_with(vcd, "cpu.phase", "5");
  EXPECT_TRUE(std::string(scenario) != "ticker" || places.size() == 3);
  const std::vector<std::size_t> misses = beginning_with(vcd, "associator.event", "3");
  EXPECT_TRUE(std::string(scenario) != "evict-table" || !misses.empty());
  places.insert(places.end(), misses.begin(), misses.end());
  for (std::size_t from = 0; from < times.size(); from += times.size() / 20 + 1) places.push_back(from);
  for (const std::size_t from : places) {
    if (from + length >= times.size()) continue;
    const Ran part = ran(scenario, levels, instructions, {{from}, {from + length}});
    EXPECT_EQ(part.end, whole.end);
    expect_part(Vcd(part.path), vcd, times[from], times[from + length]);
  }
}

/// To the end of the run, and as long after it as the waves of the whole.
TEST_P(WaveWindows, WithoutAnEndGoOnAsTheWholeDoes) {
  const auto& [scenario, levels, instructions] = GetParam();
  const Ran whole = ran(scenario, levels, instructions, {});
  const Vcd vcd(whole.path);
  const std::vector<std::uint64_t> times = begins(vcd);
  const std::size_t from = times.size() / 2;
  const Ran part = ran(scenario, levels, instructions, {{from}, {}});
  EXPECT_EQ(part.end, whole.end);
  expect_part(Vcd(part.path), vcd, times[from], vcd.end());
}

std::string test_name(const testing::TestParamInfo<Run>& tested) {
  std::string name = tested.param.scenario;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Scenarios, WaveWindows,
                         testing::Values(Run{"table2", 2, 6}, Run{"repair-nested", 2, 300}, Run{"evict-table", 2, 300},
                                         Run{"nest", 3, 300}, Run{"os", 2, 4000}, Run{"ticker", 2, 30000}),
                         test_name);

/// The window is so short that what the machine did outside of it decides how often it has waited.
TEST(WaveWindow, IsLockStepWithinOnly) {
  const Ran part = ran("os", 2, 4000, {{3000}, {3010}});
  const Ran whole = ran("os", 2, 4000, {});
  EXPECT_GT(whole.waits, 8000u);
  EXPECT_LT(part.waits, 1000u);
}

// --- triggers: the search in the pure core against the waves of the SystemC machine

/// Numbers (from 1) of the instructions in which a signal takes a value.
std::vector<std::uint64_t> instructions_with(const Vcd& vcd, const std::vector<std::uint64_t>& at) {
  const std::vector<std::uint64_t> times = begins(vcd);
  std::vector<std::uint64_t> numbers;
  for (const std::uint64_t time : at)
    numbers.push_back(static_cast<std::uint64_t>(std::upper_bound(times.begin(), times.end(), time) - times.begin()));
  return numbers;
}

std::vector<std::uint64_t> found(const tb::Scenario& scenario, const std::string& event, std::uint64_t instructions) {
  std::vector<std::uint64_t> numbers;
  for (std::uint64_t count = 1;; ++count) {
    const auto search =
        tb::find_trigger(scenario, tb::parse_trigger(event + ":" + std::to_string(count)), instructions);
    EXPECT_EQ(search.happened, numbers.size() + (search.attempt ? 1 : 0));
    if (!search.attempt) return numbers;
    numbers.push_back(*search.attempt + 1);
  }
}

class WaveTriggersOf : public testing::TestWithParam<Run> {};

TEST_P(WaveTriggersOf, AreWhereTheWavesHaveThem) {
  const auto& [name, levels, instructions] = GetParam();
  const WaveRun run = wave_run(name, levels, instructions);
  const Vcd& vcd = run.vcd;
  const tb::Scenario scenario = scenario_with(name, levels);
  const auto outcome = [&](const char* code) { return instructions_with(vcd, vcd.times("cpu.outcome", code)); };
  std::vector<std::uint64_t> rises;
  for (const Vcd::Span& pulse : vcd.pulses("vm_fault.active")) rises.push_back(pulse.begin);
  EXPECT_EQ(found(scenario, "vm-fault", instructions), instructions_with(vcd, rises));
  EXPECT_EQ(found(scenario, "exception", instructions), outcome("2"));
  EXPECT_EQ(found(scenario, "halt", instructions), outcome("4"));
  EXPECT_GE(rises.size() + outcome("2").size(), 3u);
  std::vector<std::uint64_t> interrupts = outcome("5"), deeper;
  for (const char* cause : {"7", "8"})
    for (const std::uint64_t number : instructions_with(vcd, vcd.times("vm_fault.cause", cause)))
      interrupts.push_back(number);
  std::sort(interrupts.begin(), interrupts.end());
  EXPECT_EQ(found(scenario, "interrupt", instructions), interrupts);
  EXPECT_EQ(interrupts.empty(), std::string(name) != "ticker");
  std::string depth = "0";
  for (const auto& [time, bits] : vcd.signal("vmid.depth").changes) {
    const std::string now = Vcd::number_of(bits);
    if (now > depth) deeper.push_back(instructions_with(vcd, {time})[0]);
    depth = now;
  }
  EXPECT_EQ(found(scenario, "lvmid", instructions), deeper);
}

INSTANTIATE_TEST_SUITE_P(Scenarios, WaveTriggersOf,
                         testing::Values(Run{"repair-nested", 2, 300}, Run{"evict-table", 2, 300},
                                         Run{"terminal", 2, 12000}, Run{"ticker", 2, 30000}),
                         test_name);

TEST(WaveTriggers, FindALabelAndTheEnd) {
  const WaveRun run = wave_run("tree", 2, 30000);
  const tb::Scenario scenario = scenario_with("tree", 2);
  const std::string label = scenario.labels.at("NULL").at(0).name;
  std::vector<std::uint64_t> there;
  for (const std::uint64_t time : begins(run.vcd))
    if (run.vcd.text("cpu.symbol", time) == label) there.push_back(instructions_with(run.vcd, {time})[0]);
  ASSERT_FALSE(there.empty()) << label;
  EXPECT_EQ(found(scenario, "label:" + label, 30000), there);
  EXPECT_THROW(tb::find_trigger(scenario, tb::parse_trigger("label:nowhere"), 10), explore::ParameterError);
}

TEST(WaveTriggers, RefuseWhatMakesNoSense) {
  for (const char* text : {"", "fault", "vm-fault:", "vm-fault:0", "vm-fault:x", "vm-fault:1:2", "label",
                           "label:", "label:a:0", "label:a:1:2", "vm-fault:99999999999999999999"})
    EXPECT_THROW(tb::parse_trigger(text), explore::ParameterError) << text;
  EXPECT_EQ(tb::parse_trigger("label:a.b:7").count, 7u);
  EXPECT_EQ(tb::parse_trigger("label:a.b:7").label, "a.b");
}

}  // namespace
}  // namespace hv::test
