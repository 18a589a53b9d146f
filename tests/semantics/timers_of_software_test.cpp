// SPDX-License-Identifier: Apache-2.0
// Random programs see the same interval timer at every depth, whatever the machines above them do.
#include <gtest/gtest.h>

#include <random>

#include "semantics/chain.h"

namespace hv::test {
namespace {

Word random_instruction(std::mt19937_64& random) {
  const unsigned a = 1 + random() % 7;
  switch (random() % 9) {
    case 0: return encode(Op::la, a, random() % 12);
    case 1: return encode(Op::ltim, a, 0);
    case 2:
    case 3: return encode(Op::rtim, a, 0);
    case 4: return encode(Op::svc, 0, random() % 4);
    case 5: return encode(Op::store, a, 700 + random() % 8);
    case 6: return encode(Op::resume, 0, random() % 2 ? 1200 : 1203);
    case 7: return random() % 8 == 0 ? 0 : encode(Op::jnz, a, Chain::kCode + random() % 40);
    default: return encode(Op::addi, a, random() % 5);
  }
}

/// What the deepest machine of a chain sees, state and timer after each of its steps, while the machines above it are
/// interrupted by timers of their own and go on. `disturbances` counts these.
std::vector<std::vector<Word>> seen_at(unsigned depth, unsigned seed, std::uint64_t& disturbances) {
  Chain chain(depth);
  for (unsigned level = 0; level < depth; ++level) chain.put(level, 1, {encode(Op::jmp, 0, 500)});
  for (unsigned level = 0; level < depth; ++level)
    chain.put(level, 500,
              {encode(Op::la, 1, 5 + 3 * level + seed % 3), encode(Op::ltim, 1, 0),
               encode(Op::lvmid, 0, Chain::kSyllableAt)});
  std::mt19937_64 random(seed);
  for (Word name = Chain::kCode; name < Chain::kCode + 40; ++name) chain.put(depth, name, {random_instruction(random)});
  chain.put(depth, Chain::kCode + 40, {encode(Op::jmp, 0, Chain::kCode)});
  chain.put(depth, 1200, {kInterrupts | (Chain::kCode + random() % 40), 0, kAll});
  chain.put(depth, 1203, {Chain::kCode + random() % 40, 0, kAll});
  chain.put(depth, Chain::kHandler,
            {encode(Op::rtim, 8, 0), encode(Op::load, 9, isa::kOldIc), encode(Op::addi, 9, 1),
             encode(Op::store, 9, isa::kOldIc), encode(Op::resume, 0, isa::kOldIc)});
  std::vector<Word> timers(depth + 1, 4);
  chain.start(timers, kInterrupts);
  std::vector<std::vector<Word>> seen;
  while (seen.size() < 150) {
    const unsigned before = chain.vmid().depth();
    const std::string outcome = chain.step();
    disturbances += outcome.find("timer fetch") != std::string::npos;
    if (before != depth || chain.vmid().depth() != depth) continue;
    auto words = chain.state().to_words();
    words.back() = chain.timer(depth);
    seen.push_back(words);
  }
  return seen;
}

TEST(TimersOfSoftware, AreTheSameAtEveryDepth) {
  std::uint64_t disturbances = 0, counting = 0, requests = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    const auto real = seen_at(0, seed, disturbances);
    for (const auto& words : real) {
      counting += words.back() != 0;
      requests += words.back() == kRequested;
    }
    for (unsigned depth = 1; depth <= 4; ++depth)
      ASSERT_EQ(seen_at(depth, seed, disturbances), real) << "seed " << seed << " depth " << depth;
  }
  EXPECT_GT(disturbances, 5000u);
  EXPECT_GT(counting, 1000u);
  EXPECT_GT(requests, 200u);
}

}  // namespace
}  // namespace hv::test
