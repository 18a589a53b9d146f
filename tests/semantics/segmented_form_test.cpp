// SPDX-License-Identifier: Apache-2.0
// Segmented maps by themselves: bounded and paged segments, every limit, and which words are read.
#include <gtest/gtest.h>

#include <map>

#include "semantics/map_form.h"
#include "semantics/vm_layout.h"

namespace hv {
namespace {

constexpr Word kT = Word{1} << 63, kPagedBit = Word{1} << 62, kLast = ~Word{0};

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

class Segmented : public testing::TestWithParam<Word> {
 protected:
  Word page() const { return GetParam(); }
  Map map(unsigned bits, Word pages, Word base = 77) const { return {FormCode::segmented, bits, base, pages * page()}; }
  std::string apply(const Map& map, Word name) {
    tables.asked.clear();
    const MapResult result = map_form(FormCode::segmented).apply(map, name, page(), tables);
    if (const auto* mapped = std::get_if<Mapped>(&result)) return std::to_string(mapped->name);
    if (const auto* failure = std::get_if<MapFailure>(&result)) return to_string(*failure);
    return "unreadable";
  }
  bool sensible(const Map& map) const { return !map_form(FormCode::segmented).objection(map, page()); }
  Tables tables;
};

INSTANTIATE_TEST_SUITE_P(PageSizes, Segmented, testing::Values(32, 512, 1000),
                         [](const auto& test) { return "Words" + std::to_string(test.param); });

TEST_P(Segmented, ABoundedSegmentIsRelocationAndBound) {
  tables.words = {{77, 10 * page()}, {78, 3}, {79, 0}, {80, 4}, {81, 40 * page()}, {82, 1}};
  const Map three = map(2, 12);
  for (const Word name : {Word{0}, page() - 1, page(), 3 * page() - 1}) {
    EXPECT_EQ(apply(three, name), std::to_string(10 * page() + name));
    EXPECT_EQ(tables.asked, (std::vector<Word>{77, 78}));
  }
  EXPECT_EQ(apply(three, 3 * page()), "beyond bound") << "the first segment has three pages";
  EXPECT_EQ(tables.asked, (std::vector<Word>{77, 78}));
  EXPECT_EQ(apply(three, 4 * page() + 5), "5") << "0 is a base like any other";
  EXPECT_EQ(tables.asked, (std::vector<Word>{79, 80}));
  EXPECT_EQ(apply(three, 8 * page() - 1), std::to_string(4 * page() - 1));
  EXPECT_EQ(apply(three, 8 * page() + 1), std::to_string(40 * page() + 1));
  EXPECT_EQ(apply(three, 9 * page()), "beyond bound");
  EXPECT_EQ(apply(three, 12 * page()), "beyond bound");
  EXPECT_TRUE(tables.asked.empty()) << "beyond the map itself";
  EXPECT_EQ(map_form(FormCode::segmented).dependent_reads(three), 2u);
}

TEST_P(Segmented, APagedSegmentHasATableOfItsOwn) {
  tables.words = {
      {77, kPagedBit | 500}, {78, 3},          {79, kPagedBit | 600}, {80, 4}, {500, 9 * page()}, {501, 0}, {502, kT},
      {600, page() + 1},     {603, 2 * page()}};
  const Map two = map(2, 8);
  EXPECT_EQ(apply(two, 7), std::to_string(9 * page() + 7));
  EXPECT_EQ(tables.asked, (std::vector<Word>{77, 78, 500}));
  EXPECT_EQ(apply(two, page() + 7), "7");
  EXPECT_EQ(apply(two, 2 * page()), "absent");
  EXPECT_EQ(tables.asked, (std::vector<Word>{77, 78, 502}));
  EXPECT_EQ(apply(two, 3 * page()), "beyond bound") << "never a word behind the page table";
  EXPECT_EQ(tables.asked, (std::vector<Word>{77, 78}));
  EXPECT_EQ(apply(two, 4 * page()), "bad map") << "the frame is not whole pages";
  EXPECT_EQ(apply(two, 8 * page() - 1), std::to_string(3 * page() - 1));
  EXPECT_EQ(tables.asked, (std::vector<Word>{79, 80, 603}));
  EXPECT_EQ(apply(two, 5 * page()), "unreadable");
  EXPECT_EQ(tables.asked, (std::vector<Word>{79, 80, 601}));
}

TEST_P(Segmented, AnAbsentSegmentIsSeenBeforeItsLengthIsRead) {
  for (const Word word : {kT, kT | kPagedBit, kT | page()}) {
    tables.words = {{77, word}, {78, 4}};
    EXPECT_EQ(apply(map(2, 4), 1), "absent");
    EXPECT_EQ(tables.asked, (std::vector<Word>{77}));
  }
}

TEST_P(Segmented, TheLengthIsTestedBeforeTheBase) {
  tables.words = {{77, page() + 1}, {78, 1}};
  EXPECT_EQ(apply(map(2, 4), 1), "bad map");
  EXPECT_EQ(apply(map(2, 4), page()), "beyond bound");
  tables.words = {{77, 0}, {78, 0}};
  EXPECT_EQ(apply(map(2, 4), 0), "beyond bound") << "an empty segment";
  tables.words = {{77, 5 * page()}, {78, kLast}};
  EXPECT_EQ(apply(map(2, 4), 4 * page() - 1), std::to_string(9 * page() - 1)) << "a segment ends where the next begins";
}

TEST_P(Segmented, WordsThatCannotBeRead) {
  EXPECT_EQ(apply(map(2, 4), 1), "unreadable");
  EXPECT_EQ(tables.asked, (std::vector<Word>{77}));
  tables.words = {{77, 0}};
  EXPECT_EQ(apply(map(2, 4), 1), "unreadable");
  EXPECT_EQ(tables.asked, (std::vector<Word>{77, 78}));
}

TEST_P(Segmented, OfOnePageEachAreAPageTableWithLengths) {
  for (Word segment = 0; segment < 8; ++segment)
    tables.words[77 + 2 * segment] = (7 - segment) * page(), tables.words[78 + 2 * segment] = segment != 5;
  for (Word segment = 0; segment < 8; ++segment) {
    EXPECT_EQ(apply(map(0, 8), segment * page() + 3),
              segment == 5 ? "beyond bound" : std::to_string((7 - segment) * page() + 3));
    EXPECT_EQ(tables.asked, (std::vector<Word>{77 + 2 * segment, 78 + 2 * segment}));
  }
}

TEST_P(Segmented, OfTheLargestSize) {
  const Word pages = Word{1} << 20;
  tables.words = {{77, 3 * page()}, {78, pages}, {79, kPagedBit | 1000}, {80, pages}, {1000 + pages - 1, 6 * page()}};
  EXPECT_EQ(apply(map(20, 2 * pages), pages * page() - 1), std::to_string((pages + 3) * page() - 1));
  EXPECT_EQ(apply(map(20, 2 * pages), 2 * pages * page() - 1), std::to_string(7 * page() - 1));
  EXPECT_EQ(tables.asked, (std::vector<Word>{79, 80, 1000 + pages - 1}));
}

TEST_P(Segmented, ThatMakeNoSenseReadNothing) {
  const Map bad[] = {map(21, 4),
                     {FormCode::segmented, 2, 77, kUnbounded},
                     {FormCode::segmented, 2, 77, page() + 1},
                     map(2, 8, kLast - 2),
                     map(0, 8, kLast - 14)};
  for (const Map& one : bad) {
    EXPECT_FALSE(sensible(one));
    EXPECT_EQ(apply(one, 0), "bad map");
    EXPECT_TRUE(tables.asked.empty());
  }
  EXPECT_TRUE(sensible(map(20, 4)));
  EXPECT_TRUE(sensible(map(0, 4)));
  EXPECT_TRUE(sensible(map(2, 8, kLast - 4))) << "four words for two segments";
  EXPECT_TRUE(sensible(map(2, 5, kLast - 4))) << "the last one is not full";
  EXPECT_FALSE(sensible(map(2, 9, kLast - 4))) << "six words for three";
  EXPECT_TRUE(sensible(map(2, 0)));
}

TEST(SegmentedForm, IsWrittenInTheFormWord) {
  const auto decoded = layout::decode_map(77, 8, 4 | 20 << 16, 512);
  ASSERT_TRUE(decoded.map) << decoded.objection;
  EXPECT_EQ(decoded.map->form, FormCode::segmented);
  EXPECT_EQ(decoded.map->parameter, 20u);
  EXPECT_EQ(decoded.map->bound, 8u * 512);
  EXPECT_FALSE(layout::decode_map(77, 8, 4 | 21 << 16, 512).map);
  EXPECT_FALSE(layout::decode_map(77, 8, 5, 512).map) << "no such form";
  EXPECT_FALSE(layout::decode_map(77, 8, 4 | 2 << 8, 512).map) << "no such type";
  EXPECT_EQ(layout::decode_map(77, 8, 4 | 1 << 8 | 3 << 16, 512).type, layout::MapType::process);
}

}  // namespace
}  // namespace hv
