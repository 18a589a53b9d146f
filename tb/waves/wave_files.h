// SPDX-License-Identifier: Apache-2.0
// The files that GTKWave needs beside a VCD, ready to be written.
#pragma once

#include <string>
#include <vector>

namespace hv::tb {

struct WaveFile {
  std::string path;  ///< relative to the folder of the save files
  std::string text;
};

/// The save file of this scenario with so many levels, and all filters that it needs. A scenario whose nest
/// can have any depth is taken with that depth. Throws std::invalid_argument if there is no such scenario.
std::vector<WaveFile> wave_files_of(const std::string& scenario, unsigned levels);
/// Those of all scenarios, as they are in traces/.
std::vector<WaveFile> all_wave_files();

}  // namespace hv::tb
