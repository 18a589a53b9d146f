// SPDX-License-Identifier: Apache-2.0
// Files beside the code: presets are configurations that stand, and the page of counters has them all.
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "support.h"

namespace hv::explore {
namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(Presets, StandAndNameTheirSource) {
  unsigned count = 0;
  for (const auto& file : std::filesystem::directory_iterator(std::string(HV_SOURCE_DIR) + "/models/presets")) {
    ++count;
    const std::string name = file.path().filename().string(), text = text_of(file.path());
    Configuration configuration;
    EXPECT_NO_THROW(apply_settings(read_settings(name, text), configuration)) << name;
    EXPECT_NE(text.find("# Source"), std::string::npos) << name;
    for (const char* given : {"page.words = ", "associator.entries = ", "associator.ways = "})
      EXPECT_NE(text.find(given), std::string::npos) << name;
    EXPECT_GT(replay_setup(configuration, 100).nest.real_pages(), 100u) << name;
  }
  EXPECT_GE(count, 12u);
}

TEST(CountersPage, HasEachCounterAndNoOther) {
  std::set<std::string> listed, known;
  std::istringstream page(text_of(std::string(HV_SOURCE_DIR) + "/models/COUNTERS.md"));
  for (std::string line; std::getline(page, line);)
    if (line.rfind("| `", 0) == 0) listed.insert(line.substr(3, line.find('`', 3) - 3));
  Counters::for_each({}, [&](const char* name, const char*, std::uint64_t) { known.insert(name); });
  Counters::for_each_by_level({}, [&](const char* name, const char*, const auto&) { known.insert(name); });
  EXPECT_EQ(listed, known);
}

}  // namespace
}  // namespace hv::explore
