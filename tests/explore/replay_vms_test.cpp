// SPDX-License-Identifier: Apache-2.0
// Do several traces in the VMs of a tree come to what lists searched one by one and closed forms say?
#include "explore/replay_vms.h"

#include <algorithm>
#include <list>
#include <map>
#include <random>
#include <set>

#include "explore/vm_schedule.h"
#include "support.h"

namespace hv::explore {
namespace {

constexpr std::uint64_t kPageBytes = 4096;
constexpr std::uint64_t kLvmidWords = 3 + layout::vmcb_words(isa::kProcessorWords);  // ROOT, VMTAB twice, VMCB
using Pages = std::vector<std::uint64_t>;

struct Program {
  VmName name;
  Pages pages;
};

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

VmName prefix(const VmName& name, std::size_t length) {
  return VmName(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(length));
}

bool is_under(const VmName& name, const VmName& above) {
  return name.size() >= above.size() && prefix(name, above.size()) == above;
}

/// Entries of (VM, page), each set the last used first.
class NaiveAssociator {
 public:
  using Entry = std::pair<VmName, std::uint64_t>;
  NaiveAssociator(std::uint64_t entries, std::uint64_t ways) : ways_(ways), sets_(entries / ways) {}

  enum class Event { hit, first, forgotten, replaced };
  Event reference(const Entry& entry) {
    std::list<Entry>& set = sets_[entry.second % sets_.size()];
    const auto place = std::find(set.begin(), set.end(), entry);
    const bool hit = place != set.end();
    if (hit) set.erase(place);
    set.push_front(entry);
    if (set.size() > ways_) set.pop_back();
    const Event event = hit                          ? Event::hit
                        : seen_.insert(entry).second ? Event::first
                        : lost_.erase(entry) > 0     ? Event::forgotten
                                                     : Event::replaced;
    return event;
  }
  template <class Condemned>
  std::uint64_t forget(Condemned condemned) {
    std::uint64_t count = 0;
    for (std::list<Entry>& set : sets_)
      set.remove_if([&](const Entry& entry) {
        if (!condemned(entry.first)) return false;
        lost_.insert(entry);
        ++count;
        return true;
      });
    return count;
  }

 private:
  std::size_t ways_;
  std::vector<std::list<Entry>> sets_;
  std::set<Entry> seen_, lost_;
};

/// The whole replay, a reference at a time.
class Naive {
 public:
  Naive(const Configuration& configuration, const std::vector<Program>& programs)
      : config_(configuration),
        programs_(programs),
        own_(config_.machine.associator.entries,
             config_.machine.associator.ways ? config_.machine.associator.ways : config_.machine.associator.entries),
        full_(config_.machine.associator.entries, config_.machine.associator.entries),
        made_(programs.size()) {
    for (const Program& program : programs)
      for (std::size_t level = 0; level < program.name.size(); ++level) {
        auto& children = children_[prefix(program.name, level)];
        children.insert(program.name[level]);
        current_[prefix(program.name, level)] = *children.begin();
      }
    append_from(1);
    counters_ = {};
    for (std::uint64_t done = 0; left({}) > 0;) {
      switch_as_needed();
      refer();
      if (++done == config_.trace.warm_up) reset();
    }
  }

  Counters counters_;
  MissKinds kinds_;
  std::uint64_t replaced_ = 0, replaced_in_full_ = 0;
  std::map<VmName, VmCounts> vms_;
  std::vector<std::pair<std::size_t, std::size_t>> order_;  ///< program, which of its references
  MissKinds kinds() const {
    MissKinds kinds = kinds_;
    kinds.capacity = replaced_in_full_;
    kinds.conflict = static_cast<std::int64_t>(replaced_) - static_cast<std::int64_t>(replaced_in_full_);
    return kinds;
  }

