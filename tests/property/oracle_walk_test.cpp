// SPDX-License-Identifier: Apache-2.0
// compose() and MapComposer against the naive walk, for random nests of mixed forms with damage in their
// maps.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "oracle/naive_nest.h"
#include "oracle/show.h"
#include "semantics/map_composer.h"

namespace hv::test {
namespace {

struct Seen {
  std::map<std::string, std::uint64_t> outcomes;
  std::uint64_t hits = 0, misses = 0, by_depth[6] = {};
};

void expect(const Translation& expected, const Translation& got, const std::string& who) {
  if (show(expected) != show(got)) RC_FAIL(who + ": expected " + show(expected) + ", got " + show(got));
}

void note(const Translation& outcome, Seen& seen) {
  if (const auto* t = std::get_if<VmFault>(&outcome)) {
    ++seen.outcomes["t" + std::to_string(t->level)];
    ++seen.outcomes[to_string(t->cause)];
    seen.outcomes["implicit"] += t->implicit;
  } else {
    ++seen.outcomes[show(outcome).substr(0, show(outcome).find(' '))];
  }
}

/// φ of the nest's deepest level, done by hand.
struct Phi {
  Word r, b;
  Translation then(const NaiveNest& nest, Word p, AccessKind kind) const {
    if (p >= b) return ProcessException{ExceptionCause::addressing, ProcessName{p}};
    return nest.walk(p + r, kind);
  }
};

void compare(RegistersPolicy registers, unsigned depth, Word page_words, std::uint64_t seed, Seen& seen) {
  const NaiveNest nest(depth, page_words, registers, seed);
  ArrayMemory memory(NaiveNest::kRealPages * page_words);
  nest.write(memory);
  VmidRegister vmid(8);
  nest.append_to(vmid);
  ComposerConfig config;
  config.page_words = page_words;
  config.registers = registers;
  config.associator = {static_cast<std::uint32_t>(1 + seed % 20), 0, AssociatorKey::vmid, Invalidation::snoop};
  MapComposer composer(config, vmid, memory, memory);
  composer.vmid_appended();
  std::mt19937_64 random(seed + 1);
  for (int i = 0; i < 200; ++i) {
    const Word name = nest.some_name(random);
    const Word pages = random() % 4;
    const Phi phi = random() % 4 ? Phi{0, ~Word{0}}
                                 : Phi{std::min(pages, name / page_words) * page_words,
                                       (name / page_words + random() % 2) * page_words};
    const Word p = name - phi.r;
    const auto kind = static_cast<AccessKind>(random() % 3);
    const Translation expected = phi.then(nest, p, kind);
    note(expected, seen);
    ++seen.by_depth[depth];
    const ProcessMap map{FormCode::relocation_bounds, 1, phi.r, phi.b};
    const Composition machine{vmid, memory, PageSize(page_words), registers, nullptr, nullptr, nullptr};
    expect(expected, compose(machine, map, ProcessName{p}, kind), "compose");
    composer.load_process_map(phi.r, phi.b);
    expect(expected, composer.probe(ProcessName{p}, kind), "probe");
    expect(expected, composer.translate(ProcessName{p}, kind), "first translate");
    expect(expected, composer.translate(ProcessName{p}, kind), "second translate");
  }
  seen.hits += composer.counters().associator_hits;
  seen.misses += composer.counters().associator_misses;
}

class OracleWalk : public testing::TestWithParam<RegistersPolicy> {};
INSTANTIATE_TEST_SUITE_P(Policies, OracleWalk,
                         testing::Values(RegistersPolicy::name, RegistersPolicy::real, RegistersPolicy::none),
                         [](const auto& test) { return std::string(to_string(test.param)); });

TEST_P(OracleWalk, AgreesWithTheNaiveOne) {
  Seen seen;
  unsigned round = 0;
  const bool held = rc::check([&] {
    const auto seed = *rc::gen::resize(100, rc::gen::arbitrary<std::uint64_t>());
    const auto page_words = *rc::gen::elementOf(std::vector<Word>{32, 100, 128, 512, 1000});
    for (unsigned nest = 0; nest < 4; ++nest) compare(GetParam(), round++ % 6, page_words, seed + nest, seen);
  });
  ASSERT_TRUE(held);
  // The made-up nests of one run may lack a rare outcome; these do not.
  for (std::uint64_t seed = 0; seed < 400; ++seed) compare(GetParam(), seed % 6, 100, seed, seen);
  for (const auto count : seen.by_depth) EXPECT_GT(count, 5000u);
  EXPECT_GT(seen.hits, 5000u);
  EXPECT_GT(seen.misses, 5000u);
  for (const char* outcome :
       {"real", "e", "t1", "t2", "t3", "t4", "t5", "absent", "beyond bound", "bad map", "implicit", "nonexistent"})
    EXPECT_GT(seen.outcomes[outcome], 50u) << outcome;
}

}  // namespace
}  // namespace hv::test
