// SPDX-License-Identifier: Apache-2.0
// Is every value that makes no sense refused, with a message that says what would make sense?
#include "explore/parameters.h"

#include <set>

#include "support.h"

namespace hv::explore {
namespace {

void refused(const std::string& name, const std::string& value, const std::vector<std::string>& parts) {
  expect_error<ParameterError>([&] { configured({{name, value}}); }, parts);
}

TEST(Parameters, NamesAreThoseThatScriptsUse) {
  std::set<std::string> names;
  for (const Parameter& each : parameters()) EXPECT_TRUE(names.insert(each.name).second) << each.name << " twice";
  for (const char* name :
       {"depth", "vmid.syllables", "memory.pages", "page.words", "fmap.form", "fmap.radix-levels", "fmap.type",
        "phi.form", "phi.radix-levels", "associator.entries", "associator.ways", "associator.replacement",
        "associator.key", "associator.contents", "associator.input", "associator.invalidation", "registers", "seed"})
    EXPECT_EQ(names.count(name), 1u) << name;
}

TEST(Parameters, DefaultsAreThePublishedOnes) {
  const std::vector<std::pair<std::string, std::string>> expected = {{"vmid.syllables", "16"},
                                                                     {"page.words", "512"},
                                                                     {"fmap.form", "paged"},
                                                                     {"fmap.type", "1"},
                                                                     {"phi.form", "rb"},
                                                                     {"associator.entries", "64"},
                                                                     {"associator.ways", "0"},
                                                                     {"associator.replacement", "lru"},
                                                                     {"associator.key", "vmid"},
                                                                     {"associator.contents", "end-to-end"},
                                                                     {"associator.input", "resource"},
                                                                     {"associator.invalidation", "snoop"},
                                                                     {"registers", "name"}};
  for (const auto& [name, value] : expected) EXPECT_EQ(parameter(name).default_value(), value) << name;
}

TEST(Parameters, EveryValueReadsBackAsItself) {
  for (const Parameter& each : parameters()) {
    Configuration configuration;
    each.set(configuration, each.default_value());
    EXPECT_EQ(each.get(configuration), each.default_value()) << each.name;
    EXPECT_FALSE(each.meaning.empty()) << each.name;
    EXPECT_FALSE(each.range.empty()) << each.name;
  }
}

TEST(Parameters, AreSetWhereTheyBelong) {
  const Configuration c = configured({{"depth", "3"},
                                      {"page.words", "1000"},
                                      {"memory.pages", "14"},
                                      {"associator.entries", "8"},
                                      {"associator.ways", "2"},
                                      {"associator.key", "level"},
                                      {"associator.invalidation", "flush"},
                                      {"registers", "real"},
                                      {"timing.memory", "20"},
                                      {"phi.form", "identity"},
                                      {"seed", "7"}});
  EXPECT_EQ(c.depth, 3u);
  EXPECT_EQ(c.machine.page_words, 1000u);
  EXPECT_EQ(c.machine_with(99).memory_pages, 14u);
  EXPECT_EQ(Configuration{}.machine_with(99).memory_pages, 99u);
  EXPECT_EQ(c.machine.associator.entries, 8u);
  EXPECT_EQ(c.machine.associator.ways, 2u);
  EXPECT_EQ(c.machine.associator.key, AssociatorKey::level);
  EXPECT_EQ(c.machine.associator.invalidation, Invalidation::flush);
  EXPECT_EQ(c.machine.registers, RegistersPolicy::real);
  EXPECT_EQ(c.machine.timing.memory, 20u);
  EXPECT_EQ(c.machine.phi_form, FormCode::identity);
  EXPECT_EQ(c.seed, 7u);
  EXPECT_EQ(c.machine.associator.seed, 7u);
  EXPECT_EQ(Configuration{}.machine.associator.seed, Configuration{}.seed);
}

TEST(Parameters, SlashesGiveOneValueALevel) {
  const Configuration c = configured({{"depth", "4"}, {"fmap.form", "rb/radix/paged"}, {"fmap.radix-levels", "1/4"}});
  const auto maps = c.maps();
  ASSERT_EQ(maps.size(), 4u);
  EXPECT_EQ(maps[0].form, FormCode::relocation_bounds);
  EXPECT_EQ(maps[1].form, FormCode::radix);
  EXPECT_EQ(maps[1].radix_levels, 4u);
  EXPECT_EQ(maps[2].form, FormCode::paged);
  EXPECT_EQ(maps[3].form, FormCode::paged);  // the last one holds for all deeper levels
  EXPECT_EQ(parameter("fmap.form").get(c), "rb/radix/paged");
  refused("fmap.form", "rb//paged", {"--fmap.form", "''"});
  refused("fmap.radix-levels", "1/7", {"--fmap.radix-levels", "7 is out of range", "1 to 6"});
}

TEST(Parameters, UnknownNamesNameTheNearest) {
  refused("associator.entrys", "4", {"--associator.entrys", "no parameter", "associator.entries"});
  refused("entries", "4", {"associator.entries"});
  refused("fmap.from", "rb", {"fmap.form"});
  refused("zzz", "1", {"no parameter zzz", "nearest"});
}

TEST(Parameters, ValuesOutOfRangeAreRefused) {
  refused("depth", "33", {"--depth", "33", "0 to 32"});
  refused("depth", "-1", {"'-1' is no whole number"});
  refused("depth", "", {"'' is no whole number"});
  refused("depth", "2x", {"'2x'"});
  refused("depth", "0x2", {"'0x2'"});
  refused("depth", "1.5", {"'1.5'"});
  refused("depth", "99999999999999999999999", {"out of range", "0 to 32"});
  refused("page.words", "16", {"32 to 1048576"});
  refused("memory.pages", "0", {"memory.pages"});
  refused("registers", "all", {"'all' is not known", "name, real, none"});
}

TEST(Parameters, ValuesThatThereAreNotAreRefused) {
  refused("fmap.form", "table", {"paged, rb, radix, segmented"});
  refused("fmap.type", "3", {"1 to 2"});
  refused("fmap.form", "identity", {"not known"});
}

TEST(Parameters, CombinationsWithoutMeaningAreRefused) {
  const auto refuse = [](const std::vector<std::pair<std::string, std::string>>& values, const std::string& part) {
    expect_error<ParameterError>([&] { configured(values); }, {part});
  };
  refuse({{"associator.entries", "10"}, {"associator.ways", "4"}}, "multiple");
  refuse({{"associator.key", "none"}}, "flush");
  refuse({{"associator.entries", "12"}, {"associator.replacement", "plru"}}, "1, 2, 4, 8");
  refuse({{"associator.entries", "12"}, {"associator.ways", "3"}, {"associator.replacement", "plru"}}, "not of 3");
  configured({{"associator.entries", "12"}, {"associator.ways", "4"}, {"associator.replacement", "plru"}});
  configured({{"associator.entries", "0"}, {"associator.replacement", "plru"}});
  refuse({{"associator.input", "process"}, {"associator.contents", "adjacent"}}, "end-to-end");
  refuse({{"associator.input", "process"}, {"phi.form", "paged"}, {"associator.invalidation", "flush"}},
         "snoop or purge");
  refuse({{"associator.key", "none"}, {"associator.invalidation", "purge"}}, "flush");
  refuse({{"depth", "17"}}, "vmid.syllables");
  refuse({{"page.words", "1048576"}, {"memory.pages", "1025"}}, "memory.pages");
  configured({{"associator.key", "none"}, {"associator.invalidation", "flush"}});
  configured({{"depth", "17"}, {"vmid.syllables", "17"}});
}

TEST(Settings, FilesHaveTheSameNames) {
  const auto settings = read_settings("m.ini", "# a machine\n\n depth = 3 # deep\r\nfmap.form=rb/paged\n");
  ASSERT_EQ(settings.size(), 2u);
  EXPECT_EQ(settings[0].origin, "m.ini:3");
  Configuration configuration;
  apply_settings(settings, configuration);
  EXPECT_EQ(configuration.depth, 3u);
  EXPECT_EQ(configuration.fmap_forms.size(), 2u);
}

TEST(Settings, ErrorsHaveFileAndLine) {
  const auto read = [](const std::string& text) {
    return [text] {
      Configuration configuration;
      apply_settings(read_settings("m.ini", text), configuration);
    };
  };
  expect_error<ParameterError>(read("depth = 1\nnonsense\n"), {"m.ini:2", "nonsense", "name = value"});
  expect_error<ParameterError>(read("\ndeph = 1\n"), {"m.ini:2", "deph", "depth"});
  expect_error<ParameterError>(read("depth = 1\ndepth = 2\n"), {"m.ini:2", "second time", "m.ini:1"});
  expect_error<ParameterError>(read("depth = many\n"), {"m.ini:1", "many"});
  expect_error<ParameterError>(read("depth =\n"), {"m.ini:1", "''"});
}

TEST(Settings, WhatIsWrittenReadsBack) {
  const Configuration given = configured({{"depth", "5"}, {"fmap.form", "radix/rb"}, {"memory.pages", "77"}});
  Configuration again;
  apply_settings(read_settings("x", write_settings(given)), again);
  EXPECT_EQ(write_settings(again), write_settings(given));
}

}  // namespace
}  // namespace hv::explore
