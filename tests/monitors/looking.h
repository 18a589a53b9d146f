// SPDX-License-Identifier: Apache-2.0
// What a timeline and a summary must say, worked out from the event log alone; and guests that give them something to
// say.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <tuple>
#include <vector>

#include "guest/guest_run.h"
#include "monitors/event.h"
#include "monitors/run_summary.h"
#include "scenarios/scenario.h"

namespace hv::test {

using Json = nlohmann::ordered_json;
using Vmid = std::vector<Word>;

/// Runs with its timer: takes three interrupts and one process exception (a supervisor call), says so, and ends.
inline const char* const kTicker = R"(
        .org 7
        .word handler, 0, -1
        .org 64
        .entry start
start:  SVC 5
        LA R1,40
        LTIM R1
        RESUME enabled
loop:   ADDI R2,1
        JMP loop
handler: LOAD R9,5
        SEQI R9,4
        JNZ R9,called
        ADDI R8,1
        LA R9,0(R8)
        SEQI R9,3
        JNZ R9,end
        LA R1,40
        LTIM R1
called: LOAD R9,2
        OR R9,bit
        STORE R9,back
        RESUME back
end:    HALT 0
enabled: .word 1 << 62 | loop, 0, -1
bit:    .word 1 << 62
back:   .word 0, 0, -1
)";

/// The ticker under `depth` VMMs, which give their VMs turns of `slice` instructions.
inline tb::Scenario ticker(unsigned depth, Word slice) {
  const GuestImage image = program(kTicker);
  const Chain chain(image, depth, {}, vmm_parameters(slice));
  tb::Scenario scenario;
  scenario.name = "ticker";
  scenario.title = "a program that takes three timer interrupts";
  scenario.config.page_words = kPage;
  scenario.config.memory_pages = chain.outermost.pages;
  scenario.config.console_page = kConsolePage;
  scenario.image.put(0, chain.outermost.words);
  scenario.starts = {{{}, tb::Start::Registers{chain.outermost.entry, 0, kUnbounded}, 1'000'000}};
  std::string vmid;
  for (unsigned level = 0; level < depth; ++level) vmid += (level == 0 ? "1" : ".1");
  scenario.labels[depth == 0 ? "NULL" : vmid] = image.labels;
  return scenario;
}

/// Time in ns from which a machine runs.
using Turns = std::vector<std::pair<std::uint64_t, Vmid>>;
/// Time, category, cause, name.
using Instants = std::vector<std::tuple<std::uint64_t, std::string, std::string, Word>>;

struct Looked {
  Turns turns;
  Instants instants;
  std::uint64_t end = 0;
};

inline std::string cause_of(const StepResult& result) {
  if (result.fault) return to_string(result.fault->cause);
  return result.exception ? to_string(result.exception->cause) : "";
}

/// By the event log: each instruction lasts until the next begins.
inline Looked by_events(const std::vector<tb::InstructionEvent>& events, std::uint64_t end) {
  Looked looked;
  looked.end = end;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const tb::InstructionEvent& event = events[i];
    if (looked.turns.empty() || looked.turns.back().second != event.vmid)
      looked.turns.emplace_back(event.time_ns, event.vmid);
    if (event.result.outcome == StepOutcome::done) continue;
    const std::uint64_t after = i + 1 < events.size() ? events[i + 1].time_ns : end;
    const Word name = event.result.fault       ? event.result.fault->name.value
                      : event.result.exception ? event.result.exception->name.value
                                               : 0;
    looked.instants.emplace_back(after, to_string(event.result.outcome), cause_of(event.result), name);
  }
  // The last instruction may have changed the VMID; no time has passed since.
  if (!events.empty() && events.back().vmid_after != events.back().vmid)
    looked.turns.emplace_back(end, events.back().vmid_after);
  return looked;
}

inline std::uint64_t nanoseconds_of(const Json& event) {
  return static_cast<std::uint64_t>(event.at("ts").get<double>() * 1000 + 0.5);
}

/// By the timeline; holds it to what its readers need: times that do not run backwards, each end that of the bar opened
/// last, no bar left open.
inline Looked by_timeline(const std::string& text) {
  Looked looked;
  const Json file = Json::parse(text, nullptr, false);
  EXPECT_FALSE(file.is_discarded()) << "no JSON";
  std::vector<std::string> open;
  for (const Json& event : file.at("traceEvents")) {
    const std::string phase = event.at("ph"), name = event.at("name");
    if (phase == "M") continue;
    const std::uint64_t time = nanoseconds_of(event);
    EXPECT_GE(time, looked.end) << event;
    looked.end = time;
    if (phase == "i") {
      const Json& said = event.at("args");
      looked.instants.emplace_back(time, event.at("cat"), said.value("cause", ""), said.value("name", Word{0}));
      continue;
    }
    if (phase == "B") {
      open.push_back(name);
    } else if (phase != "E" || open.empty() || open.back() != name) {
      ADD_FAILURE() << event << " ends what is not open";
      return looked;
    } else {
      open.pop_back();
    }
    Vmid vmid;  // the innermost bar's name is that of the machine
    for (std::size_t level = 1; level < open.size(); ++level)
      vmid.push_back(std::stoull(open[level].substr(open[level].find_last_of(" .") + 1)));
    if (open.size() > 1) {
      EXPECT_EQ(open.back(), "VM " + tb::tree_name(vmid));
    }
    if (!looked.turns.empty() && looked.turns.back().first == time) looked.turns.pop_back();
    if (!open.empty() && (looked.turns.empty() || looked.turns.back().second != vmid))
      looked.turns.emplace_back(time, vmid);
  }
  EXPECT_TRUE(open.empty());
  return looked;
}

