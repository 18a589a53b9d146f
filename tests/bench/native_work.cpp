// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <vector>

#include "guest.h"
#include "works.h"

namespace hv::bench {
namespace {

/// What the guest does, as a C++ programmer writes it and the compiler likes it (with vector instructions,
/// where the project's flags allow them).
Word sum_array(Word* array, Word words, Word rounds) {
  Word sum = 0;
  for (; rounds != 0; --rounds) {
    for (Word i = 0; i < words; ++i) sum += array[i];
    benchmark::ClobberMemory();  // else the rounds are one multiplication
  }
  array[words] = sum;
  return sum;
}

class NativeWork final : public Work {
 public:
  explicit NativeWork(bool quick) : rounds_(quick ? 2 : 200), array_(kGuestWords + 1) {
    for (Word i = 0; i < kGuestWords; ++i) array_[i] = i * i + 1;
    benchmark::DoNotOptimize(array_.data());
  }

  std::uint64_t run() override {
    sum_ = sum_array(array_.data(), kGuestWords, rounds_);
    benchmark::DoNotOptimize(sum_);
    return guest_instructions(kGuestWords, rounds_);
  }

  void check() override {
    const auto expected = tb::nest_program_result(guest_configuration(0), kGuestWords, rounds_);
    require(sum_ == expected.sum && array_[kGuestWords] == expected.sum, "the sum is not the guest's");
  }

 private:
  Word rounds_, sum_ = 0;
  std::vector<Word> array_;
};

}  // namespace

std::unique_ptr<Work> make_native(bool quick) { return std::make_unique<NativeWork>(quick); }

}  // namespace hv::bench
