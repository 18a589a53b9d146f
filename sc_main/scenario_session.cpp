// SPDX-License-Identifier: Apache-2.0
#include "scenario_session.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "common.h"
#include "exploration/statistics.h"
#include "explore/value_text.h"
#include "platform/scenario_run.h"
#include "trace/output_file.h"
#include "trace/trace_error.h"
#include "waves/wave_recorder.h"

namespace hv::cli {

std::vector<Option> session_options() {
  return {{"events", "F", "write the event log, one JSON object a line"},
          {"vcd", "F.vcd", "write waves for GTKWave (save files: traces/)"},
          {"stats", "F.json", "write all counters, and what they belong to"},
          {"console", "F", "write there what the real machine's console was told"},
          {"input", "F", "what the real machine's console has to be read"},
          {"max-instructions", "N", "attempt at most this many instructions"}};
}

tb::CatalogueEntry scenario_entry(const std::string& name) {
  if (const tb::CatalogueEntry* entry = tb::find_scenario(name)) return *entry;
  if (std::filesystem::is_regular_file(name)) return tb::program_entry(name);
  std::vector<std::string> names;
  for (const auto& entry : tb::catalogue()) names.push_back(entry.name);
  throw UsageError("there is no scenario and no file " + name + "; scenarios are " + explore::listed(names));
}

explore::Configuration resolve_for(const tb::CatalogueEntry& entry, const CommandLine& line) {
  const explore::Configuration configuration = resolve(line, entry.base);
  if (const auto name = tb::fixed_parameter_changed(entry, configuration))
    throw UsageError("the memory image of scenario " + entry.name + " is made for " + *name + " = " +
                     explore::parameter(*name).get(entry.base) + "; it cannot be changed");
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

std::uint64_t max_instructions(const CommandLine& line) {
  const auto text = line.value("max-instructions");
  if (!text) return tb::Start::kForever;
  try {
    return explore::parse_number(*text, 1, tb::Start::kForever);
  } catch (const explore::ParameterError& error) {
    throw UsageError(std::string("--max-instructions: ") + error.what());
  }
}

std::string contents_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw trace::TraceError("--input: " + path + " cannot be read");
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A VCD file under a temporary name until it is complete. sc_trace adds ".vcd" to the name that it is given.
class VcdFile {
 public:
  VcdFile(sc::Machine& machine, const std::string& path, unsigned levels) : path_(path), temporary_(path + ".part") {
    if (!std::ofstream(temporary_ + ".vcd")) throw trace::TraceError("--vcd: " + path + " cannot be written");
    recorder_ = std::make_unique<tb::WaveRecorder>(machine, temporary_, levels);
  }
  ~VcdFile() {
    recorder_.reset();
    std::remove((temporary_ + ".vcd").c_str());
  }
  void commit() {
    recorder_.reset();
    if (std::rename((temporary_ + ".vcd").c_str(), path_.c_str()) != 0)
      throw trace::TraceError("--vcd: " + path_ + " cannot be written");
  }

 private:
  std::string path_, temporary_;
  std::unique_ptr<tb::WaveRecorder> recorder_;
};

/// What listens to the machine, and where it writes.
class Listeners {
 public:
  Listeners(const CommandLine& line, sc::Machine& machine, unsigned levels, bool keep_events, SessionResult& result)
      : collector_(machine.vmid_unit.vmid(), [&machine] {
          return static_cast<std::uint64_t>(machine.cpu.now() / sc_core::sc_time(1, sc_core::SC_NS) + 0.5);
        }) {
    if (keep_events) collector_.add_sink([&](const tb::InstructionEvent& event) { result.events.push_back(event); });
    if (const auto path = line.value("events")) {
      events_ = std::make_unique<trace::OutputFile>(*path);
      collector_.add_sink([this](const tb::InstructionEvent& event) { events_->write(to_json(event).dump() + "\n"); });
    }
    if (keep_events || events_) {
      machine.cpu.processor().observe(&collector_);
      machine.composer.composer().observe(&collector_);
    }
    if (const auto path = line.value("vcd")) vcd_ = std::make_unique<VcdFile>(machine, *path, levels);
  }
  void commit() {
    if (events_) events_->commit();
    if (vcd_) vcd_->commit();
  }

 private:
  tb::EventCollector collector_;
  std::unique_ptr<trace::OutputFile> events_;
  std::unique_ptr<VcdFile> vcd_;
};

/// Levels of names that the waves show: at least two, so that the save files fit every scenario without depth.
unsigned levels_to_show(const explore::Configuration& configuration) {
  return std::max(2u, std::min(configuration.depth, configuration.machine.syllables));
}

}  // namespace

SessionResult run_session(const CommandLine& line, const tb::CatalogueEntry& entry,
                          const explore::Configuration& configuration, bool keep_events) {
  const std::uint64_t attempts = max_instructions(line);
  tb::Scenario scenario = make_scenario(entry, configuration);
  if (const auto file = line.value("input")) scenario.console_input = contents_of(*file);
  const bool lock_step = keep_events || line.has("events") || line.has("vcd");
  SessionResult result;
  tb::ScenarioRun run(scenario, lock_step);
  Listeners listeners(line, run.machine(), levels_to_show(configuration), keep_events, result);
  result.complete = run.run(attempts);
  result.counters = run.machine().counters();
  result.cycles = run.machine().cycles();
  result.real_digest = run.machine().real_digest();
  result.console = run.machine().console.device().output();
  result.halt_code = run.machine().cpu.processor().halt_code();
  result.expected_halt_code = scenario.halt_code;
  listeners.commit();
  if (const auto file = line.value("console")) write_file(*file, result.console);
  if (const auto file = line.value("stats"))
    write_file(*file, tb::statistics_json(configuration, {result.counters, result.cycles, result.real_digest},
                                          {program_version(), scenario.image.hash(), {}}));
  return result;
}

}  // namespace hv::cli
