// SPDX-License-Identifier: Apache-2.0
// The whole text of a little VCD file, written down by hand from the standard.
#include "waves/vcd_writer.h"

#include <gtest/gtest.h>

#include <set>
#include <sstream>

namespace hv::test {
namespace {

using tb::VcdWriter;

constexpr const char* kHead =
    "$timescale 1 ns $end\n"
    "$scope module SystemC $end\n"
    "$scope module a $end\n"
    "$var wire 1 ! bit $end\n"
    "$var wire 3 \" three [2:0] $end\n"
    "$upscope $end\n"
    "$scope module b $end\n"
    "$var wire 64 # word [63:0] $end\n"
    "$var wire 24 $ text [23:0] $end\n"
    "$upscope $end\n"
    "$upscope $end\n"
    "$enddefinitions $end\n";

class VcdText : public testing::Test {
 protected:
  std::string text_;
  VcdWriter vcd_{[this](std::string_view text) { text_ += text; }};
  VcdWriter::Signal bit_ = vcd_.declare("a.bit", 1), three_ = vcd_.declare("a.three", 3),
                    word_ = vcd_.declare("b.word", 64), label_ = vcd_.declare("b.text", 24);
};

TEST_F(VcdText, HasWhatASignalIsAtTheEndOfEachTime) {
  vcd_.at(5);
  vcd_.set(bit_, 0);
  vcd_.set(three_, 1);
  vcd_.set(three_, 5);
  vcd_.at(20);  // nothing happens
  vcd_.at(30);
  vcd_.set(bit_, 1);
  vcd_.set(word_, ~std::uint64_t{0});
  vcd_.set_text(label_, "Hi");
  vcd_.set(three_, 2);
  vcd_.set(three_, 5);  // as it was
  vcd_.at(40);
  vcd_.set(three_, 8);  // does not fit
  vcd_.set_z(bit_);
  vcd_.set_x(word_);
  vcd_.at(50);
  vcd_.set(word_, 258);
  vcd_.set(three_, 0);
  vcd_.set_text(label_, "no");
  vcd_.set_text(label_, "Hi");  // as it was
  vcd_.at(55);
  vcd_.set_text(label_, "@@@cut");
  vcd_.finish(60);
  EXPECT_EQ(text_, std::string(kHead) +
                       "#5\n$dumpvars\n0!\nb101 \"\nbz #\nbz $\n$end\n"
                       "#30\n1!\nb" +
                       std::string(64, '1') +
                       " #\nb100100001101001 $\n"
                       "#40\nbx \"\nz!\nbx #\n"
                       "#50\nb100000010 #\nb0 \"\n"
                       "#55\nb10000000100000001000000 $\n"
                       "#60\n");
}

TEST_F(VcdText, LeavesOutTheLastTimeWhereAskedTo) {
  vcd_.at(7);
  vcd_.set(bit_, 1);
  vcd_.at(9);
  vcd_.set(bit_, 0);
  vcd_.finish_before();
  EXPECT_EQ(text_, std::string(kHead) + "#7\n$dumpvars\n1!\nbz \"\nbz #\nbz $\n$end\n#9\n");
}

TEST_F(VcdText, OfNothingIsAFileToo) {
  vcd_.finish(500);
  EXPECT_EQ(text_, std::string(kHead) + "#0\n$dumpvars\nz!\nbz \"\nbz #\nbz $\n$end\n#500\n");
}

TEST(VcdWriter, HasAShortNameForEachOfManySignals) {
  std::string text;
  VcdWriter vcd([&](std::string_view piece) { text += piece; });
  for (int i = 0; i < 9000; ++i) vcd.declare("a.s" + std::to_string(i), 2);
  vcd.finish(1);
  std::set<std::string> codes;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    if (line.rfind("$var wire 2 ", 0) == 0) codes.insert(line.substr(12, line.find(' ', 12) - 12));
  EXPECT_EQ(codes.size(), 9000u);
}

}  // namespace
}  // namespace hv::test