 private:
  void reset() {
    counters_ = {};
    kinds_ = {};
    replaced_ = replaced_in_full_ = 0;
    vms_.clear();
    order_.clear();
  }
  std::uint64_t left(const VmName& vm) const {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < programs_.size(); ++i)
      if (is_under(programs_[i].name, vm)) sum += programs_[i].pages.size() - made_[i];
    return sum;
  }
  VmName running() const {
    VmName vm;
    for (auto place = current_.find(vm); place != current_.end(); place = current_.find(vm))
      vm.push_back(place->second);
    return vm;
  }
  std::uint64_t quantum(std::size_t level) const { return config_.quanta[std::min(level, config_.quanta.size()) - 1]; }
  /// Words that the composer reads for a word of this level.
  std::uint64_t reads(std::size_t level) const {
    NestShape shape;
    shape.depth = static_cast<unsigned>(level);
    shape.maps = config_.maps();
    return reads_per_miss(shape, config_.machine.registers);
  }

  void switch_as_needed() {
    for (bool again = true; again;) {
      again = false;
      const VmName leaf = running();
      for (std::size_t level = 1; level <= leaf.size() && !again; ++level) {
        const VmName vm = prefix(leaf, level), vmm = prefix(leaf, level - 1);
        if (left(vm) > 0 && (quantum(level) == 0 || used_[vm] < quantum(level))) continue;
        used_[vm] = 0;
        std::vector<Word> turn(children_[vmm].upper_bound(vm.back()), children_[vmm].end());
        turn.insert(turn.end(), children_[vmm].begin(), children_[vmm].find(vm.back()));
        for (const Word syllable : turn) {
          VmName other = vmm;
          other.push_back(syllable);
          if (left(other) == 0) continue;
          leave(leaf.size(), level);
          current_[vmm] = syllable;
          append_from(level);
          again = true;
          break;
        }
      }
    }
  }
  void leave(std::size_t depth, std::size_t level) {
    ++counters_.vm_faults, ++counters_.vm_faults_by_level[level], ++counters_.vm_faults_taken_by_level[level - 1];
    ++counters_.lvmid, counters_.vm_switches += 2;
    // The processor, timers of the VMs further out, STATUS and name; NEXT_SYLLABLE of a VMM that is a VM, twice.
    counters_.vmcb_writes += isa::kProcessorWords + (depth - level) + 2 + (level > 1 ? 2 : 0);
    if (config_.machine.associator.invalidation == Invalidation::flush) forget([](const VmName&) { return true; });
  }
  template <class Condemned>
  void forget(Condemned condemned) {
    counters_.associator_forgotten += own_.forget(condemned);
    full_.forget(condemned);
  }
  void append_from(std::size_t level) {
    const VmName leaf = running();
    const AssociatorConfig& associator = config_.machine.associator;
    for (; level <= leaf.size(); ++level) {
      counters_.lvmid_reads += kLvmidWords;
      const std::uint64_t reads_a_word = reads(level - 1);
      counters_.map_reads += kLvmidWords * reads_a_word;
      const VmName vm = prefix(leaf, level);
      const auto deep = [level](const VmName& name) { return name.size() >= level; };
      if (associator.key == AssociatorKey::level && last_[level] != vm.back()) forget(deep), last_[level] = vm.back();
      if (associator.invalidation == Invalidation::flush) forget([](const VmName&) { return true; });
      if (associator.invalidation != Invalidation::lvmid) continue;
      if (associator.key == AssociatorKey::level)
        forget(deep);
      else
        forget([&](const VmName& name) { return is_under(name, vm); });
    }
  }

  void refer() {
    const VmName leaf = running();
    const std::size_t i = static_cast<std::size_t>(
        std::find_if(programs_.begin(), programs_.end(), [&](const Program& p) { return p.name == leaf; }) -
        programs_.begin());
    const NaiveAssociator::Entry entry{leaf, programs_[i].pages[made_[i]]};
    using Event = NaiveAssociator::Event;
    const Event event = own_.reference(entry);
    replaced_in_full_ += full_.reference(entry) == Event::replaced;
    replaced_ += event == Event::replaced;
    kinds_.compulsory += event == Event::first;
    kinds_.invalidation += event == Event::forgotten;
    order_.emplace_back(i, made_[i]++);
    for (std::size_t level = 1; level <= leaf.size(); ++level) ++used_[prefix(leaf, level)];
    VmCounts& counts = vms_[leaf];
    ++counts.references, ++counters_.references;
    if (event == Event::hit)
      ++counts.associator_hits, ++counters_.associator_hits;
    else
      ++counts.associator_misses, ++counters_.associator_misses, counters_.map_reads += reads(leaf.size());
  }

