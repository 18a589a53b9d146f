// SPDX-License-Identifier: Apache-2.0
#include "scenario_session.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "common.h"
#include "exploration/statistics.h"
#include "explore/value_text.h"
#include "monitors/timeline.h"
#include "platform/scenario_run.h"
#include "progress_line.h"
#include "trace/input_file.h"
#include "trace/output_file.h"
#include "trace/trace_error.h"
#include "wave_output.h"

namespace hv::cli {

std::vector<Option> session_options() {
  std::vector<Option> options{
      {"events", "F", "write the event log, one JSON object a line"},
      {"timeline", "F.json", "write who ran when, as a flame chart for speedscope or chrome://tracing"},
      {"stats", "F.json", "write all counters, and what they belong to"},
      {"console", "F", "write there what the real machine's console was told"},
      {"input", "F", "what the real machine's console has to be read"},
      max_instructions_option()};
  const std::vector<Option> waves = wave_options();
  options.insert(options.begin() + 1, waves.begin(), waves.end());
  return options;
}

Option max_instructions_option() { return {"max-instructions", "N", "attempt at most this many instructions"}; }

std::uint64_t max_instructions(const CommandLine& line) {
  const auto text = line.value("max-instructions");
  if (!text) return tb::Start::kForever;
  try {
    return explore::parse_number(*text, 1, tb::Start::kForever);
  } catch (const explore::ParameterError& error) {
    throw UsageError(std::string("--max-instructions: ") + error.what());
  }
}

bool writes_to_output(const CommandLine& line) {
  for (const char* option : {"events", "vcd", "timeline", "stats", "console"})
    if (line.value(option) == "-") return true;
  return false;
}

tb::CatalogueEntry scenario_entry(const std::string& name) {
  if (const tb::CatalogueEntry* entry = tb::find_scenario(name)) return *entry;
  if (std::filesystem::is_regular_file(name)) return tb::program_entry(name);
  std::vector<std::string> names;
  for (const auto& entry : tb::catalogue()) names.push_back(entry.name);
  throw UsageError("there is no scenario and no file " + name + "; scenarios are " + explore::listed(names));
}

void check_fixed(const tb::CatalogueEntry& entry, const explore::Configuration& configuration) {
  if (const auto name = tb::fixed_parameter_changed(entry, configuration))
    throw UsageError("the memory image of scenario " + entry.name + " is made for " + *name + " = " +
                     explore::parameter(*name).get(entry.base) + "; it cannot be changed");
  if (configuration.misses_apart)
    throw UsageError("misses.apart is for the replay of traces (hvsim replay, hvsim sweep TRACE); " + entry.name +
                     " runs software");
}

explore::Configuration resolve_for(const tb::CatalogueEntry& entry, const CommandLine& line) {
  const explore::Configuration configuration = resolve(line, entry.base);
  check_fixed(entry, configuration);
  return configuration;
}

tb::Scenario make_scenario(const tb::CatalogueEntry& entry, const explore::Configuration& configuration) {
  try {
    tb::Scenario scenario = entry.make(configuration);
    if (const auto reason = objection(scenario.config)) throw UsageError(*reason);
    return scenario;
  } catch (const std::invalid_argument& error) {
    throw UsageError("scenario " + entry.name + ": " + error.what());
  }
}

namespace {

std::string input_of(const std::string& path) try {
  constexpr std::size_t kMost = std::size_t{1} << 26;  // bytes
  return trace::read_file(path, kMost);
} catch (const trace::TraceError& error) {
  throw UsageError(std::string("--input: ") + error.what());
}

std::uint64_t now_in(const sc::Machine& machine, sc_core::sc_time unit) {
  return static_cast<std::uint64_t>(machine.cpu.now() / unit + 0.5);
}

tb::Timeline::Now nanoseconds(const sc::Machine& machine) {
  return [&machine] { return now_in(machine, sc_core::sc_time(1, sc_core::SC_NS)); };
}

/// What costs next to nothing while the VMID stays: who did what, and (where asked for) when.
class TurnListeners {
 public:
  TurnListeners(const CommandLine& line, tb::ScenarioRun& run, const std::string& title)
      : summary_(run.machine().vmid_unit.vmid(), run.machine().cpu.processor().counters(),
                 [&run] { return now_in(run.machine(), sc::Clock{}.cycle); }) {
    run.machine().vmid_unit.unit().observe(&summary_);
    run.machine().cpu.observe(&summary_);
    run.on_start([this] { summary_.started(); });
    const auto path = line.value("timeline");
    if (!path) return;
    file_ = std::make_unique<trace::OutputFile>(*path);
    timeline_ = std::make_unique<tb::Timeline>(
        run.machine().vmid_unit.vmid(), nanoseconds(run.machine()),
        [this](std::string_view piece) { file_->write(piece); }, title);
    run.machine().cpu.observe(timeline_.get());
    run.on_start([this] { timeline_->started(); });
  }
  std::vector<tb::MachineShare> finish() {
    summary_.finish();
    if (timeline_) timeline_->finish();
    if (file_) file_->commit();
    return summary_.machines();
  }

