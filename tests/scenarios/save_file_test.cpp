// SPDX-License-Identifier: Apache-2.0
// The save files and filters in traces/ against what generates them and against the waves they are for:
// GTKWave skips what it does not find without a word.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "scenarios/catalogue.h"
#include "wave_run.h"
#include "waves/wave_files.h"

namespace hv::test {
namespace {

const std::filesystem::path kTraces = std::filesystem::path(HV_SOURCE_DIR) / "traces";

std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// A signal that a save file shows.
struct Shown {
  std::string signal, filter;  ///< filter: its path from the save file, or empty
};

std::vector<Shown> shown_by(const std::filesystem::path& path) {
  std::vector<Shown> all;
  std::string filter;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    if (line[0] == '@') filter.clear();
    if (line[0] == '^') filter = line.substr(line.find(' ') + 1);
    if (line[0] == '+') all.push_back({line.substr(line.find("} ") + 2), filter});
  }
  return all;
}

/// The values that a filter has a text for.
std::set<std::string> entries_of(const std::filesystem::path& path) {
  std::set<std::string> values;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) values.insert(line.substr(0, line.find(' ')));
  return values;
}

unsigned width_in(const std::string& signal) {
  const std::size_t bracket = signal.find('[');
  return bracket == std::string::npos ? 1 : 1 + static_cast<unsigned>(std::stoul(signal.substr(bracket + 1)));
}

TEST(SaveFiles, AreThoseThatTheirGeneratorWrites) {
  std::set<std::string> known;
  for (const tb::WaveFile& file : tb::all_wave_files()) {
    EXPECT_EQ(contents(kTraces / file.path), file.text) << file.path << ": run scripts/make-save-files";
    known.insert((kTraces / file.path).string());
  }
  EXPECT_TRUE(known.count((kTraces / "table2.gtkw").string()));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(kTraces)) {
    const std::filesystem::path& path = entry.path();
    const bool ours = path.extension() == ".gtkw" || path.parent_path().filename() == "filters";
    EXPECT_TRUE(!ours || known.count(path.string())) << path << " is not generated";
  }
}

TEST(SaveFiles, NameTheirOwnFolderOnly) {
  for (const tb::CatalogueEntry& entry : tb::catalogue()) {
    const std::string text = contents(kTraces / (entry.name + ".gtkw"));
    EXPECT_EQ(text.rfind("[dumpfile] \"" + entry.name + ".vcd\"\n[savefile] \"" + entry.name + ".gtkw\"\n", 0), 0u);
    EXPECT_EQ(text.find("/home"), std::string::npos);
    EXPECT_EQ(text.find(".."), std::string::npos);
  }
}

TEST(SaveFiles, RefuseAScenarioThatThereIsNot) { EXPECT_THROW(tb::wave_files_of("table3", 2), std::invalid_argument); }

class SaveFileOf : public testing::TestWithParam<std::string> {
 protected:
  SaveFileOf() : shown(shown_by(kTraces / (GetParam() + ".gtkw"))), run(wave_run(GetParam(), levels(), 300)) {}
  static unsigned levels() { return tb::any_depth(*tb::find_scenario(GetParam())) ? 4 : 2; }

  const std::vector<Shown> shown;
  const WaveRun run;
};

TEST_P(SaveFileOf, ShowsSignalsThatTheWavesHave) {
  ASSERT_GT(shown.size(), 25u);
  for (const Shown& one : shown) {
    const auto signal = run.vcd.signals().find(one.signal);
    ASSERT_NE(signal, run.vcd.signals().end()) << one.signal;
    EXPECT_EQ(signal->second.width, width_in(one.signal)) << one.signal;
  }
}

TEST_P(SaveFileOf, HasFiltersWithATextForEachCodeThatOccurs) {
  for (const Shown& one : shown) {
    if (one.filter.empty()) continue;
    ASSERT_TRUE(std::filesystem::exists(kTraces / one.filter)) << one.filter;
    const std::set<std::string> entries = entries_of(kTraces / one.filter);
    const bool of_codes = one.filter != "filters/name.txt" && one.filter != "filters/word.txt";
    for (const auto& [time, bits] : run.vcd.signals().at(one.signal).changes) {
      const std::string number = Vcd::number_of(bits);
      const std::string shown_as = number == "x" ? "XXX" : number;  // by GTKWave
      if (number == "-") continue;
      const bool needs_text = of_codes || number == "x" || bits.size() == 64;
      EXPECT_TRUE(!needs_text || entries.count(shown_as))
          << one.filter << " lacks " << shown_as << " of " << one.signal;
    }
  }
}

std::vector<std::string> scenario_names() {
  std::vector<std::string> names;
  for (const tb::CatalogueEntry& entry : tb::catalogue()) names.push_back(entry.name);
  return names;
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
}

INSTANTIATE_TEST_SUITE_P(Scenarios, SaveFileOf, testing::ValuesIn(scenario_names()), test_name);

}  // namespace
}  // namespace hv::test
