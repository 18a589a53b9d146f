// SPDX-License-Identifier: Apache-2.0
// The timeline and the summary of a run in the pure core, against what its event log says.
#include "monitors/looking.h"

#include "monitors/timeline.h"
#include "scenarios/catalogue.h"
#include "scenarios/nest_program.h"
#include "scenarios/pure_run.h"

namespace hv::test {
namespace {

constexpr std::uint64_t kNsPerCycle = 10;

/// Everything that listens.
struct Watched {
  explicit Watched(const tb::Scenario& from)
      : scenario(from),
        run(scenario),
        vmid(run.machine().vmid_unit().vmid()),
        collector(vmid, [this] { return now(); }),
        timeline(
            vmid, [this] { return now(); }, [this](std::string_view piece) { text += piece; }, "a \"title\""),
        summary(vmid, run.machine().processor().counters(), [this] { return run.cycles(); }) {
    PureMachine& machine = run.machine();
    machine.processor().observe(&collector);
    collector.add_sink([this](const tb::InstructionEvent& event) { events.push_back(event); });
    machine.observe(&timeline);
    machine.observe(&summary);
    machine.vmid_unit().observe(&summary);
    run.on_start([this] {
      timeline.started();
      summary.started();
    });
    run.run();
    timeline.finish();
    summary.finish();
  }
  std::uint64_t now() const { return run.cycles() * kNsPerCycle; }

  const tb::Scenario scenario;
  tb::PureRun run;
  const VmidRegister& vmid;
  std::string text;
  std::vector<tb::InstructionEvent> events;
  tb::EventCollector collector;
  tb::Timeline timeline;
  tb::RunSummary summary;
};

void expect_all(const Watched& watched) {
  SCOPED_TRACE(watched.scenario.name);
  ASSERT_GE(watched.events.size(), 6u);
  expect_same(by_timeline(watched.text), by_events(watched.events, watched.now()));
  const auto machines = watched.summary.machines();
  expect_same(machines, shares_by_events(watched.events, watched.now()));
  expect_sums(machines, watched.run.counters(), watched.run.cycles());
}

TEST(Looking, ScenariosOfTheExample) {
  for (const tb::CatalogueEntry& entry : tb::catalogue())
    if (entry.base.machine.console_page == 0 && !tb::any_depth(entry)) expect_all(Watched(tb::plain(entry)));
}

TEST(Looking, NestsOfDepth0To4) {
  for (unsigned depth = 0; depth <= 4; ++depth) {
    explore::Configuration configuration;
    configuration.depth = depth;
    const Watched watched(tb::nest_program(configuration, 40, 2));
    expect_all(watched);
    EXPECT_EQ(watched.summary.machines().size(), depth + 1);
  }
}

TEST(Looking, InterruptsAtEveryDepth) {
  for (unsigned depth = 0; depth <= 2; ++depth) {
    Watched watched(ticker(depth, 100));
    EXPECT_EQ(watched.run.machine().processor().halt_code(), std::optional<Word>(0));
    expect_all(watched);
    const tb::MachineShare innermost = watched.summary.machines().back();
    EXPECT_EQ(innermost.vmid.size(), depth);
    EXPECT_EQ(innermost.interrupts, 3u);
    EXPECT_EQ(innermost.process_exceptions, 1u);
    EXPECT_EQ(innermost.vm_faults_given > 1, depth > 0);  // its end, its pages, its slices
  }
}

// Table II, from the paper: lines 1–3, 4 and 5–6 are three starts.
TEST(Looking, TableTwoBarByBar) {
  const Watched watched(tb::plain(*tb::find_scenario("table2")));
  const Json file = Json::parse(watched.text);
  std::vector<std::string> seen;
  for (const Json& event : file["traceEvents"])
    if (event["ph"] != "M") seen.push_back(event["ph"].get<std::string>() + " " + event["name"].get<std::string>());
  EXPECT_EQ(seen, (std::vector<std::string>{"B real machine", "B VM 1", "i exception: addressing", "E VM 1", "B VM 2",
                                            "i vm-fault: absent", "E VM 2", "B VM 1", "B VM 1.1", "i vm-fault: absent",
                                            "E VM 1.1", "E VM 1", "E real machine"}));
  EXPECT_EQ(file["traceEvents"][0]["args"]["name"], "a \"title\"");
  const Json& fault = *std::find_if(file["traceEvents"].rbegin(), file["traceEvents"].rend(),
                                    [](const Json& event) { return event["ph"] == "i"; });
  EXPECT_EQ(fault["args"]["map"], "f1.1");
  EXPECT_EQ(fault["args"]["name"], 2500);
  EXPECT_EQ(fault["args"]["cause"], "absent");

  const auto machines = watched.summary.machines();
  ASSERT_EQ(machines.size(), 4u);  // NULL, 1, 1.1, 2
  EXPECT_EQ(machines[0].instructions, 1u);
  EXPECT_EQ(machines[1].instructions, 3u);
  EXPECT_EQ(machines[2].instructions, 1u);
  EXPECT_EQ(machines[3].instructions, 1u);
  EXPECT_EQ(machines[1].process_exceptions, 1u);
  EXPECT_EQ(machines[1].vm_faults_taken, 1u);  // line 6
  EXPECT_EQ(machines[2].vm_faults_given, 1u);
  EXPECT_EQ(machines[0].vm_faults_taken, 1u);  // line 4
  EXPECT_EQ(machines[3].vm_faults_given, 1u);
}

TEST(Looking, SummaryIsATableWithSums) {
  std::vector<tb::MachineShare> machines(3);
  machines[1].vmid = {1};
  machines[2].vmid = {1, 12};
  machines[0].instructions = 5;
  machines[2].instructions = 7;
  machines[0].cycles = 250;
  machines[1].cycles = 500;
  machines[2].cycles = 250;
  const std::string text = tb::summary_text(machines);
  EXPECT_NE(text.find("\n1.12 "), std::string::npos) << text;
  std::istringstream all(text.substr(text.find("\nall ") + 4));
  std::uint64_t instructions = 0;
  EXPECT_TRUE(all >> instructions) << text;
  EXPECT_EQ(instructions, 12u);
  EXPECT_NE(text.find("time by level  0: 25.0 %, 1: 50.0 %, 2: 25.0 %\n"), std::string::npos) << text;
  EXPECT_EQ(tb::to_json(machines)[2]["vmid"], "1.12");
  EXPECT_NE(tb::summary_text({}).find("all"), std::string::npos);  // and no division by zero
}

}  // namespace
}  // namespace hv::test