  const Configuration& config_;
  const std::vector<Program>& programs_;
  NaiveAssociator own_, full_;
  std::vector<std::size_t> made_;
  std::map<VmName, std::set<Word>> children_;
  std::map<VmName, Word> current_;
  std::map<VmName, std::uint64_t> used_;
  std::map<std::size_t, Word> last_;
};

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
  EXPECT_EQ(result.cycles, cycles_of(got, configuration.machine.timing));
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

/// VMs 1.1, 1.2 and 2 with five references each, quanta 4 and 3.
TEST(ReplayVms, QuantaNest) {
  TreeShape shape;
  shape.maps = {LevelMap{}};
  for (const VmName& name : {VmName{1, 1}, VmName{1, 2}, VmName{2}}) shape.leaves.push_back({name});
  const VmTree tree(shape);
  VmSchedule schedule(tree, [](unsigned level) { return level == 1 ? 4 : 3; }, {5, 5, 5});
  std::string got;
  for (;;) {
    while (const auto next = schedule.next_switch())
      got += " " + std::to_string(next->level) + (next->ended ? "e" : "q") + std::to_string(next->syllable) + " ";
    if (schedule.slice() == 0) break;
    got += static_cast<char>('A' + schedule.leaf());
    schedule.made(1);
  }
  EXPECT_EQ(got, "AAA 2q2 B 1q2 CCCC 1q1 BB 2q1 AA 1q2 C 1e1  2e2 BB");
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

TEST(VmTree, NothingOverlapsAndTablesSayWhatThePlanSays) {
  std::mt19937 random(15);
  for (const char* form : {"paged", "rb/radix", "segmented/paged", "radix/segmented/rb"})
    for (const char* policy : {"alternating", "in-order", "first-touch", "random"})
      for (const Word page_words : {64, 512}) {
        TreeShape shape;
        shape.page_words = page_words;
        Configuration c = configured({{"fmap.form", form}, {"fmap.policy", policy}, {"depth", "3"}});
        shape.maps = c.maps();
        for (const VmName& name : {VmName{3}, VmName{1, 2, 1}, VmName{1, 2, 70}, VmName{1, 4}})
          shape.leaves.push_back({name, 1 + random() % 20});
        ASSERT_EQ(VmTree::objection(shape), std::nullopt);
        const VmTree tree(shape);
        c.machine.page_words = page_words;
        c.machine.associator.entries = 0;
        PureMachine machine(c.machine_with(tree.real_pages()));
        std::vector<int> uses(tree.real_pages() * page_words, 0);
        tree.build([&](RealName name, Word value) {
          ++uses.at(name.value);
          ASSERT_TRUE(machine.memory().write(name, value));
        });
        for (std::size_t leaf = 0; leaf < shape.leaves.size(); ++leaf) {
          // From the real machine down, by the syllables of the name; after NEXT_SYLLABLE has led elsewhere, back up.
          for (unsigned level = 1; level <= shape.leaves[leaf].name.size(); ++level) {
            ASSERT_TRUE(std::holds_alternative<Entered>(machine.enter(shape.leaves[leaf].name[level - 1])));
            const unsigned depth = machine.vmid_unit().vmid().depth();
            if (level == shape.leaves[leaf].name.size() || depth == level) continue;
            machine.vmid_unit().vm_fault({level + 1, {0, level + 1}, FaultCause::timer, AccessKind::fetch},
                                         machine.processor().state().to_words());
          }
          ASSERT_EQ(machine.vmid_unit().vmid().name(), to_string(shape.leaves[leaf].name));
          for (Word name = 0; name < shape.leaves[leaf].pages * page_words; ++name) {
            const Translation walked = machine.composer().probe_resource(name, AccessKind::read);
            const auto* real = std::get_if<RealName>(&walked);
            ASSERT_TRUE(real && *real == tree.real(tree.leaf(leaf), name)) << form << " " << policy << " " << name;
            EXPECT_EQ(++uses.at(real->value), 1) << "two things in one word";
          }
          const auto words = machine.processor().state().to_words();
          machine.vmid_unit().vm_fault({1, {0, 1}, FaultCause::timer, AccessKind::fetch}, words);
        }
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
