// SPDX-License-Identifier: Apache-2.0
// hv-save-files: writes the GTKWave save files of all scenarios, or of one, and their filters.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>

#include "waves/wave_files.h"

namespace {

constexpr const char* kUsage =
    "Usage: hv-save-files DIRECTORY [SCENARIO [LEVELS]]\n"
    "\n"
    "Writes SCENARIO.gtkw, which shows that many levels of the nest, and the filters that it needs. Without "
    "a\n"
    "scenario: those of all scenarios, as the repository has them in traces/.\n";

using hv::tb::WaveFile;

void write(const std::filesystem::path& directory, const std::vector<WaveFile>& files) {
  std::filesystem::create_directories(directory / "filters");
  for (const WaveFile& file : files) {
    std::ofstream out(directory / file.path, std::ios::binary);
    out << file.text;
    if (!out.flush()) throw std::runtime_error("cannot write " + (directory / file.path).string());
  }
}

unsigned levels_from(const std::string& text) {
  const bool number = !text.empty() && text.size() < 3 && text.find_first_not_of("0123456789") == std::string::npos;
  const unsigned levels = number ? static_cast<unsigned>(std::stoul(text)) : 0;
  if (levels == 0) throw std::invalid_argument("LEVELS is a number from 1 to 99, not '" + text + "'");
  return levels;
}

int run(const std::vector<std::string>& words) {
  if (words.size() == 1 && words[0] == "--help") {
    std::cout << kUsage;
    return 0;
  }
  if (words.empty() || words.size() > 3) {
    std::cerr << kUsage;
    return 2;
  }
  if (words.size() == 1)
    write(words[0], hv::tb::all_wave_files());
  else
    write(words[0], hv::tb::wave_files_of(words[1], words.size() == 3 ? levels_from(words[2]) : 2));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << "hv-save-files: " << error.what() << "\n";
    return 2;
  }
}
