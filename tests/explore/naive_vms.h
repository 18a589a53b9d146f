// SPDX-License-Identifier: Apache-2.0
// Several programs in the VMs of a tree, with nothing but lists that are searched one by one: the model that
// replay_vms() is held against.
#pragma once

#include <algorithm>
#include <list>
#include <map>
#include <set>

#include "explore/replay_vms.h"
#include "support.h"

namespace hv::explore {

constexpr std::uint64_t kLvmidWords = 3 + layout::vmcb_words(isa::kProcessorWords);  // ROOT, VMTAB twice, VMCB
using Pages = std::vector<std::uint64_t>;

struct Program {
  VmName name;
  Pages pages;
};

inline VmName prefix(const VmName& name, std::size_t length) {
  return VmName(name.begin(), name.begin() + static_cast<std::ptrdiff_t>(length));
}

inline bool is_under(const VmName& name, const VmName& above) {
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
    Configuration there = config_;
    NestShape shape;
    shape.depth = there.depth = static_cast<unsigned>(level);
    shape.maps = there.maps();
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

}  // namespace hv::explore
