// SPDX-License-Identifier: Apache-2.0
#include "wave_run.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "platform/scenario_run.h"
#include "scenarios/catalogue.h"
#include "waves/wave_recorder.h"

namespace hv::test {

WaveRun wave_run(const std::string& scenario, unsigned levels, std::uint64_t instructions) {
  const std::string path = testing::TempDir() + "waves-" + scenario + "-" + std::to_string(getpid()) + ".vcd";
  const tb::CatalogueEntry& entry = *tb::find_scenario(scenario);
  explore::Configuration configuration = entry.base;
  if (tb::any_depth(entry)) configuration.depth = levels;
  tb::ScenarioRun run(entry.make(configuration), true);
  bool complete = false;
  {
    std::ofstream file(path, std::ios::binary);
    tb::WaveRecorder recorder(
        run.machine(), [&](std::string_view text) { file << text; }, levels);
    recorder.attach();
    complete = run.run(instructions);
    recorder.finish();
  }
  return {path, Vcd(path), run.machine().counters(), complete};
}

}  // namespace hv::test
