// SPDX-License-Identifier: Apache-2.0
// The timeline and the summary of a run on the SystemC machine, in lock-step and running ahead of the kernel's time:
// the same as in the pure core, to the nanosecond, and what its event log says.
#include "monitors/looking.h"

#include <unistd.h>

#include <fstream>

#include "monitors/timeline.h"
#include "platform/scenario_run.h"
#include "scenarios/catalogue.h"
#include "scenarios/nest_program.h"
#include "scenarios/pure_run.h"
#include "vcd.h"
#include "waves/wave_recorder.h"

namespace hv::test {
namespace {

tb::Scenario scenario_of(const std::string& name) {
  if (name == "ticker") return ticker(2, 100);
  if (name != "nest") return tb::plain(*tb::find_scenario(name));
  explore::Configuration configuration;
  configuration.depth = 3;
  return tb::nest_program(configuration, 40, 2);
}

std::string pure_timeline(const tb::Scenario& scenario) {
  tb::PureRun run(scenario);
  std::string text;
  tb::Timeline timeline(
      run.machine().vmid_unit().vmid(), [&] { return run.cycles() * 10; },
      [&](std::string_view piece) { text += piece; }, scenario.name);
  run.machine().observe(&timeline);
  run.on_start([&] { timeline.started(); });
  run.run();
  timeline.finish();
  return text;
}

class LookingInSystemC : public testing::TestWithParam<std::tuple<std::string, bool>> {};
INSTANTIATE_TEST_SUITE_P(, LookingInSystemC,
                         testing::Combine(testing::Values("table2", "repair-nested", "evict-table", "nest", "ticker"),
                                          testing::Bool()));

TEST_P(LookingInSystemC, AsInThePureCoreAndAsTheEventLogSays) {
  const auto& [name, lock_step] = GetParam();
  const tb::Scenario scenario = scenario_of(name);
  tb::ScenarioRun run(scenario, lock_step);
  sc::Machine& machine = run.machine();
  const VmidRegister& vmid = machine.vmid_unit.vmid();
  const auto now = [&](double ns) {
    return static_cast<std::uint64_t>(machine.cpu.now().to_seconds() * 1e9 / ns + 0.5);
  };
  std::string text;
  tb::Timeline timeline(
      vmid, [&] { return now(1); }, [&](std::string_view piece) { text += piece; }, scenario.name);
  tb::RunSummary summary(vmid, machine.cpu.processor().counters(), [&] { return now(10); });
  tb::EventCollector collector(vmid, [&] { return now(1); });
  std::vector<tb::InstructionEvent> events;
  collector.add_sink([&](const tb::InstructionEvent& event) { events.push_back(event); });
  machine.cpu.processor().observe(&collector);
  machine.cpu.observe(&timeline);
  machine.cpu.observe(&summary);
  machine.vmid_unit.unit().observe(&summary);
  run.on_start([&] { timeline.started(), summary.started(); });
  EXPECT_TRUE(run.run());
  timeline.finish();
  summary.finish();
  ASSERT_GE(events.size(), 6u);
  EXPECT_EQ(text, pure_timeline(scenario));
  expect_same(by_timeline(text), by_events(events, now(1)));
  expect_same(summary.machines(), shares_by_events(events, now(1)));
  expect_sums(summary.machines(), machine.counters(), machine.cycles());
}

// By the assembler's labels: the place is looked up here by hand.
TEST(WaveSymbols, AreThoseOfTheSource) {
  const tb::Scenario scenario = ticker(1, 0);
  const std::vector<assembly::Label>& labels = scenario.labels.at("1");
  const std::string path = testing::TempDir() + "symbols-" + std::to_string(getpid()) + ".vcd";
  tb::ScenarioRun run(scenario, true);
  std::vector<std::tuple<std::uint64_t, Vmid, Word>> places;
  tb::EventCollector collector(run.machine().vmid_unit.vmid(), [&] {
    return static_cast<std::uint64_t>(sc_core::sc_time_stamp().to_seconds() * 1e9 + 0.5);
  });
  collector.add_sink([&](const tb::InstructionEvent& event) {
    places.emplace_back(event.time_ns, event.vmid, event.state.address());
  });
  run.machine().cpu.processor().observe(&collector);
  {
    std::ofstream file(path, std::ios::binary);
    tb::WaveRecorder recorder(
        run.machine(), [&](std::string_view text) { file << text; }, 1,
        tb::Symbols(scenario.labels, scenario.config.phi_form));
    recorder.attach();
    run.run(2000);
    recorder.finish();
  }
  const Vcd vcd(path);
  unsigned named = 0;
  for (const auto& [time, vmid, ic] : places) {
    std::string symbol = "-";
    for (const assembly::Label& label : labels)  // ascending, no two at one place
      if (vmid.size() == 1 && label.value <= ic)
        symbol = label.name + (label.value < ic ? "+" + std::to_string(ic - label.value) : "");
    EXPECT_EQ(vcd.text("cpu.symbol", time), symbol) << "at " << time;
    named += symbol != "-";
  }
  EXPECT_GT(named, 10u);
  EXPECT_LT(named, places.size());
}

}  // namespace
}  // namespace hv::test
