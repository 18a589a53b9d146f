// SPDX-License-Identifier: Apache-2.0
// What the waves say, read from the VCD file alone.
#include <gtest/gtest.h>

#include <ostream>

#include "wave_run.h"

namespace hv::test {
namespace {

constexpr const char* kExecute = "2";  // cpu.phase

/// One line of Table II as printed in the paper; "-": not there, "x": a map had no value.
struct Line {
  std::string vmid, r, b, ic, instruction;
  struct Names {
    std::string process, level2, level1, real, result;  // result: 1 reached, 2 e, 3 t
  } fetch, operand;
  std::string value, vmid_after;
};

const std::vector<Line> kTable2{
    {"NULL",
     "0",
     "14000",
     "2000",
     "LVMID 2800",
     {"2000", "-", "-", "2000", "1"},
     {"2800", "-", "-", "2800", "1"},
     "1",
     "1"},
    {"1",
     "1000",
     "3000",
     "2100",
     "LOAD 128",
     {"2100", "-", "3100", "4100", "1"},
     {"128", "-", "1128", "6128", "1"},
     "999",
     "1"},
    {"1",
     "1000",
     "3000",
     "2101",
     "LOAD 3500",
     {"2101", "-", "3101", "4101", "1"},
     {"3500", "-", "x", "-", "2"},
     "-",
     "1"},
    {"2",
     "2000",
     "4000",
     "1100",
     "LOAD 100",
     {"1100", "-", "3100", "9100", "1"},
     {"100", "-", "2100", "x", "3"},
     "-",
     "NULL"},
    {"1",
     "0",
     "5000",
     "3200",
     "LVMID 1300",
     {"3200", "-", "3200", "4200", "1"},
     {"1300", "-", "1300", "6300", "1"},
     "1",
     "1.1"},
    {"1.1",
     "2000",
     "2000",
     "1100",
     "LOAD 500",
     {"1100", "3100", "2100", "5100", "1"},
     {"500", "2500", "x", "-", "3"},
     "-",
     "1"},
};

bool operator==(const Line::Names& a, const Line::Names& b) {
  return a.process == b.process && a.level2 == b.level2 && a.level1 == b.level1 && a.real == b.real &&
         a.result == b.result;
}

std::ostream& operator<<(std::ostream& out, const Line::Names& names) {
  return out << names.process << " " << names.level2 << " " << names.level1 << " " << names.real << " " << names.result;
}

Line::Names names_at(const Vcd& vcd, std::uint64_t time) {
  return {vcd.number("access.process_name", time), vcd.number("access.name_2", time), vcd.number("access.name_1", time),
          vcd.number("access.real_name", time), vcd.number("access.result", time)};
}

/// When instruction `number` begins, when it begins its operand, and its last cycle.
struct Times {
  std::uint64_t begin, operand, last;
};

std::uint64_t first_after(const std::vector<std::uint64_t>& times, std::uint64_t time) {
  for (const std::uint64_t at : times)
    if (at > time) return at;
  return 0;
}

Times times_of(const Vcd& vcd, std::size_t number) {
  const std::uint64_t begin = vcd.times("cpu.number", std::to_string(number)).at(0);
  std::uint64_t last = 0;
  for (const auto& [at, bits] : vcd.signal("cpu.outcome").changes)
    if (last == 0 && at > begin && Vcd::number_of(bits) != "0") last = at;
  return {begin, first_after(vcd.times("cpu.phase", kExecute), begin), last};
}

TEST(Waves, HaveTheSixLinesOfTable2) {
  const WaveRun run = wave_run("table2");
  const Vcd& vcd = run.vcd;
  ASSERT_TRUE(run.complete);
  ASSERT_TRUE(vcd.times("cpu.number", "7").empty());
  for (std::size_t i = 0; i < kTable2.size(); ++i) {
    const Line& line = kTable2[i];
    const Times times = times_of(vcd, i + 1);
    SCOPED_TRACE("line " + std::to_string(i + 1));
    EXPECT_EQ(vcd.text("vmid.label", times.begin), line.vmid);
    EXPECT_EQ(vcd.number("cpu.r", times.begin), line.r);
    EXPECT_EQ(vcd.number("cpu.b", times.begin), line.b);
    EXPECT_EQ(vcd.number("cpu.ic", times.begin), line.ic);
    EXPECT_EQ(vcd.number("cpu.mode", times.begin), "0");
    EXPECT_EQ(vcd.text("cpu.instruction", times.begin), line.instruction);
    EXPECT_EQ(vcd.number("access.kind", times.begin), "1");
    EXPECT_EQ(names_at(vcd, times.begin), line.fetch);
    EXPECT_EQ(names_at(vcd, times.operand), line.operand);
    EXPECT_EQ(vcd.number("cpu.value", times.last), line.value);
    EXPECT_EQ(vcd.text("vmid.label", times.last), line.vmid_after);
  }
}

TEST(Waves, ShowTheExceptionOfLine3WithItsCauseAndName) {
  const WaveRun run = wave_run("table2");
  const Vcd& vcd = run.vcd;
  const Times times = times_of(vcd, 3);
  const auto pulses = vcd.pulses("exception.active");
  ASSERT_EQ(pulses.size(), 1u);
  EXPECT_GT(pulses[0].begin, times.begin);
  EXPECT_GT(pulses[0].end, pulses[0].begin);
  EXPECT_EQ(vcd.number("cpu.outcome", times.last), "2");
  EXPECT_EQ(vcd.number("exception.cause", pulses[0].begin), "1");  // addressing
  EXPECT_EQ(vcd.number("exception.name", pulses[0].begin), "3500");
  EXPECT_EQ(vcd.number("exception.cause", pulses[0].end), "-");
  EXPECT_EQ(vcd.number("cpu.phase", pulses[0].begin), "4");
}

TEST(Waves, ShowTheVmFaultsOfLines4And6WithLevelNameAndCause) {
  const WaveRun run = wave_run("table2");
  const Vcd& vcd = run.vcd;
  const auto pulses = vcd.pulses("vm_fault.active");
  ASSERT_EQ(pulses.size(), 2u);
  const std::size_t numbers[] = {4, 6};
  const char* const levels[] = {"1", "2"};
  const char* const names[] = {"2100", "2500"};
  const char* const before[] = {"2", "1.1"};
  for (std::size_t i = 0; i < 2; ++i) {
    const Times times = times_of(vcd, numbers[i]);
    SCOPED_TRACE("line " + std::to_string(numbers[i]));
    EXPECT_GT(pulses[i].begin, times.operand);
    EXPECT_GT(pulses[i].end, pulses[i].begin);
    EXPECT_EQ(pulses[i].end, times.last);
    EXPECT_EQ(vcd.number("cpu.outcome", times.last), "3");
    EXPECT_EQ(vcd.number("vm_fault.level", pulses[i].begin), levels[i]);
    EXPECT_EQ(vcd.number("vm_fault.name", pulses[i].begin), names[i]);
    EXPECT_EQ(vcd.number("vm_fault.cause", pulses[i].begin), "1");  // absent
    EXPECT_EQ(vcd.number("vm_fault.level", pulses[i].end), "-");
    EXPECT_EQ(vcd.text("vmid.label", pulses[i].begin), before[i]);
  }
}

/// f1 has no value for the name of a word of f1.1's table: nothing is seen below level 2, and the fault says
/// why.
TEST(Waves, ShowAFaultOfTheComposersOwnRead) {
  const WaveRun run = wave_run("evict-table");
  const Vcd& vcd = run.vcd;
  const auto pulses = vcd.pulses("vm_fault.active");
  ASSERT_EQ(pulses.size(), 4u);
  const std::uint64_t time = pulses[1].begin;
  EXPECT_EQ(vcd.number("access.name_2", time), "3100");
  EXPECT_EQ(vcd.number("access.name_1", time), "x");
  EXPECT_EQ(vcd.number("access.real_name", time), "-");
  EXPECT_EQ(vcd.number("vm_fault.level", time), "1");
  EXPECT_EQ(vcd.number("vm_fault.name", time), "1103");
  EXPECT_EQ(vcd.text("cpu.instruction", time), "-");
}

class WavesOf : public testing::TestWithParam<const char*> {};

TEST_P(WavesOf, AgreeWithTheMachinesCounters) {
  const WaveRun run = wave_run(GetParam(), 3, 300);
  const Vcd& vcd = run.vcd;
  const auto at_end = [&](const std::string& name) { return std::stoull(vcd.number(name, vcd.end())); };
  EXPECT_EQ(at_end("cpu.number"), run.counters.instructions);
  EXPECT_EQ(at_end("associator.hits"), run.counters.associator_hits);
  EXPECT_EQ(at_end("associator.misses"), run.counters.associator_misses);
  EXPECT_EQ(at_end("associator.fills"), run.counters.associator_fills);
  EXPECT_EQ(vcd.pulses("exception.active").size(), run.counters.process_exceptions);
  EXPECT_EQ(vcd.pulses("vm_fault.active").size(), run.counters.vm_faults);
  for (const char* const line : {"exception.active", "vm_fault.active"})
    for (const Vcd::Span& pulse : vcd.pulses(line)) EXPECT_GE(pulse.end, pulse.begin + 40) << line;
}

TEST_P(WavesOf, NestToTheDepthThatTheVmidSays) {
  const WaveRun run = wave_run(GetParam(), 3, 300);
  const Vcd& vcd = run.vcd;
  for (const auto& [time, bits] : vcd.signal("vmid.depth").changes) {
    std::string label;
    for (unsigned level = 1; level <= std::stoul(Vcd::number_of(bits)); ++level)
      label += (level > 1 ? "." : "") + vcd.number("vmid.syllable_" + std::to_string(level), time);
    EXPECT_EQ(vcd.text("vmid.label", time), label.empty() ? "NULL" : label) << "at " << time;
  }
}

std::string test_name(const testing::TestParamInfo<const char*>& info) {
  std::string name = info.param;
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
}

INSTANTIATE_TEST_SUITE_P(Scenarios, WavesOf,
                         testing::Values("table2", "repair-page", "repair-nested", "evict-resume", "evict-table",
                                         "nest"),
                         test_name);

}  // namespace
}  // namespace hv::test
