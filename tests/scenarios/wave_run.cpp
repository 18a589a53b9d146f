// SPDX-License-Identifier: Apache-2.0
#include "wave_run.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "platform/scenario_run.h"
#include "scenarios/catalogue.h"
#include "waves/wave_recorder.h"

namespace hv::test {

WaveRun wave_run(const std::string& scenario, unsigned levels, std::uint64_t instructions) {
  const std::string path = testing::TempDir() + "waves-" + scenario + "-" + std::to_string(getpid());
  const tb::CatalogueEntry& entry = *tb::find_scenario(scenario);
  explore::Configuration configuration = entry.base;
  if (tb::any_depth(entry)) configuration.depth = levels;
  tb::ScenarioRun run(entry.make(configuration), true);
  bool complete = false;
  {
    tb::WaveRecorder recorder(run.machine(), path, levels);
    complete = run.run(instructions);
  }
  return {path + ".vcd", Vcd(path + ".vcd"), run.machine().counters(), complete};
}

}  // namespace hv::test
