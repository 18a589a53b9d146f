// SPDX-License-Identifier: Apache-2.0
// GTKWave save files for what WaveRecorder writes: which signals, in what order, under which names, how far
// zoomed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hv::tb {

struct WaveMarker {
  std::uint64_t time_ns;
  std::string text;
};

struct SaveFile {
  std::string name;                 ///< the file is name.gtkw, made for name.vcd, both in the folder that has filters/
  unsigned levels = 1;              ///< for how many levels of the nest
  std::uint64_t duration_ns = 1;    ///< how much to show at once, from the beginning
  bool has_notes = false;           ///< whether filters/name.txt says what the instructions illustrate
  std::vector<WaveMarker> markers;  ///< at most 26 are shown
};

/// The text of the file.
std::string save_file_text(const SaveFile& file);

}  // namespace hv::tb