/// The bars of those that run no more are closed all at one time, in turn: no turn is to be seen in that.
inline void expect_same(const Looked& timeline, Looked events) {
  while (!events.turns.empty() && events.turns.back().first == events.end) events.turns.pop_back();
  EXPECT_EQ(timeline.turns, events.turns);
  EXPECT_EQ(timeline.instants, events.instants);
  EXPECT_EQ(timeline.end, events.end);
}

/// What each machine did, by the event log. Where LVMID restarts a nest, no deeper than the first VM of it may fault.
inline std::map<Vmid, tb::MachineShare> shares_by_events(const std::vector<tb::InstructionEvent>& events,
                                                         std::uint64_t end_ns) {
  constexpr std::uint64_t kNsPerCycle = 10;
  std::map<Vmid, tb::MachineShare> shares;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const tb::InstructionEvent& event = events[i];
    const StepResult& result = event.result;
    Vmid reached = event.vmid;
    const bool lvmid = result.fetched && isa::decode(result.instruction).code == static_cast<unsigned>(isa::Op::lvmid);
    if (lvmid && result.value) reached.push_back(*result.value);
    const bool entered = event.vmid_after.size() > event.vmid.size() ||
                         (lvmid && result.fault && result.fault->level > event.vmid.size());
    // An interrupt comes in the place of an instruction; its swap may fault.
    const bool interrupted = result.outcome == StepOutcome::interrupt ||
                             (result.fault && !result.fetched && result.fault->kind != AccessKind::fetch) ||
                             cause_of(result) == "timer" || cause_of(result) == "device";
    shares[event.vmid].instructions += !interrupted;
    shares[event.vmid].lvmid += entered;
    shares[event.vmid].process_exceptions += result.outcome == StepOutcome::exception;
    shares[event.vmid].interrupts += result.outcome == StepOutcome::interrupt;
    shares[event.vmid].cycles +=
        ((i + 1 < events.size() ? events[i + 1].time_ns : end_ns) - event.time_ns) / kNsPerCycle;
    if (!result.fault) continue;
    const auto end = reached.begin() + result.fault->level;
    ++shares[{reached.begin(), end}].vm_faults_given;
    ++shares[{reached.begin(), end - 1}].vm_faults_taken;
  }
  return shares;
}

inline void expect_same(const std::vector<tb::MachineShare>& machines, std::map<Vmid, tb::MachineShare> expected) {
  for (const tb::MachineShare& seen : machines) {
    tb::MachineShare wanted = expected[seen.vmid];
    expected.erase(seen.vmid);
    wanted.vmid = seen.vmid;
    EXPECT_EQ(tb::to_json(std::vector{seen}), tb::to_json(std::vector{wanted}));
  }
  EXPECT_TRUE(expected.empty()) << "not in the summary: " << tb::tree_name(expected.begin()->first);
}

/// The shares sum up to what the machine itself counted.
inline void expect_sums(const std::vector<tb::MachineShare>& machines, const Counters& counters, std::uint64_t cycles) {
  Counters sums;
  std::uint64_t all_cycles = 0;
  for (const tb::MachineShare& share : machines) {
    const std::size_t level = share.vmid.size();
    sums.instructions_by_level[level] += share.instructions;
    sums.process_exceptions_by_level[level] += share.process_exceptions;
    sums.interrupts_by_level[level] += share.interrupts;
    sums.vm_faults_by_level[level] += share.vm_faults_given;
    sums.vm_faults_taken_by_level[level] += share.vm_faults_taken;
    sums.lvmid += share.lvmid;
    all_cycles += share.cycles;
  }
  EXPECT_EQ(sums.instructions_by_level, counters.instructions_by_level);
  EXPECT_EQ(sums.process_exceptions_by_level, counters.process_exceptions_by_level);
  EXPECT_EQ(sums.interrupts_by_level, counters.interrupts_by_level);
  EXPECT_EQ(sums.vm_faults_by_level, counters.vm_faults_by_level);
  EXPECT_EQ(sums.vm_faults_taken_by_level, counters.vm_faults_taken_by_level);
  EXPECT_EQ(sums.lvmid, counters.lvmid);
  EXPECT_EQ(all_cycles, cycles);
}

}  // namespace hv::test
