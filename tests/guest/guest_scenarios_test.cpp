// SPDX-License-Identifier: Apache-2.0
// The scenarios of guest software, event by event: what every machine says, and who gets which VM-fault.
#include "scenarios/guest_scenarios.h"

#include <algorithm>
#include <set>

#include "explore/parameters.h"
#include "guest/guest_run.h"
#include "monitors/event.h"
#include "scenarios/catalogue.h"
#include "scenarios/pure_run.h"

namespace hv::test {
namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;

/// A scenario run to its end, every VM-fault looked at.
struct Played {
  /// `references`: looks at each of them too, which takes its time.
  explicit Played(const std::string& name, const Settings& settings = {}, bool references = false) {
    const tb::CatalogueEntry& entry = *tb::find_scenario(name);
    explore::Configuration configuration = entry.base;
    for (const auto& [parameter, value] : settings) explore::parameter(parameter).set(configuration, value);
    scenario = entry.make(configuration);
    run = std::make_unique<tb::PureRun>(scenario);
    tb::EventCollector collector(run->machine().vmid_unit().vmid(), [] { return 0; });
    run->machine().processor().observe(&collector);
    if (references) run->machine().composer().observe(&collector);
    collector.add_sink([this](const tb::InstructionEvent& event) { see(event); });
    complete = run->run(200'000'000);
  }

  /// "Directed to the VMM that owns the failing map", and to nobody else.
  void see(const tb::InstructionEvent& event) {
    ASSERT_EQ(event.vmid, expected_vmid) << "attempt " << event.n << ": the VMID has changed between instructions";
    if (delivered) {
      ASSERT_EQ(event.state.address(), 1u) << "attempt " << event.n << ": a VMM is entered at location 1";
      ASSERT_TRUE(event.state.master() && !event.state.interruptible());
      ASSERT_EQ(event.state.r, 0u);
      ASSERT_EQ(event.state.b, kUnbounded);
    }
    delivered = event.result.outcome == StepOutcome::vm_fault;
    expected_vmid = event.vmid_after;
    machines.insert(tb::tree_name(event.vmid));
    if (event.result.outcome == StepOutcome::exception) ++causes[event.result.exception->cause];
    for (const Access& access : event.accesses)
      for (const auto& step : access.steps) type2_steps += step.type2_phi;
    if (!delivered) {
      const bool entered = event.vmid_after.size() > event.vmid.size();
      EXPECT_TRUE(event.vmid_after == event.vmid || entered) << "only a VM-fault removes syllables";
      return;
    }
    const unsigned level = event.result.fault->level;
    ++faults[event.result.fault->cause];
    ++faults_by_level[level];
    ASSERT_GE(level, 1u);
    // The longest name the VMID has had during the attempt: LVMID may have appended before it met the fault.
    ASSERT_EQ(event.vmid_after.size(), level - 1) << "attempt " << event.n;
    const std::size_t common = std::min<std::size_t>(event.vmid.size(), level - 1);
    EXPECT_TRUE(std::equal(event.vmid.begin(), event.vmid.begin() + static_cast<std::ptrdiff_t>(common),
                           event.vmid_after.begin()));
  }

  const std::string& console() const { return run->machine().console().output(); }
  std::optional<Word> halt_code() const { return run->machine().processor().halt_code(); }
  Counters counters() const { return run->machine().counters(); }
  std::uint64_t faults_seen() const {
    std::uint64_t sum = 0;
    for (const auto& [level, count] : faults_by_level) sum += count;
    return sum;
  }
  std::vector<std::string> lines_of(const std::string& prefix) const {
    std::vector<std::string> lines;
    std::istringstream text(console());
    for (std::string line; std::getline(text, line);)
      if (line.rfind(prefix, 0) == 0) lines.push_back(line.substr(prefix.size()));
    return lines;
  }

