// SPDX-License-Identifier: Apache-2.0
// Table II on the SystemC machine, as the event log has it. What is compared is typed in from the paper.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "monitors/event.h"
#include "monitors/table2_printer.h"
#include "platform/scenario_run.h"
#include "scenarios/figure6.h"

namespace hv::test {
namespace {

using Json = nlohmann::ordered_json;

/// The six lines; "value" and "fault" only where the paper says them.
const char* const kLines[] = {
    R"({"vmid":"NULL","r":0,"b":14000,"ic":2000,"text":"LVMID 2800","fetch":[["phi",2000,2000]],
        "operand":[["phi",2800,2800]],"value":1,"outcome":"done","vmid_after":"1"})",
    R"({"vmid":"1","r":1000,"b":3000,"ic":2100,"text":"LOAD 128","fetch":[["phi",2100,3100],["f1",3100,4100]],
        "operand":[["phi",128,1128],["f1",1128,6128]],"value":999,"outcome":"done","vmid_after":"1"})",
    R"({"vmid":"1","r":1000,"b":3000,"ic":2101,"text":"LOAD 3500","fetch":[["phi",2101,3101],["f1",3101,4101]],
        "operand":[["phi",3500,"e"]],"outcome":"exception","vmid_after":"1"})",
    R"({"vmid":"2","r":2000,"b":4000,"ic":1100,"text":"LOAD 100","fetch":[["phi",1100,3100],["f2",3100,9100]],
        "operand":[["phi",100,2100],["f2",2100,"t"]],"outcome":"vm-fault","vmid_after":"NULL",
        "fault":{"map":"f2","name":2100,"to":"NULL"}})",
    R"({"vmid":"1","r":0,"b":5000,"ic":3200,"text":"LVMID 1300","fetch":[["phi",3200,3200],["f1",3200,4200]],
        "operand":[["phi",1300,1300],["f1",1300,6300]],"value":1,"outcome":"done","vmid_after":"1.1"})",
    R"({"vmid":"1.1","r":2000,"b":2000,"ic":1100,"text":"LOAD 500",
        "fetch":[["phi",1100,3100],["f1.1",3100,2100],["f1",2100,5100]],
        "operand":[["phi",500,2500],["f1.1",2500,"t"]],"outcome":"vm-fault","vmid_after":"1",
        "fault":{"map":"f1.1","name":2500,"to":"1"}})"};

std::vector<tb::InstructionEvent> events_of_table2() {
  const tb::Scenario scenario = tb::table2();
  tb::ScenarioRun run(scenario, true);
  std::vector<tb::InstructionEvent> events;
  tb::EventCollector collector(run.machine().vmid_unit.vmid(), [] { return 0; });
  collector.add_sink([&](const tb::InstructionEvent& event) { events.push_back(event); });
  run.machine().cpu.processor().observe(&collector);
  run.machine().composer.composer().observe(&collector);
  EXPECT_TRUE(run.run());
  return events;
}

TEST(TableTwoEvents, AreTheSixLinesOfThePaper) {
  const auto events = events_of_table2();
  ASSERT_EQ(events.size(), std::size(kLines));
  for (std::size_t line = 0; line < events.size(); ++line) {
    const Json expected = Json::parse(kLines[line]), seen = to_json(events[line]);
    EXPECT_EQ(seen["kind"], "instruction");
    EXPECT_EQ(seen["n"], line + 1);
    EXPECT_EQ(seen["mode"], "master");
    for (const auto& [key, value] : expected.items()) {
      if (key != "fault") {
        EXPECT_EQ(seen[key], value) << "line " << line + 1 << ", " << key;
        continue;
      }
      for (const auto& [part, detail] : value.items())
        EXPECT_EQ(seen["fault"][part], detail) << "line " << line + 1 << ", fault " << part;
      EXPECT_EQ(seen["fault"]["cause"], "absent");
    }
  }
}

TEST(TableTwoEvents, ArePrintedInThePapersWords) {
  const auto events = events_of_table2();
  ASSERT_EQ(events.size(), 6u);
  using Lines = std::vector<std::string>;
  EXPECT_EQ(tb::evaluation_sequence(events[0]), (Lines{"IC is 2000", "  φ(2000) = 2000", "Fetch inst: LVMID 2800",
                                                       "  φ(2800) = 2800", "Append 1 to VMID"}));
  EXPECT_EQ(tb::evaluation_sequence(events[5]),
            (Lines{"IC is 1100", "  φ(1100) = 3100", "  f1.1(3100) = 2100", "  f1(2100) = 5100", "Fetch inst: LOAD 500",
                   "  φ(500) = 2500", "  f1.1(2500) = t"}));
  const std::string table = tb::table2_text(events, tb::table2().notes);
  for (const char* cell : {"0-14", "1-3", "2-4", "0-5", "2-2", "Load 999", "φ(3500) = e", "f2(2100) = t"})
    EXPECT_NE(table.find(cell), std::string::npos) << cell;
}

}  // namespace
}  // namespace hv::test