 private:
  tb::RunSummary summary_;
  std::unique_ptr<trace::OutputFile> file_;
  std::unique_ptr<tb::Timeline> timeline_;
};

/// What listens to every instruction, and where it writes.
class Listeners {
 public:
  Listeners(const CommandLine& line, sc::Machine& machine, tb::Symbols symbols, bool keep_events, SessionResult& result)
      : symbols_(std::move(symbols)), collector_(machine.vmid_unit.vmid(), nanoseconds(machine)) {
    if (!symbols_.empty()) collector_.tell_symbols(symbols_);
    if (keep_events) collector_.add_sink([&](const tb::InstructionEvent& event) { result.events.push_back(event); });
    if (const auto path = line.value("events")) {
      events_ = std::make_unique<trace::OutputFile>(*path);
      collector_.add_sink([this](const tb::InstructionEvent& event) { events_->write(to_json(event).dump() + "\n"); });
    }
    if (keep_events || events_) {
      machine.cpu.processor().observe(&collector_);
      machine.composer.composer().observe(&collector_);
    }
  }
  void commit() {
    if (events_) events_->commit();
  }

 private:
  tb::Symbols symbols_;
  tb::EventCollector collector_;
  std::unique_ptr<trace::OutputFile> events_;
};

/// Levels of names that the waves show: at least two, so that the save files fit every scenario without depth.
unsigned levels_to_show(const explore::Configuration& configuration) {
  return std::max(2u, std::min(configuration.depth, configuration.machine.syllables));
}

void write_statistics(const std::string& path, const explore::Configuration& configuration, const SessionResult& result,
                      const std::string& input) {
  auto statistics = tb::statistics(configuration, {result.counters, result.cycles, result.real_digest},
                                   {program_version(), input, {}});
  statistics["vms"] = to_json(result.machines);
  write_file(path, statistics.dump(2) + "\n");
}

}  // namespace

SessionResult run_session(const CommandLine& line, const tb::CatalogueEntry& entry,
                          const explore::Configuration& configuration, bool keep_events) {
  const std::uint64_t attempts = max_instructions(line);
  tb::Scenario scenario = make_scenario(entry, configuration);
  if (const auto file = line.value("input")) scenario.console_input = input_of(*file);
  const auto waves_asked = wave_request(line);
  const bool lock_step = keep_events || line.has("events");
  SessionResult result;
  tb::ScenarioRun run(scenario, lock_step);
  Listeners listeners(line, run.machine(), tb::Symbols(scenario.labels, scenario.config.phi_form), keep_events, result);
  std::optional<WaveOutput> waves;
  if (waves_asked) waves.emplace(*waves_asked, scenario, attempts, run, levels_to_show(configuration));
  TurnListeners turns(line, run, scenario.name);
  {
    ProgressLine progress("instructions");
    run.on_progress(
        [&](std::uint64_t done) { attempts == tb::Start::kForever ? progress(done) : progress(done, attempts); });
    result.complete = run.run(attempts);
  }
  result.machines = turns.finish();
  result.counters = run.machine().counters();
  result.cycles = run.machine().cycles();
  result.real_digest = run.machine().real_digest();
  result.console = run.machine().console.device().output();
  result.halt_code = run.machine().cpu.processor().halt_code();
  result.expected_halt_code = scenario.halt_code;
  listeners.commit();
  if (const auto file = line.value("console")) write_file(*file, result.console);
  if (const auto file = line.value("stats")) write_statistics(*file, configuration, result, scenario.image.hash());
  if (waves) waves->commit();
  return result;
}

}  // namespace hv::cli