  tb::Scenario scenario;
  std::unique_ptr<tb::PureRun> run;
  bool complete = false;
  std::vector<Word> expected_vmid;
  bool delivered = false;
  std::set<std::string> machines;
  std::map<FaultCause, std::uint64_t> faults;
  std::map<unsigned, std::uint64_t> faults_by_level;
  std::map<ExceptionCause, std::uint64_t> causes;
  std::uint64_t type2_steps = 0;
};

const Settings kSmall{{"guest.size", "4"}};

Settings with(Settings settings, const std::string& name, const std::string& value) {
  settings.emplace_back(name, value);
  return settings;
}

class OsAtDepth : public testing::TestWithParam<unsigned> {};

TEST_P(OsAtDepth, SaysWhatItSaysOnTheRealMachine) {
  static const Played real("os", with(kSmall, "depth", "0"));
  ASSERT_TRUE(real.complete);
  EXPECT_NE(real.console().find("ended: "), std::string::npos) << "the order of its processes is part of the text";
  const unsigned depth = GetParam();
  const Played run("os", with(kSmall, "depth", std::to_string(depth)));
  ASSERT_TRUE(run.complete);
  EXPECT_EQ(run.halt_code(), std::optional<Word>(0));
  EXPECT_EQ(run.console(), real.console());
  EXPECT_EQ(run.machines.size(), depth + 1);
  const Counters counters = run.counters();
  EXPECT_EQ(run.faults_seen(), counters.vm_faults) << "one delivery for each fault";
  EXPECT_EQ(counters.lvmid, counters.vm_faults) << "each is answered by one LVMID: the nest is restarted at once";
  for (unsigned level = 1; level <= depth; ++level)
    EXPECT_EQ(counters.vm_faults_taken_by_level[level - 1], counters.vm_faults_by_level[level]);
  EXPECT_EQ(counters.process_exceptions_by_level[depth], real.counters().process_exceptions);
  EXPECT_EQ(counters.process_exceptions, real.counters().process_exceptions) << "exceptions stay where they are";
  EXPECT_EQ(counters.interrupts_by_level[depth], real.counters().interrupts) << "timer interrupts too";
}

INSTANTIATE_TEST_SUITE_P(Depths, OsAtDepth, testing::Range(0u, 9u));

TEST(Tree, EveryMachineRunsAndSaysItsLines) {
  const Played run("tree");
  ASSERT_TRUE(run.complete);
  EXPECT_EQ(run.machines, (std::set<std::string>{"NULL", "1", "2", "2.1", "2.2", "3"}));
  using Lines = std::vector<std::string>;
  EXPECT_EQ(run.lines_of("1: "), (Lines{"aaaaaaaa", "aaaaaaaa", "aaaaaaaa", "ended"}));
  EXPECT_EQ(run.lines_of("2: 1: "), (Lines{"bbbbbbbb", "bbbbbbbb", "bbbbbbbb", "ended"}));
  EXPECT_EQ(run.lines_of("2: 2: "), (Lines{"cccccccc", "cccccccc", "cccccccc", "ended"}));
  EXPECT_EQ(run.lines_of("3: "), (Lines{"dddddddd", "dddddddd", "dddddddd", "ended"}));
  EXPECT_GT(run.faults.at(FaultCause::timer), 5u) << "slices at both levels";
  EXPECT_EQ(run.faults.at(FaultCause::ended), 5u);
}

TEST(Paging, EveryLevelEvictsAndNothingShows) {
  const Played real("paging", with(kSmall, "depth", "0")), run("paging", kSmall);
  ASSERT_TRUE(run.complete && real.complete);
  EXPECT_EQ(run.console(), real.console());
  const Played calm("os", {{"guest.size", "4"}, {"depth", "3"}});
  for (unsigned level = 1; level <= 3; ++level)
    EXPECT_GT(run.faults_by_level.at(level), calm.faults_by_level.at(level)) << "pages are brought in again";
  EXPECT_EQ(run.faults_seen(), run.counters().vm_faults);
}

TEST(Mixed, AFormOfItsOwnAtEachLevel) {
  const Played real("os", {{"guest.size", "8"}, {"guest.slice", "500"}, {"depth", "0"}}), run("mixed", {}, true);
  ASSERT_TRUE(run.complete);
  EXPECT_EQ(run.console(), real.console());
  EXPECT_GT(run.type2_steps, 1000u);
}

TEST(Storm, NearlyEveryReferenceFaults) {
  const Played run("storm");
  ASSERT_TRUE(run.complete);
  EXPECT_EQ(run.console(), "384\n") << "4 rounds over the 96 pages behind the program";
  EXPECT_GE(run.faults_by_level.at(2), 4u * 96u) << "the pool is smaller than the memory, and pages come in turn";
}

TEST(Terminal, WithoutTheCapabilityLvmidIsAnExceptionInside) {
  const Played run("terminal");
  ASSERT_TRUE(run.complete);
  using Lines = std::vector<std::string>;
  EXPECT_EQ(run.lines_of("1: "), (Lines{"8", "ended"}));
  EXPECT_EQ(run.lines_of("2: "), (Lines{"10", "ended"}));
  EXPECT_EQ(run.lines_of("3: "), (Lines{"8", "ended"}));
  EXPECT_EQ(run.causes.at(ExceptionCause::vm_capability), 2u);
  EXPECT_EQ(run.causes.at(ExceptionCause::bad_syllable), 1u);
}

TEST(Limit, AFullRegisterIsAnExceptionInside) {
  const Played run("limit");
  ASSERT_TRUE(run.complete);
  EXPECT_EQ(run.console(), "9\n");
  EXPECT_EQ(run.causes.at(ExceptionCause::vmid_full), 1u);
  EXPECT_EQ(run.machines, (std::set<std::string>{"NULL", "1", "1.1"}));
}

TEST(Dying, OnlyTheVmWhoseVmmFailedIsGone) {
  const Played run("dying");
  ASSERT_TRUE(run.complete);
  EXPECT_EQ(run.halt_code(), std::optional<Word>(1));
  using Lines = std::vector<std::string>;
  EXPECT_EQ(run.lines_of("1: "), (Lines{"aaaaaaaa", "aaaaaaaa", "aaaaaaaa", "ended"}));
  EXPECT_EQ(run.lines_of("2: ").back(), "ended");
  EXPECT_TRUE(run.machines.count("2.1")) << "it died while a VM of its own ran";
  EXPECT_EQ(run.faults_by_level.at(2), 12u) << "the fault at which it dies is its last";
}

}  // namespace
}  // namespace hv::test
