// SPDX-License-Identifier: Apache-2.0
// Does a replay do what it says: pages, kinds, straddling references, tables that are really walked?
#include "explore/replay.h"

#include <algorithm>
#include <random>

#include "explore/pure_machine.h"
#include "support.h"

namespace hv::explore {
namespace {

constexpr std::uint64_t kPageBytes = 4096;
using Values = std::vector<std::pair<std::string, std::string>>;

/// References that move about on `pages` pages, far apart.
CompactTrace wandering(std::size_t references, std::uint64_t pages, unsigned seed = 1) {
  CompactTrace trace(512);
  std::mt19937 random(seed);
  for (std::size_t i = 0; i < references; ++i) {
    const std::uint64_t page = random() % pages * 0x1001 + 0x40000;
    trace.add(page * kPageBytes + random() % kPageBytes, 8, static_cast<AccessKind>(random() % 3));
  }
  return trace;
}

TEST(CompactTrace, NumbersPagesInOrderOfFirstAppearance) {
  CompactTrace trace(512);
  trace.add(0x7000'0010, 8, AccessKind::fetch);
  trace.add(0x5008, 4, AccessKind::write);
  trace.add(0x7000'0fff, 2, AccessKind::read);  // straddles
  trace.add(0x5ff8, 8, AccessKind::read);       // does not
  trace.add(0, 1, AccessKind::read);
  std::vector<ReplayReference> seen;
  trace.for_each([&](const ReplayReference& reference) { seen.push_back(reference); });
  ASSERT_EQ(seen.size(), 5u);
  EXPECT_EQ(trace.size(), 5u);
  EXPECT_EQ(trace.pages(), 3u);
  EXPECT_EQ(trace.straddling(), 1u);
  const Word names[] = {2, 513, 511, 1023, 1024}, tags[] = {0x70000, 5, 0x70000, 5, 0};
  const AccessKind kinds[] = {AccessKind::fetch, AccessKind::write, AccessKind::read, AccessKind::read,
                              AccessKind::read};
  ReplayStream stream(trace);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    EXPECT_EQ(seen[i].name, names[i]) << i;
    EXPECT_EQ(seen[i].tag_page, tags[i]) << i;
    EXPECT_EQ(seen[i].kind, kinds[i]) << i;
    ReplayReference next;
    ASSERT_TRUE(stream.next(next));
    EXPECT_EQ(next.name, names[i]);
    EXPECT_EQ(next.tag_page, tags[i]);
    EXPECT_EQ(next.kind, kinds[i]);
  }
  ReplayReference none;
  EXPECT_FALSE(stream.next(none));
  EXPECT_EQ(stream.done(), 5u);
}

TEST(CompactTrace, PagesOfAnySize) {
  CompactTrace trace(1000);
  trace.add(7999, 2, AccessKind::read);
  trace.add(16000, 8, AccessKind::read);
  EXPECT_EQ(trace.straddling(), 1u);
  EXPECT_EQ(trace.page_number(0), 0u);
  EXPECT_EQ(trace.page_number(1), 2u);
}

TEST(CompactTrace, RefusesWhatItCannotName) {
  CompactTrace trace(1 << 20);
  for (std::uint64_t page = 0; page < 1024; ++page) trace.add(page << 23, 1, AccessKind::read);
  expect_error<TraceTooLarge>([&] { trace.add(std::uint64_t{1024} << 23, 1, AccessKind::read); }, {"1024 pages"});
}

TEST(Replay, MapReadsAreMissesTimesT) {
  const CompactTrace trace = wandering(2000, 100);
  for (const char* form : {"paged", "rb", "radix", "rb/paged", "radix/paged/rb"})
    for (const char* registers : {"name", "real", "none"})
      for (const char* depth : {"0", "1", "2", "3", "4"}) {
        const Configuration c =
            configured({{"fmap.form", form}, {"registers", registers}, {"depth", depth}, {"associator.entries", "16"}});
        const RunResult result = replay(c, trace);
        const NestShape shape = replay_setup(c, trace.pages()).nest.shape();
        EXPECT_EQ(result.counters.map_reads,
                  result.counters.associator_misses * reads_per_miss(shape, c.machine.registers))
            << form << " " << registers << " " << depth;
        EXPECT_EQ(result.counters.references, trace.size());
        EXPECT_EQ(result.counters.real_accesses, trace.size());
        EXPECT_EQ(result.counters.associator_hits + result.counters.associator_misses, c.depth == 0 ? 0 : trace.size());
      }
}

/// Temporal and spatial locality are name invariant: what misses does not depend on how the maps are written down.
TEST(Replay, SegmentsAndTypeTwoMissWhatPagesDo) {
  const CompactTrace trace = wandering(3000, 60);
  for (const char* depth : {"1", "2", "3"}) {
    const auto with = [&](std::vector<std::pair<std::string, std::string>> values) {
      values.push_back({"depth", depth});
      values.push_back({"associator.entries", "16"});
      const Configuration c = configured(values);
      const RunResult result = replay(c, trace);
      const NestShape shape = replay_setup(c, trace.pages()).nest.shape();
      EXPECT_EQ(result.counters.map_reads,
                result.counters.associator_misses * reads_per_miss(shape, c.machine.registers));
      return result;
    };
    const RunResult paged = with({});
    EXPECT_GT(paged.counters.associator_misses, 100u);
    EXPECT_GT(paged.counters.associator_hits, 100u);
    const RunResult type2 = with({{"fmap.type", "2"}}),
                    mixed = with({{"fmap.form", "segmented/paged"}, {"fmap.segments", "paged"}, {"fmap.type", "2/1"}});
    for (const char* kind : {"bounded", "paged"})
      for (const char* bits : {"0", "3", "20"}) {
        const RunResult segments =
            with({{"fmap.form", "segmented"}, {"fmap.segments", kind}, {"fmap.segment-bits", bits}});
        EXPECT_EQ(segments.counters.associator_misses, paged.counters.associator_misses) << kind << " " << bits;
      }
    EXPECT_EQ(type2.counters.associator_misses, paged.counters.associator_misses);
    EXPECT_EQ(mixed.counters.associator_misses, paged.counters.associator_misses);
    EXPECT_EQ(type2.real_digest, paged.real_digest);
    EXPECT_EQ(type2.counters.map_reads, paged.counters.map_reads);
    EXPECT_GT(type2.counters.map_steps, paged.counters.map_steps);
  }
}

TEST(Replay, CountersAreOfTheReferencesAlone) {
  const RunResult result = replay(configured({{"depth", "3"}}), wandering(1000, 10));
  EXPECT_EQ(result.counters.lvmid, 0u);
  EXPECT_EQ(result.counters.lvmid_reads, 0u);
  EXPECT_EQ(result.counters.vmcb_writes, 0u);
  EXPECT_EQ(result.counters.vm_faults, 0u);
  EXPECT_EQ(result.cycles, cycles_of(result.counters, Timing{}));
}

TEST(Replay, WithoutAssociatorEveryReferenceIsWalked) {
  const CompactTrace trace = wandering(5000, 20);
  const RunResult none = replay(configured({{"depth", "2"}, {"associator.entries", "0"}}), trace);
  EXPECT_EQ(none.counters.map_reads, 3 * trace.size());
  EXPECT_EQ(none.counters.associator_hits + none.counters.associator_misses, 0u);
  EXPECT_EQ(none.real_digest, replay(configured({{"depth", "2"}}), trace).real_digest);
}

TEST(Replay, OneDigestADepth) {
  const CompactTrace trace = wandering(20000, 100);
  std::vector<std::uint64_t> digests;
  for (const char* depth : {"0", "1", "2", "3"}) {
    digests.push_back(replay(configured({{"depth", depth}}), trace).real_digest);
    for (const char* entries : {"0", "4", "4096"})
      for (const char* invalidation : {"snoop", "lvmid", "flush"})
        EXPECT_EQ(
            replay(configured(
                       {{"depth", depth}, {"associator.entries", entries}, {"associator.invalidation", invalidation}}),
                   trace)
                .real_digest,
            digests.back())
            << depth << " " << entries << " " << invalidation;
  }
  std::sort(digests.begin(), digests.end());
  EXPECT_EQ(std::adjacent_find(digests.begin(), digests.end()), digests.end());
}

/// The name at level − 1 of the word of f_level's page table that maps the process's first page on its way
/// down.
Word table_word_of_first_page(const Nest& nest, unsigned level) {
  // real(level, ·) of every page of the level: which of them is where the process's first page lies?
  const Word page_words = nest.shape().page_words;
  const RealName target = nest.real(nest.shape().depth, 0);
  for (Word page = 0; page < nest.pages(level); ++page)
    if (nest.real(level, page * page_words) == target) return nest.vm(level).table + page;
  ADD_FAILURE() << "the page is nowhere at level " << level;
  return 0;
}

TEST(Replay, ATableWordOfAnyLevelChangesTheDigest) {
  const CompactTrace trace = wandering(2000, 10);
  const Configuration c = configured({{"depth", "3"}});
  const std::uint64_t untouched = replay(c, trace).real_digest;
  for (unsigned level = 1; level <= 3; ++level) {
    const auto edit = [level](const Nest& nest, ArrayMemory& memory) {
      const RealName word = nest.real(level - 1, table_word_of_first_page(nest, level));
      memory.write(word, memory.read(word).value() ^ nest.shape().page_words);
    };
    EXPECT_NE(replay(c, trace, edit).real_digest, untouched) << "level " << level;
  }
}

TEST(Replay, DamagedTablesAreNoticed) {
  const CompactTrace trace = wandering(2000, 10);
  const Configuration c = configured({{"depth", "1"}});
  const auto remove = [](const Nest& nest, ArrayMemory& memory) {
    memory.write(nest.real(0, nest.vm(1).table + 4), kAbsentBit);
  };
  expect_error<ReplayImpossible>([&] { replay(c, trace, remove); }, {"no real name"});
  const auto wreck = [](const Nest& nest, ArrayMemory& memory) { memory.write(nest.real(0, nest.vm(1).vmtab), 0); };
  expect_error<ReplayImpossible>([&] { replay(c, trace, wreck); }, {"cannot be entered"});
}

TEST(Replay, TheStreamGivesTheSameToWhoeverTakesIt) {
  const CompactTrace trace = wandering(5000, 50);
  const Configuration c = configured({{"depth", "2"}, {"associator.entries", "8"}});
  const ReplaySetup setup = replay_setup(c, trace.pages());
  PureMachine machine(setup.machine);
  setup.nest.build([&](RealName name, Word value) { machine.memory().write(name, value); }, setup.nest.resumable());
  machine.enter(*setup.nest.entry_syllable());
  machine.reset_counters();
  ReplayStream stream(trace);
  for (ReplayReference r; stream.next(r);) machine.composer().translate_tagged(r.name, r.tag_page, r.kind);
  const RunResult expected = replay(c, trace);
  EXPECT_EQ(machine.composer().real_digest(), expected.real_digest);
  EXPECT_TRUE(machine.counters() == expected.counters);
}

/// What is counted after a warm-up is all without what comes before.
TEST(Replay, AfterAWarmUpOnlyTheRestIsCounted) {
  const CompactTrace all = wandering(5000, 100), beginning = wandering(1200, 100);
  ASSERT_EQ(all.pages(), beginning.pages());  // so that both are replayed on the same nest
  for (const char* entries : {"0", "16", "64"}) {
    const Values machine{{"depth", "2"}, {"associator.entries", entries}};
    Values warm = machine;
    warm.push_back({"trace.warm-up", "1200"});
    const RunResult result = replay(configured(warm), all);
    EXPECT_TRUE(result.counters ==
                replay(configured(machine), all).counters - replay(configured(machine), beginning).counters)
        << entries;
    EXPECT_EQ(result.counters.references, 3800u);
    EXPECT_EQ(result.cycles, cycles_of(result.counters, Timing{}));
  }
}

TEST(Replay, SaysWhatIsImpossible) {
  const CompactTrace trace = wandering(5000, 50);
  const auto refuse = [&](const std::vector<std::pair<std::string, std::string>>& values, const std::string& part) {
    expect_error<ReplayImpossible>([&] { replay(configured(values), trace); }, {part});
  };
  refuse({{"memory.pages", "10"}}, "memory.pages is 10");
  refuse({{"page.words", "1024"}}, "page.words");
  refuse({{"trace.warm-up", "5000"}}, "trace.warm-up is 5000, but only 5000 references");
  expect_error<ReplayImpossible>(
      [&] {
        replay_setup(configured({{"fmap.form", "radix"}, {"fmap.radix-levels", "1"}}), 600);
      },
      {"fmap.radix-levels"});
  EXPECT_EQ(replay(configured({{"memory.pages", "1000"}}), trace).real_digest,
            replay(Configuration{}, trace).real_digest);
}

TEST(Replay, OnTheRealMachineThereIsNoSlowdown) {
  const CompactTrace trace = wandering(3000, 20);
  for (const char* memory : {"10", "3"}) {
    const Configuration real = configured({{"depth", "0"}, {"timing.memory", memory}, {"timing.bus", "2"}});
    const RunResult result = replay(real, trace);
    EXPECT_EQ(result.cycles, real_machine_cycles(real, result));
    EXPECT_EQ(result.cycles, 3000u * (2 + (memory[0] == '3' ? 3 : 10)));
  }
}

TEST(Replay, AnEmptyTraceIsNoTrouble) {
  const RunResult result = replay(configured({{"depth", "2"}}), CompactTrace(512));
  EXPECT_EQ(result.counters.references, 0u);
}

}  // namespace
}  // namespace hv::explore
