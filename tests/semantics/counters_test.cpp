// SPDX-License-Identifier: Apache-2.0
// Counters: sum, difference and equality reach every declared counter; cycles are linear in the work.
#include "semantics/counters.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "oracle/test_machine.h"
#include "semantics/timing.h"

namespace hv::test {
namespace {

/// Sets the counter at `place` (plain ones first, then each level of each counter by level); false beyond the
/// last.
bool set(Counters& counters, std::size_t place, std::uint64_t value) {
  std::size_t at = 0;
  bool done = false;
  const auto put = [&](const std::uint64_t& counter) {
    if (at++ != place) return;
    const_cast<std::uint64_t&>(counter) = value;
    done = true;
  };
  Counters::for_each(counters, [&](const char*, const char*, const std::uint64_t& counter) { put(counter); });
  Counters::for_each_by_level(counters, [&](const char*, const char*, const Counters::ByLevel& levels) {
    for (const auto& counter : levels) put(counter);
  });
  return done;
}

TEST(Counters, AreAllVisitedUnderTheirOwnNames) {
  std::set<std::string> names;
  std::size_t plain = 0, by_level = 0;
  Counters::for_each({}, [&](const char* name, const char* meaning, std::uint64_t value) {
    names.insert(name);
    EXPECT_NE(std::string(meaning), "");
    EXPECT_EQ(value, 0u);
    ++plain;
  });
  Counters::for_each_by_level({}, [&](const char* name, const char*, const Counters::ByLevel& levels) {
    names.insert(name);
    EXPECT_EQ(levels.size(), 33u);
    ++by_level;
  });
  EXPECT_EQ(names.size(), plain + by_level);
  EXPECT_EQ(sizeof(Counters), (plain + 33 * by_level) * sizeof(std::uint64_t)) << "nothing is declared apart";
}

TEST(Counters, SumDifferenceAndEqualityReachEachOne) {
  std::size_t places = 0;
  for (Counters left, right, sum; set(left, places, 30); ++places, left = right = sum = {}) {
    set(right, places, 12);
    set(sum, places, 42);
    ASSERT_NE(left, right) << places;
    ASSERT_EQ(left + right, sum) << places;
    ASSERT_EQ(sum - right, left) << places;
    ASSERT_EQ(left - left, Counters{}) << places;
  }
  EXPECT_EQ(places * sizeof(std::uint64_t), sizeof(Counters));
}

TEST(Cycles, AreLinearInTheWork) {
  // instruction, step, associator, bus, memory, paging store, exception, lvmid, fault
  const Timing timing{2, 3, 5, 7, 11, 100, 13, 17, 19};
  const auto cycles = [&](std::uint64_t Counters::*counter) {
    Counters work;
    work.*counter = 10;
    return cycles_of(work, timing);
  };
  EXPECT_EQ(cycles(&Counters::instructions), 20u);
  EXPECT_EQ(cycles(&Counters::map_steps), 30u);
  EXPECT_EQ(cycles(&Counters::associator_hits), 50u);
  EXPECT_EQ(cycles(&Counters::associator_misses), 50u);
  EXPECT_EQ(cycles(&Counters::real_accesses), 180u);
  EXPECT_EQ(cycles(&Counters::map_reads), 180u);
  EXPECT_EQ(cycles(&Counters::lvmid_reads), 180u);
  EXPECT_EQ(cycles(&Counters::vmcb_writes), 180u);
  EXPECT_EQ(cycles(&Counters::process_exceptions), 130u);
  EXPECT_EQ(cycles(&Counters::interrupts), 130u);
  EXPECT_EQ(cycles(&Counters::paging_store_words), 890u) << "what a word costs more than one of memory";
  EXPECT_EQ(cycles(&Counters::lvmid), 170u);
  EXPECT_EQ(cycles(&Counters::vm_faults), 190u);
  EXPECT_EQ(cycles(&Counters::references), 0u);
  EXPECT_EQ(cycles(&Counters::associator_fills), 0u);
  Counters missing;
  missing.real_accesses = 10;
  missing.nonexistent = 4;
  EXPECT_EQ(cycles_of(missing, timing), 108u) << "what does not exist is not transferred";
}

TEST(Cycles, OfAMissAndAHit) {
  MachineConfig config = small_config();
  config.associator.entries = 8;
  TestMachine nest(config);
  nest.image.add_chain(2, FormCode::paged);
  nest.enter_chain(2);
  nest.machine.reset_counters();
  nest.read(5);
  // miss: φ, f1.1, f1, and f1 again for the word of f1.1; one look-up; 3 table words and the word itself, 11
  // each.
  EXPECT_EQ(nest.machine.cycles(), 4u + 1 + 4 * 11);
  nest.machine.reset_counters();
  nest.read(6);
  EXPECT_EQ(nest.machine.cycles(), 1u + 1 + 11) << "hit: φ, one look-up, the word";
}

}  // namespace
}  // namespace hv::test
