// SPDX-License-Identifier: Apache-2.0
#include "monitors/looking.h"
#include "scenarios/pure_run.h"

namespace hv::test {
namespace {

using tb::Symbols;

TEST(Symbols, NearestLabelAtOrBelow) {
  const Symbols symbols({{"1", {{"loop", 100}, {"a", 100}, {"start", 64}}}, {"NULL", {{"boot", 0}}}},
                        FormCode::relocation_bounds);
  EXPECT_EQ(symbols.name_of("1", 63), std::nullopt);
  EXPECT_EQ(symbols.name_of("1", 64), "start");
  EXPECT_EQ(symbols.name_of("1", 99), "start+35");
  EXPECT_EQ(symbols.name_of("1", 100), "a");  // of two, the first by name
  EXPECT_EQ(symbols.name_of("1", 103), "a+3");
  EXPECT_EQ(symbols.name_of("1", 1'000'000), std::nullopt);
  EXPECT_EQ(symbols.name_of("2", 64), std::nullopt);
  EXPECT_EQ(symbols.address_of("1", "loop"), std::optional<Word>(100));
  EXPECT_EQ(symbols.address_of("NULL", "loop"), std::nullopt);
}

TEST(Symbols, InstructionCounterGoesThroughPhi) {
  const Symbols symbols({{"1", {{"start", 1064}}}}, FormCode::relocation_bounds);
  ProcessorState state;
  state.ic = isa::kSlaveBit | 66;
  EXPECT_EQ(symbols.name_of("1", state), std::nullopt);  // identity: name 66
  state.r = 1000;
  state.b = 100;
  EXPECT_EQ(symbols.name_of("1", state), "start+2");
  state.b = 66;
  EXPECT_EQ(symbols.name_of("1", state), std::nullopt);  // outside the process map
  EXPECT_EQ(tb::place_of(state, FormCode::paged), std::nullopt);
  EXPECT_EQ(tb::place_of(state, FormCode::identity), std::optional<Word>(66));
}

// The ticker's first instruction is `SVC 5` at `start`, and its handler begins with `LOAD R9,5`.
TEST(Symbols, AreToldInTheEventLog) {
  for (unsigned depth = 0; depth <= 1; ++depth) {
    const tb::Scenario scenario = ticker(depth, 0);
    tb::PureRun run(scenario);
    const Symbols symbols(scenario.labels, scenario.config.phi_form);
    tb::EventCollector collector(run.machine().vmid_unit().vmid(), [] { return 0; });
    collector.tell_symbols(symbols);
    run.machine().processor().observe(&collector);
    std::map<std::string, std::string> texts;
    unsigned without = 0;
    collector.add_sink([&](const tb::InstructionEvent& event) {
      const Json json = to_json(event);
      const bool inside = event.vmid.size() == depth;
      EXPECT_EQ(json.contains("symbol"), inside) << json;
      if (inside && event.result.fetched) texts[json.value("symbol", "")] = json["text"];
      without += !inside;
    });
    run.run();
    EXPECT_EQ(texts["start"], "SVC 5");
    EXPECT_EQ(texts["handler"], "LOAD R9,5");
    EXPECT_EQ(texts["start+2"], "LTIM R1");
    EXPECT_EQ(without > 0, depth > 0);
  }
}

}  // namespace
}  // namespace hv::test
