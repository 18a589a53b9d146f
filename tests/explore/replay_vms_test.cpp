// SPDX-License-Identifier: Apache-2.0
// Do several traces in the VMs of a tree come to what lists searched one by one and closed forms say?
#include "explore/replay_vms.h"

#include <random>

#include "naive_vms.h"
#include "support.h"

namespace hv::explore {
namespace {

constexpr std::uint64_t kPageBytes = 4096;

Pages random_pages(std::mt19937& random, std::size_t most) {
  Pages pages(1 + random() % most);
  const std::uint64_t range = 1 + random() % 30;
  for (std::uint64_t& page : pages) page = random() % (1 + random() % range);
  return pages;
}

/// Leaves at several levels, not all syllables used.
std::vector<Program> random_tree(std::mt19937& random) {
  static const std::vector<std::vector<VmName>> kTrees = {
      {{1}, {2}},
      {{1, 1}, {1, 2}, {1, 3}},
      {{1, 1}, {1, 2}, {2}},
      {{3}, {1, 2, 1}, {1, 2, 5}, {1, 4}},
      {{2, 1}, {1, 1}, {1, 2}, {2, 2}, {4, 1, 1}},
  };
  std::vector<Program> programs;
  for (const VmName& name : kTrees[random() % kTrees.size()]) programs.push_back({name, random_pages(random, 400)});
  return programs;
}

std::vector<CompactTrace> traces_of(const std::vector<Program>& programs) {
  std::vector<CompactTrace> traces;
  for (const Program& program : programs) {
    traces.emplace_back(512);
    for (std::size_t i = 0; i < program.pages.size(); ++i)
      traces.back().add(program.pages[i] * kPageBytes + i % 500 * 8, 8, static_cast<AccessKind>(i % 3));
  }
  return traces;
}

RunResult replayed(Configuration configuration, const std::vector<Program>& programs) {
  const std::vector<CompactTrace> traces = traces_of(programs);
  std::vector<VmTrace> vms;
  std::vector<VmName> names;
  for (std::size_t i = 0; i < programs.size(); ++i) {
    vms.push_back({programs[i].name, &traces[i]});
    names.push_back(programs[i].name);
  }
  configuration.depth = depth_of(names);
  return replay_vms(configuration, vms);
}

std::string text(const MissKinds& kinds) {
  std::string text;
  MissKinds::for_each(kinds, [&](const char*, auto count) { text += std::to_string(count) + " "; });
  return text;
}

void expect_naive(const Configuration& configuration, const std::vector<Program>& programs, const std::string& what) {
  SCOPED_TRACE(what);
  const RunResult result = replayed(configuration, programs);
  const Naive naive(configuration, programs);
  const Counters &got = result.counters, &wanted = naive.counters_;
  EXPECT_EQ(got.references, wanted.references);
  EXPECT_EQ(got.associator_hits, wanted.associator_hits);
  EXPECT_EQ(got.associator_misses, wanted.associator_misses);
  EXPECT_EQ(got.associator_forgotten, wanted.associator_forgotten);
  EXPECT_EQ(got.vm_switches, wanted.vm_switches);
  EXPECT_EQ(got.vm_faults, wanted.vm_faults);
  EXPECT_EQ(got.vm_faults_by_level, wanted.vm_faults_by_level);
  EXPECT_EQ(got.vm_faults_taken_by_level, wanted.vm_faults_taken_by_level);
  EXPECT_EQ(got.lvmid, wanted.lvmid);
  EXPECT_EQ(got.lvmid_reads, wanted.lvmid_reads);
  EXPECT_EQ(got.vmcb_writes, wanted.vmcb_writes);
  EXPECT_EQ(got.map_reads, wanted.map_reads);
  EXPECT_EQ(text(result.misses.value()), text(naive.kinds()));
  EXPECT_EQ(result.cycles, cycles_of(got, configuration.machine.latencies()));
  ASSERT_EQ(result.vms.size(), programs.size());
  for (std::size_t i = 0; i < programs.size(); ++i) {
    EXPECT_EQ(result.vms[i].vmid, to_string(programs[i].name));
    const auto counts = naive.vms_.find(programs[i].name);
    const VmCounts none, &of_vm = counts == naive.vms_.end() ? none : counts->second;
    EXPECT_EQ(result.vms[i].references, of_vm.references);
    EXPECT_EQ(result.vms[i].associator_hits, of_vm.associator_hits);
    EXPECT_EQ(result.vms[i].associator_misses, of_vm.associator_misses);
  }
}

using Values = std::vector<std::pair<std::string, std::string>>;

TEST(ReplayVms, IsTheMergedStreamThroughNaiveLists) {
  std::mt19937 random(11);
  const Values policies[] = {{},
                             {{"associator.invalidation", "lvmid"}},
                             {{"associator.invalidation", "flush"}},
                             {{"associator.key", "level"}},
                             {{"associator.key", "level"}, {"associator.invalidation", "lvmid"}},
                             {{"associator.key", "none"}, {"associator.invalidation", "flush"}}};
  std::uint64_t forgotten = 0;
  for (int round = 0; round < 40; ++round)
    for (Values values : policies) {
      const std::vector<Program> programs = random_tree(random);
      const std::uint64_t ways = random() % 4, entries = std::max<std::uint64_t>(ways, 1) * (1 + random() % 12);
      const std::string quanta = std::to_string(random() % 60) + "/" + std::to_string(random() % 30);
      values.insert(values.end(), {{"misses.apart", "yes"},
                                   {"associator.entries", std::to_string(entries)},
                                   {"associator.ways", std::to_string(ways)},
                                   {"fmap.form", round % 2 ? "paged" : "rb/paged/radix"},
                                   {"fmap.policy", round % 3 ? "alternating" : "random"},
                                   {"schedule.quantum", quanta},
                                   {"trace.warm-up", round % 4 ? "0" : std::to_string(random() % 2)}});
      std::string what;
      for (const auto& [name, value] : values) what += name + " " + value + " ";
      const Configuration c = configured(values);
      expect_naive(c, programs, what);
      forgotten += replayed(c, programs).misses->invalidation;
    }
  EXPECT_GT(forgotten, 1000u) << "hardly anything was ever forgotten";
}

TEST(ReplayVms, AWarmUpMayEndAnywhere) {
  std::mt19937 random(12);
  for (const char* warm_up : {"1", "7", "20", "33", "100"}) {
    const std::vector<Program> programs = {
        {{1, 1}, random_pages(random, 5)}, {{1, 2}, Pages(100, 3)}, {{2}, random_pages(random, 300)}};
    expect_naive(configured({{"schedule.quantum", "20/7"},
                             {"associator.entries", "6"},
                             {"associator.ways", "2"},
                             {"associator.invalidation", "lvmid"},
                             {"misses.apart", "yes"},
                             {"trace.warm-up", warm_up}}),
                 programs, warm_up);
  }
}

/// Two VMs that take turns: a switch after each quantum but the last.
TEST(ReplayVms, TurnsInClosedForm) {
  for (const std::uint64_t references : {100, 99, 1})
    for (const std::uint64_t quantum : {1, 10, 33, 1000}) {
      const std::uint64_t switches = 2 * ((references + quantum - 1) / quantum) - 1;
      for (const unsigned depth : {1, 2, 3}) {
        std::vector<Program> programs;
        for (const VmName& name : sibling_names(depth, 2)) programs.push_back({name, Pages(references, 7)});
        // Each level above has one VM only, which no quantum takes the machine from.
        const RunResult result = replayed(configured({{"schedule.quantum", std::to_string(quantum)}}), programs);
        EXPECT_EQ(result.counters.lvmid, switches) << references << " " << quantum;
        EXPECT_EQ(result.counters.vm_switches, 2 * switches);
        EXPECT_EQ(result.counters.vm_faults_taken_by_level[depth - 1], switches);
        EXPECT_EQ(result.counters.lvmid_reads, switches * kLvmidWords);
        EXPECT_EQ(result.counters.associator_misses, 2u);
        // One word is read for a word of level 1, three for one of level 2, seven for one of level 3.
        const std::uint64_t reads[] = {0, 1, 3, 7};
        EXPECT_EQ(result.counters.map_reads, 2 * reads[depth] + switches * kLvmidWords * reads[depth - 1]);
      }
    }
}

TEST(ReplayVms, OneVmIsANest) {
  std::mt19937 random(13);
  for (const char* form : {"paged", "rb/paged", "radix", "segmented"})
    for (const char* policy : {"alternating", "in-order", "first-touch", "random"})
      for (const char* registers : {"name", "real", "none"})
        for (const unsigned depth : {1, 2, 3}) {
          const Program program{VmName(depth, 1), random_pages(random, 300)};
          const Configuration c = configured({{"fmap.form", form},
                                              {"fmap.policy", policy},
                                              {"registers", registers},
                                              {"depth", std::to_string(depth)},
                                              {"associator.entries", "5"},
                                              {"schedule.quantum", "10"}});
          const RunResult in_tree = replayed(c, {program}), in_nest = replay(c, traces_of({program}).front());
          EXPECT_TRUE(in_tree.counters == in_nest.counters) << form << " " << policy << " " << registers;
          EXPECT_EQ(in_tree.real_digest, in_nest.real_digest) << form << " " << policy << " " << registers;
          EXPECT_EQ(in_tree.cycles, in_nest.cycles);
        }
}

/// Type II maps go through the identity, and nothing is forgotten for them.
TEST(ReplayVms, TypeTwoMissesWhatTypeOneDoes) {
  std::mt19937 random(14);
  for (int round = 0; round < 20; ++round) {
    const std::vector<Program> programs = random_tree(random);
    const auto with = [&](const char* type) {
      return replayed(configured({{"fmap.type", type}, {"associator.entries", "9"}, {"schedule.quantum", "9/4"}}),
                      programs);
    };
    const RunResult one = with("1"), two = with("2");
    EXPECT_EQ(two.counters.associator_misses, one.counters.associator_misses);
    EXPECT_EQ(two.counters.associator_forgotten, 0u);
    EXPECT_EQ(two.real_digest, one.real_digest);
  }
}

TEST(ReplayVms, SaysWhatIsImpossible) {
  const auto refuse = [](const Values& values, const std::vector<VmName>& names, const std::string& part) {
    std::vector<Program> programs;
    for (const VmName& name : names) programs.push_back({name, {1, 2, 3}});
    expect_error<ReplayImpossible>([&] { replayed(configured(values), programs); }, {part});
  };
  refuse({}, {}, "at least one VM");
  refuse({}, {{1}, {1}}, "VM 1 is there twice");
  refuse({}, {{1}, {1, 2}}, "VM 1.2 lies beneath VM 1");
  refuse({}, {{1, 2, 1}, {1}}, "VM 1.2.1 lies beneath VM 1");
  refuse({}, {{0}}, "1 to 4096");
  refuse({}, {{}}, "no name");
  refuse({{"vmid.syllables", "2"}}, {{1, 1, 1}}, "vmid.syllables");
  refuse({{"memory.pages", "5"}}, {{1}, {2}}, "memory.pages is 5");
  refuse({{"page.words", "1024"}}, {{1}, {2}}, "page.words");
  refuse({{"trace.warm-up", "6"}}, {{1}, {2}}, "only 6 references");
  expect_error<ParameterError>([] { parse_vm_name("1..2"); }, {"number"});
  EXPECT_EQ(to_string(parse_vm_name("1.20.3")), "1.20.3");
}

}  // namespace
}  // namespace hv::explore
