// SPDX-License-Identifier: Apache-2.0
// Arithmetic, edge cases included; what is expected is computed here by other means than the processor's.
#include <gtest/gtest.h>

#include <random>

#include "semantics/cpu.h"

namespace hv::test {
namespace {

using Signed = std::int64_t;
__extension__ typedef __int128 Wide;
__extension__ typedef unsigned __int128 WideUnsigned;
Wide wide(Word word) { return static_cast<Signed>(word); }

/// a op b by way of 128-bit numbers and bits one at a time.
Word expected(unsigned index, Word a, Word b) {
  const auto shifted = [&](bool left, bool fill) {
    Word out = 0;
    for (unsigned bit = 0; bit < 64; ++bit) {
      const int from = left ? static_cast<int>(bit) - static_cast<int>(b % 64) : static_cast<int>(bit + b % 64);
      const bool set = from < 0 ? false : from > 63 ? fill : (a >> from & 1) != 0;
      out |= Word{set} << bit;
    }
    return out;
  };
  switch (index) {
    case 0: return static_cast<Word>(wide(a) + wide(b));
    case 1: return static_cast<Word>(wide(a) - wide(b));
    case 2: return static_cast<Word>(static_cast<WideUnsigned>(a) * b);
    case 3: return static_cast<Word>(wide(a) / wide(b));
    case 4: return static_cast<Word>(wide(a) % wide(b));
    case 5: return a & b;
    case 6: return a | b;
    case 7: return a ^ b;
    case 8: return shifted(true, false);
    case 9: return shifted(false, false);
    case 10: return shifted(false, wide(a) < 0);
    case 11: return wide(a) < wide(b) ? 1 : 0;
    case 12: return static_cast<WideUnsigned>(a) < b ? 1 : 0;
    default: return (a ^ b) == 0 ? 1 : 0;
  }
}

class Arithmetic : public testing::TestWithParam<unsigned> {
 protected:
  Cpu cpu;
};
INSTANTIATE_TEST_SUITE_P(Operations, Arithmetic, testing::Range(0u, 14u), [](const auto& test) {
  return std::string(isa::info(static_cast<std::uint8_t>(0x10 + test.param))->mnemonic);
});

std::vector<Word> interesting(std::mt19937_64& random) {
  std::vector<Word> words = {
      0, 1, 2, 3, 63, 64, 65, 127, 1000, kAll, kAll - 1, Word{1} << 63, (Word{1} << 63) - 1, static_cast<Word>(-64)};
  for (int i = 0; i < 10; ++i) words.push_back(random() >> random() % 64);
  return words;
}

TEST_P(Arithmetic, FromMemory) {
  std::mt19937_64 random(5);
  const Word code = 0x10 + GetParam();
  for (const Word a : interesting(random))
    for (const Word b : interesting(random)) {
      if (b == 0 && (GetParam() == 3 || GetParam() == 4)) continue;
      cpu.state.registers[4] = a;
      cpu.image.poke(0, kData, b);
      ASSERT_EQ(cpu.execute(code << 56 | Word{4} << 52 | kData), "done");
      ProcessorState after = cpu.state;
      after.registers[4] = expected(GetParam(), a, b);
      after.ic = kCode + 1;
      EXPECT_TRUE(same_state(cpu.after(), after)) << a << " " << b << " gave " << cpu.after().registers[4];
    }
}

TEST_P(Arithmetic, Immediate) {
  std::mt19937_64 random(6);
  const Word code = 0x20 + GetParam();
  for (const Word a : interesting(random))
    for (const Signed b :
         {Signed{1}, Signed{-1}, Signed{2}, Signed{63}, Signed{64}, Signed{-7}, Signed{1} << 46, -(Signed{1} << 47)}) {
      cpu.state.registers[4] = a;
      ASSERT_EQ(cpu.execute(code << 56 | Word{4} << 52 | (static_cast<Word>(b) & 0xFFFFFFFFFFFFu)), "done");
      EXPECT_EQ(cpu.after().registers[4], expected(GetParam(), a, static_cast<Word>(b))) << a << " " << b;
      cpu.state.registers[5] = static_cast<Word>(b) - 9;
      ASSERT_EQ(cpu.execute(code << 56 | Word{4} << 52 | Word{5} << 48 | 9), "done");
      EXPECT_EQ(cpu.after().registers[4], expected(GetParam(), a, static_cast<Word>(b))) << "indexed";
    }
}

TEST(Division, ByZeroIsAnExceptionWithNothingChanged) {
  for (const Op op : {Op::div, Op::rem, Op::divi, Op::remi}) {
    Cpu cpu;
    const bool immediate = op == Op::divi || op == Op::remi;
    EXPECT_EQ(cpu.execute(encode(op, 4, immediate ? 0 : kData)), "exception e arithmetic 1000");
    EXPECT_EQ(cpu.swapped(), (std::vector<Word>{kCode, 0, kAll, 5, kCode}));
    EXPECT_EQ(cpu.after().registers, cpu.state.registers);
  }
}

}  // namespace
}  // namespace hv::test
