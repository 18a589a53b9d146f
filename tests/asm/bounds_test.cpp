// SPDX-License-Identifier: Apache-2.0
// No source makes the assembler crash, run on or take memory without end.
#include <rapidcheck/gtest.h>

#include <sstream>

#include "asm/image_file.h"
#include "asm/listing.h"
#include "support.h"

namespace hv::assembly {
namespace {

/// Errors, of which this is part of the last.
void refused(const std::string& text, const std::string& part, const Options& options = {}) {
  const auto found = errors(text, options);
  ASSERT_FALSE(found.empty());
  EXPECT_NE(found.back().find(part), std::string::npos) << found.back();
}

TEST(Bounds, MacrosThatCallThemselvesForEver) {
  refused(".macro m\nm\n.endm\nm", "nested too deep");
  EXPECT_EQ(errors(".macro m\nm\nm\nm\n.endm\nm").size(), 100u);  // 3^64 expansions, if nobody stopped them
}

TEST(Bounds, RepetitionsWithoutEnd) {
  refused(".rept 1<<62\n.if 0\n.endif\n.endr", "becomes too long");
  refused(".rept 1<<40\n.rept 1<<40\n.endr\n.endr", "becomes too long");
  EXPECT_TRUE(words(".rept -1\n.endr").empty());  // nothing, however often
}

TEST(Bounds, LinesThatGrow) {
  refused(".macro g a\ng \\a\\a\n.endm\ng 12345678", "too long; expected at most 4096 characters");
  refused(std::string(5000, ' ') + "\n", "too long; expected at most 4096 characters");
  EXPECT_TRUE(words(std::string(4096, ' ')).empty());
  Options options;
  options.limits.bytes = 1000;
  refused(std::string(500, ';') + "\n" + std::string(500, ';'), "becomes too long", options);
}

TEST(Bounds, ImagesThatAreTooLarge) {
  refused(".space 1<<24\n.word 1", "image becomes too large; expected at most 16777216 words");
  refused(".space -1", "image becomes too large");
  Options options;
  options.most_words = 3;
  EXPECT_EQ(words(".word 1,2,3", options).size(), 3u);
  refused(".word 1,2,3,4", "at most 3 words", options);
}

TEST(Bounds, ExpressionsThatNest) {
  EXPECT_EQ(words(".word " + std::string(60, '(') + "7" + std::string(60, ')')), std::vector<Word>{7});
  EXPECT_EQ(words(".word " + std::string(60, '~') + "7"), std::vector<Word>{7});
  refused(".word " + std::string(4000, '('), "nests too deep");
  refused(".word " + std::string(4000, '-') + "1", "nests too deep");
}

TEST(Bounds, ChainsOfConstants) {
  std::string chain;
  for (int i = 0; i < 5000; ++i) chain += "c" + std::to_string(i) + " = c" + std::to_string(i + 1) + " + 1\n";
  refused(chain + "c5000 = 1\n.word c0", "too long");
}

TEST(Bounds, FilesWithinFiles) {
  Options options;
  options.reader = [](const std::string& path) { return std::optional<std::string>(".include \"" + path + "x\"\n"); };
  refused(".include \"f\"", "nested too deep", options);
}

/// Whatever comes out is either a program whose image reads back, or at least one error.
void try_out(const std::string& text) {
  Options options;
  options.limits.lines = 2000;
  options.most_words = 5000;
  options.reader = files({{"a", ".word 1\n"}});
  const Assembled result = assemble_text(text, "t.hvs", options);
  if (const auto* program = std::get_if<Program>(&result)) {
    std::istringstream in(image_text(program->image));
    RC_ASSERT(memory(read_image(in, "i")) == memory(program->image));
    RC_ASSERT(!listing_text(*program).empty());
  } else {
    const auto& found = std::get<std::vector<Error>>(result);
    RC_ASSERT(!found.empty() && found.size() <= 100);
    for (const Error& error : found) RC_ASSERT(error.line >= 1 && error.column >= 1 && !error.text.empty());
  }
}

RC_GTEST_PROP(Bounds, AnyBytes, ()) {
  const auto bytes = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  try_out(bytes);
}

RC_GTEST_PROP(Bounds, AnyWordsOfTheLanguage, ()) {
  static const std::vector<std::string> parts = {"x",
                                                 "y:",
                                                 ".z",
                                                 ".z:",
                                                 "m",
                                                 "LOAD",
                                                 "jmp",
                                                 "RRB",
                                                 "R1",
                                                 "R0",
                                                 "R99",
                                                 "=",
                                                 ",",
                                                 "(",
                                                 ")",
                                                 "+",
                                                 "-",
                                                 "<<",
                                                 "==",
                                                 "!",
                                                 "/",
                                                 "0",
                                                 "1",
                                                 "0xff",
                                                 "1<<60",
                                                 "'a'",
                                                 "\"s\"",
                                                 "\"",
                                                 "'",
                                                 "\\a",
                                                 "\\@",
                                                 "\\()",
                                                 ";",
                                                 "\n",
                                                 "\n",
                                                 "\n",
                                                 "\n",
                                                 "\n.org",
                                                 ".equ",
                                                 ".word",
                                                 ".if",
                                                 "\n.else",
                                                 "\n.endif",
                                                 "\n.rept",
                                                 "\n.endr",
                                                 "\n.macro",
                                                 "m a",
                                                 "\n.endm",
                                                 ".space",
                                                 ".align",
                                                 ".entry",
                                                 ".string",
                                                 ".include \"a\"",
                                                 ".",
                                                 "\n",
                                                 "2",
                                                 "3",
                                                 "\nm",
                                                 "\n.endm\nm 1\n",
                                                 "x = "};
  const auto chosen = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(parts));
  std::string text;
  for (const std::string& part : chosen) text += part + " ";
  try_out(text);
}

}  // namespace
}  // namespace hv::assembly
