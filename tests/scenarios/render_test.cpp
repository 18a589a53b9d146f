// SPDX-License-Identifier: Apache-2.0
// scripts/render-waves draws what an eye should see.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "png.h"
#include "wave_run.h"

namespace hv::test {
namespace {

const std::string kScript = std::string(HV_SOURCE_DIR) + "/scripts/render-waves";
const std::string kSave = std::string(HV_SOURCE_DIR) + "/traces/table2.gtkw";

std::string temporary(const std::string& name) {
  return testing::TempDir() + "render-" + std::to_string(getpid()) + "-" + name;
}

/// Exit status; what was written on standard error goes to `errors`.
int render(const std::string& arguments, std::string& errors) {
  const std::string log = temporary("log");
  const int status = std::system((kScript + " " + arguments + " >/dev/null 2>" + log).c_str());
  std::ostringstream text;
  text << std::ifstream(log).rdbuf();
  errors = text.str();
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(RenderWaves, DrawsTableTwoInTheColoursOfTheFilters) {
  const WaveRun run = wave_run("table2");
  const std::string out = temporary("table2.png");
  std::string errors;
  ASSERT_EQ(render(kSave + " " + run.path + " " + out, errors), 0) << errors;
  const Picture picture = read_png(out);
  EXPECT_NEAR(picture.width, 1900, 100);
  EXPECT_NEAR(picture.height, 1000, 150);
  EXPECT_GT(picture.pixels.at(0x000000), 500000u);  // the ground of the waves
  EXPECT_GT(picture.pixels.at(0xcd0000), 20000u);   // red3: VM-fault
  EXPECT_GT(picture.pixels.at(0x006400), 20000u);   // DarkGreen: reached, hit
  EXPECT_GT(picture.pixels.at(0x551a8b), 10000u);   // purple4: LVMID
  EXPECT_GT(picture.pixels.at(0xcd3700), 1000u);    // OrangeRed3: process exception
  EXPECT_GT(picture.pixels.at(0xffffff), 3000u);    // the letters of the values
}

TEST(RenderWaves, DrawsTheTimeAndSizeAskedFor) {
  const WaveRun run = wave_run("table2");
  const std::string out = temporary("line2.png");
  std::string errors;
  ASSERT_EQ(render(kSave + " " + run.path + " " + out + " --from 3590 --to 4100 --width 1200 --height 1000", errors), 0)
      << errors;
  const Picture picture = read_png(out);
  EXPECT_NEAR(picture.width, 1200, 100);
  EXPECT_EQ(picture.pixels.count(0xcd3700), 0u);  // line 2 has no exception
  EXPECT_EQ(picture.pixels.count(0xcd0000), 0u);  // and no VM-fault
}

TEST(RenderWaves, SaysWhatIsWrongWithItsInput) {
  const std::string out = temporary("never.png"), no_vcd = temporary("no.vcd");
  std::ofstream(no_vcd) << "nothing\n";
  const std::pair<std::string, std::string> cases[] = {
      {"", "takes a save file"},
      {kSave + " " + no_vcd, "takes a save file"},
      {kSave + " /nowhere.vcd " + out, "there is no VCD file /nowhere.vcd"},
      {"/nowhere.gtkw " + no_vcd + " " + out, "there is no save file /nowhere.gtkw"},
      {kSave + " " + no_vcd + " " + out, "is no VCD file"},
      {no_vcd + " " + no_vcd + " " + out, "is no GTKWave save file"},
      {kSave + " " + no_vcd + " " + out + " --wide", "unknown option --wide"},
      {kSave + " " + no_vcd + " " + out + " --width some", "--width takes a number"},
      {kSave + " " + no_vcd + " " + out + " --width 9000", "--width is from 400 to 8000"},
  };
  for (const auto& [arguments, reason] : cases) {
    std::string errors;
    EXPECT_EQ(render(arguments, errors), 2) << arguments;
    EXPECT_NE(errors.find(reason), std::string::npos) << arguments << ": " << errors;
    EXPECT_FALSE(std::filesystem::exists(out)) << arguments;
  }
}

}  // namespace
}  // namespace hv::test
