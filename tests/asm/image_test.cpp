// SPDX-License-Identifier: Apache-2.0
// Image files, symbol tables, listings.
#include <rapidcheck/gtest.h>

#include <sstream>

#include "asm/image_file.h"
#include "asm/listing.h"
#include "asm/symbol_table.h"
#include "support.h"

namespace hv::assembly {
namespace {

// By hand, from ISA.md.
const std::string kSource = "start: LA R1,5\n.l: JMP .l\n.org 100\nend: .word -1\n";
const std::string kImage =
    "hv-image 1\n"
    "entry 0\n"
    "org 0\n"
    "0310000000000005\n"
    "3000000000000001\n"
    "org 100\n"
    "ffffffffffffffff\n"
    "symbol start 0\n"
    "symbol start.l 1\n"
    "symbol end 100\n"
    "end 3\n";

Image read(const std::string& text) {
  std::istringstream in(text);
  return read_image(in, "i.img");
}

std::string complaint(const std::string& text) {
  try {
    read(text);
  } catch (const ImageError& error) {
    return error.what();
  }
  return "";
}

/// The image with one of its lines (from 1) replaced.
std::string with_line(int number, const std::string& line) {
  std::istringstream in(kImage);
  std::string result, each;
  for (int at = 1; std::getline(in, each); ++at) result += (at == number ? line : each) + "\n";
  return result;
}

TEST(ImageFile, IsAsTheManualSays) { EXPECT_EQ(image_text(assembled(kSource).image), kImage); }

TEST(ImageFile, ReadsBack) {
  const Image image = read(kImage);
  EXPECT_EQ(image.entry, 0u);
  EXPECT_EQ(memory(image),
            (std::map<Word, Word>{{0, 0x0310'0000'0000'0005}, {1, 0x3000'0000'0000'0001}, {100, ~Word{0}}}));
  EXPECT_EQ(image.labels.size(), 3u);
  EXPECT_EQ(image_text(image), kImage);
  EXPECT_EQ(image_text(read("hv-image 1\nentry 7\nend 0\n")), "hv-image 1\nentry 7\nend 0\n");
}

TEST(ImageFile, AnyTruncationIsNoticed) {
  for (std::size_t size = 0; size + 1 < kImage.size(); ++size)
    EXPECT_NE(complaint(kImage.substr(0, size)), "") << "the first " << size << " bytes";
  EXPECT_NE(complaint("hv-image 1\nentry 0\norg 0\n0310000000000005\n").find("i.img:5: the file is cut off"),
            std::string::npos);
}

TEST(ImageFile, DamageIsSaidWithItsLine) {
  const std::vector<std::tuple<int, std::string, std::string>> cases = {
      {1, "hv-image 2", "i.img:1: this is no image"},
      {2, "entry", "i.img:2: '' is no number"},
      {2, "org 0", "i.img:2: the entry is missing"},
      {2, "entry 18446744073709551616", "i.img:2: '18446744073709551616' is no number"},
      {3, "0310000000000005", "i.img:3: a word outside a block"},
      {3, "org -1", "i.img:3: '-1' is no number"},
      {3, "org 2305843009213693952", "i.img:3: the address is too large"},
      {3, "org 2305843009213693951", "i.img:5: the block reaches beyond"},
      {4, "031000000000000", "i.img:4: '031000000000000' is no word"},
      {4, "031000000000000G", "i.img:4: '031000000000000G' is no word"},
      {4, "031000000000000A", "i.img:4: '031000000000000A' is no word"},
      {4, "0310000000000005\r", "i.img:4: '0310000000000005\\x0d' is no word"},
      {4, "", "i.img:4: '' is no word"},
      {6, "org 1", "i.img:6: the block begins before the last one ends; expected an address from 2 on"},
      {7, "symbol a 1", "i.img:11: there are 2 words, not 3"},
      {8, "symbol start", "i.img:8: the symbol is not complete"},
      {8, "symbol 5 5", "i.img:8: the symbol is not complete"},
      {9, "symbol start 1", "i.img:9: the symbol start is there twice"},
      {9, "org 200", "i.img:9: a block behind symbols"},
      {9, "ffffffffffffffff", "i.img:9: a word outside a block"},
      {11, "end 4", "i.img:11: there are 3 words, not 4"},
      {11, "end 3\nend 3", "i.img:12: something follows the end"},
  };
  for (const auto& [number, line, part] : cases)
    EXPECT_EQ(complaint(with_line(number, line)).find(part), 0u)
        << complaint(with_line(number, line)) << "\nnot " << part;
}

TEST(ImageFile, IsBounded) {
  std::istringstream in(kImage);
  EXPECT_THROW(read_image(in, "i", 2), ImageError);
  EXPECT_NE(complaint("hv-image 1\nentry " + std::string(100000, '1')), "");
  EXPECT_THROW(read_image_file("no/such/image"), ImageError);
  EXPECT_THROW(read_image_file("."), ImageError);
}

RC_GTEST_PROP(ImageFile, AnyImageReadsBack, ()) {
  Image image;
  image.entry = *rc::gen::arbitrary<Word>();
  Word at = 0;
  for (int block = *rc::gen::inRange(0, 5); block > 0; --block) {
    at += *rc::gen::inRange<Word>(1, 1000);
    image.blocks.push_back({at, *rc::gen::nonEmpty(rc::gen::arbitrary<std::vector<Word>>())});
    at += image.blocks.back().words.size();
  }
  for (int label = 0; label < 3; ++label)
    image.labels.push_back({"l" + std::to_string(label), static_cast<Word>(7 * label)});
  const Image back = read(image_text(image));
  RC_ASSERT(back.entry == image.entry);
  RC_ASSERT(memory(back) == memory(image));
  RC_ASSERT(image_text(back) == image_text(image));
}

RC_GTEST_PROP(Disassembly, AssemblesToTheSameWords, ()) {
  Image image;
  image.entry = *rc::gen::inRange<Word>(0, 100);
  image.blocks.push_back(
      {*rc::gen::inRange<Word>(0, 100), *rc::gen::nonEmpty(rc::gen::arbitrary<std::vector<Word>>())});
  for (Word& word : image.blocks[0].words)
    if (*rc::gen::arbitrary<bool>()) word = (word & 0x00ff'0000'0000'0fff) | 0x01ull << 56;
  image.labels = {{"a", 50}, {"a.b", 60}, {"c", 60}};
  const Program again = assembled(disassembly_text(image));
  RC_ASSERT(again.image.entry == image.entry);
  RC_ASSERT(memory(again.image) == memory(image));
  RC_ASSERT(again.symbols.at("a.b").value == 60u);
}

TEST(Disassembly, ReachesTheLastAddress) {
  constexpr Word kLast = (Word{1} << 61) - 1;
  const Image image = read("hv-image 1\nentry 0\norg " + std::to_string(kLast) + "\n8400000000000007\nend 1\n");
  EXPECT_EQ(memory(assembled(disassembly_text(image)).image), (std::map<Word, Word>{{kLast, 0x8400'0000'0000'0007}}));
}

TEST(Disassembly, NamesLabels) {
  const std::string text = disassembly_text(assembled(kSource).image);
  EXPECT_NE(text.find("start.l:\n        JMP 1                           ;      1  3000000000000001  start.l\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("        .org 100\nend:\n        .word 18446744073709551615"), std::string::npos) << text;
}

TEST(Symbols, NameAddresses) {
  const SymbolTable table(
      assembled(".org 10\n.word 0\nb:\na: .word 1,2,3\nc: .word 4\n.org 100\nfar: .org 200\n.word 1\nbuf: .word 2")
          .image);
  EXPECT_EQ(table.name_of(10), std::nullopt);  // below all labels
  EXPECT_EQ(table.name_of(11), "a");           // of two the first by name
  EXPECT_EQ(table.name_of(13), "a+2");
  EXPECT_EQ(table.name_of(14), "c");
  EXPECT_EQ(table.name_of(15), std::nullopt);  // behind the block
  EXPECT_EQ(table.name_of(100), "far");        // outside all blocks: only itself
  EXPECT_EQ(table.name_of(101), std::nullopt);
  EXPECT_EQ(table.name_of(200), std::nullopt);  // its block has no label at or below it
  EXPECT_EQ(table.name_of(201), "buf");
  EXPECT_EQ(table.name_of(~Word{0}), std::nullopt);
  EXPECT_EQ(table.address_of("c"), 14u);
  EXPECT_EQ(table.address_of("d"), std::nullopt);
  EXPECT_EQ(SymbolTable().name_of(0), std::nullopt);
}

TEST(Listing, HasAddressWordAndLine) {
  const std::string text =
      listing_text(assembled("K = 3\n.macro two a\n.word \\a, 2\n.endm\n.org 9\nx: two K\n.space 20, 7\nJMP x\n"));
  const auto line = [&](const std::string& wanted) {
    EXPECT_NE(text.find(wanted + "\n"), std::string::npos) << wanted << "\nin\n" << text;
  };
  line("t.hvs");
  line("                                1   K = 3");
  line("       9                        6   x: two K");
  line("       9  0000000000000003      3 + .word K, 2");
  line("      10  0000000000000002");
  line("      11  0000000000000007      7   .space 20, 7");
  line("          … 12 words more");
  line("      31  3000000000000009      8   JMP x");
  line("entry 31");
  line("  K                                           3  0x0000000000000003  constant");
  line("  x                                           9  0x0000000000000009  label");
}

}  // namespace
}  // namespace hv::assembly
