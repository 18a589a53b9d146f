// SPDX-License-Identifier: Apache-2.0
// Do the references of a reader come whole, in order and with its error at its place, on one thread and on two?
#include "trace/block_reader.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace hv::trace {
namespace {

/// Reference i is to address i; so many of them, then the end or an error. Hands out uneven numbers at a time.
class Counting final : public TraceReader {
 public:
  Counting(std::uint64_t references, bool fails, std::atomic<std::uint64_t>* done = nullptr)
      : references_(references), fails_(fails), done_(done) {}
  std::size_t read(Reference* out, std::size_t capacity) override {
    if (next_ == references_ && fails_) throw TraceError("damaged here");
    std::size_t count = 0;
    while (count < capacity && count < 1 + next_ % 700 && next_ < references_)
      out[count++] = {next_++, 4, ReferenceKind::load};
    if (done_) *done_ = next_;
    return count;
  }
  const TraceHeader& header() const override { return header_; }
  TraceFormat format() const override { return TraceFormat::native; }

 private:
  std::uint64_t references_, next_ = 0;
  bool fails_;
  std::atomic<std::uint64_t>* done_;
  TraceHeader header_;
};

class BlockReading : public testing::TestWithParam<Reading> {};

TEST_P(BlockReading, EveryReferenceComesOnceAndInOrder) {
  for (const std::uint64_t references : {0, 1, 16383, 16384, 16385, 300000}) {
    BlockReader reader(std::make_unique<Counting>(references, false), GetParam());
    std::uint64_t next = 0;
    const Reference* block = nullptr;
    while (const std::size_t count = reader.next(block))
      for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(block[i].address, next++);
    EXPECT_EQ(next, references);
    EXPECT_EQ(reader.next(block), 0u) << "after the end";
  }
}

TEST_P(BlockReading, AnErrorComesAfterWhatWasBeforeIt) {
  for (const std::uint64_t references : {0, 16384, 100000}) {
    BlockReader reader(std::make_unique<Counting>(references, true), GetParam());
    std::uint64_t read = 0;
    const Reference* block = nullptr;
    try {
      while (const std::size_t count = reader.next(block)) read += count;
      ADD_FAILURE() << "no error";
    } catch (const TraceError& error) {
      EXPECT_STREQ(error.what(), "damaged here");
    }
    EXPECT_EQ(read, references);
  }
}

TEST_P(BlockReading, WhoeverStopsEarlyIsNotKept) {
  for (const int blocks : {0, 1, 6}) {
    BlockReader reader(std::make_unique<Counting>(~std::uint64_t{0}, false), GetParam());
    const Reference* block = nullptr;
    for (int i = 0; i < blocks; ++i) EXPECT_GT(reader.next(block), 0u);
  }
}

/// What is read ahead does not grow, however slow the caller is; and the block in use is left alone.
TEST(BlockReader, ReadsOnlyAFewBlocksAhead) {
  std::atomic<std::uint64_t> done{0};
  BlockReader reader(std::make_unique<Counting>(~std::uint64_t{0}, false, &done), Reading::ahead);
  const Reference* block = nullptr;
  const std::size_t count = reader.next(block);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_LE(done, 4 * 16384u);
  for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(block[i].address, i);
}

INSTANTIATE_TEST_SUITE_P(Here, BlockReading, testing::Values(Reading::here));
INSTANTIATE_TEST_SUITE_P(Ahead, BlockReading, testing::Values(Reading::ahead));

}  // namespace
}  // namespace hv::trace
