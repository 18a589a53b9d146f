// SPDX-License-Identifier: Apache-2.0
// Every form of map by itself: its value, every limit, every failure with its cause, and which table words it
// reads.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "semantics/map_form.h"

namespace hv {
namespace {

constexpr Word kT = Word{1} << 63;
constexpr Word kLast = ~Word{0};

/// Table words that the test wrote down; any other cannot be had. Remembers what was asked for.
class Tables final : public TableReader {
 public:
  std::optional<Word> read(Word name) override {
    asked.push_back(name);
    const auto found = words.find(name);
    if (found == words.end()) return std::nullopt;
    return found->second;
  }
  std::map<Word, Word> words;
  std::vector<Word> asked;
};

std::string text(const MapResult& result) {
  if (const auto* mapped = std::get_if<Mapped>(&result)) return std::to_string(mapped->name);
  if (const auto* failure = std::get_if<MapFailure>(&result)) return to_string(*failure);
  return "unreadable";
}

class MapForms : public testing::TestWithParam<Word> {
 protected:
  Word page() const { return GetParam(); }
  std::string apply(const Map& map, Word name) {
    tables.asked.clear();
    return text(map_form(map.form).apply(map, name, page(), tables));
  }
  bool sensible(const Map& map) const { return !map_form(map.form).objection(map, page()); }
  Tables tables;
};

INSTANTIATE_TEST_SUITE_P(PageSizes, MapForms, testing::Values(32, 512, 1000),
                         [](const auto& test) { return "Words" + std::to_string(test.param); });

TEST_P(MapForms, IdentityHasEveryNameUpToItsBound) {
  const Map unbounded{FormCode::identity, 1, 0, kUnbounded};
  for (const Word name : {Word{0}, Word{1}, page(), kLast - 1, kLast})
    EXPECT_EQ(apply(unbounded, name), std::to_string(name));
  const Map bounded{FormCode::identity, 1, 0, 3 * page()};
  EXPECT_EQ(apply(bounded, 3 * page() - 1), std::to_string(3 * page() - 1));
  EXPECT_EQ(apply(bounded, 3 * page()), "beyond bound");
  EXPECT_EQ(apply(bounded, kLast), "beyond bound");
  EXPECT_EQ(map_form(FormCode::identity).dependent_reads(bounded), 0u);
  EXPECT_TRUE(tables.asked.empty());
}

TEST_P(MapForms, RelocationBoundsAddsAfterTestingTheBound) {
  const Map map{FormCode::relocation_bounds, 1, 2 * page(), 4 * page()};
  EXPECT_EQ(apply(map, 0), std::to_string(2 * page()));
  EXPECT_EQ(apply(map, 4 * page() - 1), std::to_string(6 * page() - 1));
  EXPECT_EQ(apply(map, 4 * page()), "beyond bound");
  EXPECT_EQ(apply(map, kLast), "beyond bound");
  const Map empty{FormCode::relocation_bounds, 1, page(), 0};
  EXPECT_EQ(apply(empty, 0), "beyond bound");
  EXPECT_EQ(map_form(FormCode::relocation_bounds).dependent_reads(map), 0u);
  EXPECT_TRUE(tables.asked.empty());
}

TEST_P(MapForms, RelocationBoundsThatMakeNoSense) {
  const auto map = [](Word base, Word bound) { return Map{FormCode::relocation_bounds, 1, base, bound}; };
  EXPECT_EQ(apply(map(page() + 1, 4 * page()), 0), "bad map");
  EXPECT_EQ(apply(map(page(), 4 * page() - 1), 0), "bad map");
  EXPECT_FALSE(sensible(map(page() / 2, kUnbounded)));
  const Word top = kLast / page() * page();  // the last whole page begins here
  EXPECT_EQ(apply(map(top, 2 * page()), 0), "bad map");
  EXPECT_TRUE(sensible(map(top - page(), page())));
  EXPECT_EQ(apply(map(top - page(), page()), page() - 1), std::to_string(top - 1));
}

TEST_P(MapForms, RelocationWithoutBoundNeverWraps) {
  const Map map{FormCode::relocation_bounds, 1, 5 * page(), kUnbounded};
  EXPECT_EQ(apply(map, kLast - 5 * page()), std::to_string(kLast));
  EXPECT_EQ(apply(map, kLast - 5 * page() + 1), "beyond bound");
  EXPECT_EQ(apply(map, kLast), "beyond bound");
}

TEST_P(MapForms, PagedReadsOneWordAndChecksIt) {
  const Map map{FormCode::paged, 1, 77, 5 * page()};
  tables.words = {{77, 0}, {78, 9 * page()}, {79, kT}, {80, kT | page()}, {81, 3 * page() + 1}};
  EXPECT_EQ(apply(map, 0), "0") << "0 is a valid frame base";
  EXPECT_EQ(tables.asked, (std::vector<Word>{77}));
  EXPECT_EQ(apply(map, page() - 1), std::to_string(page() - 1));
  EXPECT_EQ(apply(map, page()), std::to_string(9 * page()));
  EXPECT_EQ(tables.asked, (std::vector<Word>{78}));
  EXPECT_EQ(apply(map, 2 * page() - 1), std::to_string(10 * page() - 1));
  EXPECT_EQ(apply(map, 2 * page() + 7), "absent");
  EXPECT_EQ(apply(map, 3 * page()), "absent");
  EXPECT_EQ(apply(map, 4 * page()), "bad map") << "the frame base is not whole pages";
  tables.words.erase(78);
  EXPECT_EQ(apply(map, page()), "unreadable");
  EXPECT_EQ(map_form(FormCode::paged).dependent_reads(map), 1u);
}

TEST_P(MapForms, PagedNeverReadsBeyondItsTable) {
  const Map map{FormCode::paged, 1, 77, 5 * page()};
  for (Word word = 70; word < 90; ++word) tables.words[word] = 0;
  for (const Word name : {5 * page(), 5 * page() + 1, 6 * page(), kLast}) {
    EXPECT_EQ(apply(map, name), "beyond bound");
    EXPECT_TRUE(tables.asked.empty());
  }
  const Map empty{FormCode::paged, 1, 77, 0};
  EXPECT_EQ(apply(empty, 0), "beyond bound");
  EXPECT_TRUE(tables.asked.empty());
}

TEST_P(MapForms, PagedThatMakesNoSenseReadsNothing) {
  const Map unbounded{FormCode::paged, 1, 0, kUnbounded};
  const Map ragged{FormCode::paged, 1, 0, page() + 1};
  const Map beyond_the_last_name{FormCode::paged, 1, kLast - 2, 5 * page()};
  for (const Map& map : {unbounded, ragged, beyond_the_last_name}) {
    EXPECT_FALSE(sensible(map));
    EXPECT_EQ(apply(map, 0), "bad map");
    EXPECT_TRUE(tables.asked.empty());
  }
}

/// A radix tree with one path, made by the test: digits of the page number in base page(), first digit first.
struct RadixPath {
  Map map;
  Word name = 0, frame = 0;
  std::vector<Word> words;  // names of the table words, in order
};

class RadixForms : public MapForms {
 protected:
  RadixPath path(unsigned levels, std::mt19937_64& random) {
    RadixPath path;
    Word highest = kLast / page() - 1, page_number = 0;  // so that every name of the page is a word
    Word room = 1;
    for (unsigned level = 0; level < levels && room <= highest; ++level)
      room = room > highest / page() ? highest + 1 : room * page();
    page_number = random() % std::min(room, highest);
    path.name = page_number * page() + random() % page();
    path.map = {FormCode::radix, levels, 10 * page(), std::min((highest + 1) * page(), kLast / page() * page())};
    std::vector<Word> digits;
    for (unsigned level = 0; level < levels; ++level, page_number /= page())
      digits.insert(digits.begin(), page_number % page());
    for (unsigned level = 0; level < levels; ++level) path.words.push_back((10 + 3 * level) * page() + digits[level]);
    path.frame = 99 * page();
    tables.words.clear();
    for (unsigned level = 0; level < levels; ++level)
      tables.words[path.words[level]] = level + 1 < levels ? (13 + 3 * level) * page() : path.frame;
    return path;
  }
};

INSTANTIATE_TEST_SUITE_P(PageSizes, RadixForms, testing::Values(32, 512, 1000),
                         [](const auto& test) { return "Words" + std::to_string(test.param); });

TEST_P(RadixForms, FollowsTheDigitsOfThePageNumber) {
  std::mt19937_64 random(1);
  unsigned paths = 0;
  for (unsigned levels = 1; levels <= 6; ++levels)
    for (int round = 0; round < 50; ++round, ++paths) {
      const RadixPath one = path(levels, random);
      EXPECT_EQ(map_form(FormCode::radix).dependent_reads(one.map), levels);
      EXPECT_EQ(apply(one.map, one.name), std::to_string(one.frame + one.name % page()));
      EXPECT_EQ(tables.asked, one.words);
    }
  EXPECT_EQ(paths, 300u);
}

TEST_P(RadixForms, StopsAtTheFirstWordThatFails) {
  std::mt19937_64 random(2);
  for (unsigned levels = 1; levels <= 6; ++levels)
    for (unsigned failing = 0; failing < levels; ++failing) {
      const RadixPath one = path(levels, random);
      const std::vector<Word> until(one.words.begin(), one.words.begin() + failing + 1);
      tables.words[one.words[failing]] |= kT;
      EXPECT_EQ(apply(one.map, one.name), "absent");
      EXPECT_EQ(tables.asked, until);
      tables.words[one.words[failing]] = page() + 1;
      EXPECT_EQ(apply(one.map, one.name), "bad map");
      EXPECT_EQ(tables.asked, until);
      tables.words.erase(one.words[failing]);
      EXPECT_EQ(apply(one.map, one.name), "unreadable");
      EXPECT_EQ(tables.asked, until);
    }
}

TEST_P(RadixForms, NamesWithMoreDigitsThanTheTreeHasLevelsReadNothing) {
  for (unsigned levels = 1; levels <= 5; ++levels) {
    Word pages = 1;
    bool fits = true;
    for (unsigned level = 0; level < levels; ++level) {
      fits = fits && pages < kLast / page() / page() / page();
      pages *= page();
    }
    if (!fits) continue;
    const Map map{FormCode::radix, levels, 0, 4 * pages * page()};
    EXPECT_EQ(apply(map, pages * page()), "beyond bound");
    EXPECT_TRUE(tables.asked.empty());
    EXPECT_EQ(apply(map, pages * page() - 1), "unreadable");
    EXPECT_EQ(tables.asked, (std::vector<Word>{page() - 1}));
    const Map shorter{FormCode::radix, levels, 0, page()};
    EXPECT_EQ(apply(shorter, page()), "beyond bound");
    EXPECT_TRUE(tables.asked.empty());
  }
}

TEST_P(RadixForms, ThatMakesNoSenseReadsNothing) {
  const Word bound = 8 * page();
  const Word top = kLast / page() * page();
  const Map bad[] = {
      {FormCode::radix, 0, 0, bound},          {FormCode::radix, 7, 0, bound},
      {FormCode::radix, 2, 0, kUnbounded},     {FormCode::radix, 2, 0, bound + 1},
      {FormCode::radix, 2, page() + 1, bound}, {FormCode::radix, 2, kLast / page() * page() + page() / 2, bound}};
  for (const Map& map : bad) {
    EXPECT_FALSE(sensible(map));
    EXPECT_EQ(apply(map, 0), "bad map");
    EXPECT_TRUE(tables.asked.empty());
  }
  for (unsigned levels = 1; levels <= 6; ++levels)
    EXPECT_TRUE(sensible({FormCode::radix, levels, top - page(), bound}));
}

TEST(MapFormsAtWords, TheRelocationBoundsOfTableTwo) {
  Tables none;
  const auto apply = [&](Word r, Word b, Word name) {
    return text(map_form(FormCode::relocation_bounds).apply({FormCode::relocation_bounds, 1, r, b}, name, 1000, none));
  };
  EXPECT_EQ(apply(1000, 3000, 2100), "3100");
  EXPECT_EQ(apply(1000, 3000, 128), "1128");
  EXPECT_EQ(apply(1000, 3000, 3500), "beyond bound");
  EXPECT_EQ(apply(2000, 4000, 1100), "3100");
  EXPECT_EQ(apply(2000, 2000, 500), "2500");
  EXPECT_EQ(apply(0, 14000, 2800), "2800");
}

}  // namespace
}  // namespace hv
