// SPDX-License-Identifier: Apache-2.0
#include "wave_run.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "monitors/looking.h"
#include "scenarios/catalogue.h"
#include "waves/wave_recorder.h"

namespace hv::test {

tb::Scenario scenario_with(const std::string& name, unsigned levels) {
  if (name == "ticker") return ticker(levels, 100);
  const tb::CatalogueEntry& entry = *tb::find_scenario(name);
  explore::Configuration configuration = entry.base;
  if (tb::any_depth(entry)) configuration.depth = levels;
  return entry.make(configuration);
}

WaveRun wave_run(const std::string& name, unsigned levels, std::uint64_t instructions, const WaveWindow& window) {
  const std::string path = testing::TempDir() + "waves-" + name + "-" + std::to_string(getpid()) + ".vcd";
  const tb::Scenario scenario = scenario_with(name, levels);
  tb::ScenarioRun run(scenario, false);
  sc::Machine& machine = run.machine();
  const auto outside = machine.cpu.execution();
  bool complete = false;
  {
    std::ofstream file(path, std::ios::binary);
    tb::WaveRecorder recorder(
        machine, [&](std::string_view text) { file << text; }, levels,
        tb::Symbols(scenario.labels, scenario.config.phi_form));
    run.at(window.from, [&](std::uint64_t attempted) {
      machine.cpu.set_execution(sc::CpuModule::Execution::lock_step);
      recorder.attach(attempted);
    });
    run.at(window.to, [&](std::uint64_t) {
      recorder.detach();
      machine.cpu.set_execution(outside);
    });
    complete = run.run(instructions);
    recorder.finish();
  }
  return {path,
          Vcd(path),
          machine.counters(),
          complete,
          machine.cycles(),
          machine.real_digest(),
          sc_core::sc_delta_count()};
}

}  // namespace hv::test
