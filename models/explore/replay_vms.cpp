// SPDX-License-Identifier: Apache-2.0
#include "explore/replay_vms.h"

#include <algorithm>
#include <memory>

#include "explore/replay_machine.h"
#include "explore/vm_schedule.h"

namespace hv::explore {
namespace {

[[noreturn]] void impossible(const std::string& reason) { throw ReplayImpossible(reason); }

TreeShape shape_of(const Configuration& configuration, const std::vector<VmTrace>& traces) {
  TreeShape shape;
  shape.page_words = configuration.machine.page_words;
  shape.maps = configuration.maps();
  shape.seed = configuration.seed;
  for (const VmTrace& each : traces) {
    check_pages(configuration, *each.trace);
    TreeLeaf leaf{each.name, std::max<Word>(each.trace->pages(), 1)};
    if (!each.name.empty() && shape.map(static_cast<unsigned>(each.name.size())).policy == FramePolicy::in_order)
      leaf.page_numbers = each.trace->page_numbers();
    shape.leaves.push_back(std::move(leaf));
  }
  return shape;
}

std::uint64_t references_of(const std::vector<VmTrace>& traces) {
  std::uint64_t sum = 0;
  for (const VmTrace& each : traces) sum += each.trace->size();
  return sum;
}

TreeShape checked_shape(const Configuration& configuration, const std::vector<VmTrace>& traces) {
  if (const auto reason = objection(configuration)) impossible(*reason);
  TreeShape shape = shape_of(configuration, traces);
  if (const auto reason = VmTree::objection(shape)) impossible(*reason);
  if (const auto reason = warm_up_objection(configuration.trace.warm_up, references_of(traces))) impossible(*reason);
  return shape;
}

MachineConfig machine_for(const Configuration& configuration, const VmTree& tree) {
  return machine_with_room(configuration, tree.real_pages(), "the VMs and their tables");
}

class VmReplay {
 public:
  VmReplay(const Configuration& configuration, const std::vector<VmTrace>& traces, const ReplayProgress& progress)
      : configuration_(configuration),
        tree_(checked_shape(configuration, traces)),
        machine_(machine_for(configuration, tree_)),
        schedule_(
            tree_, [this](unsigned level) { return quantum(level); }, sizes(traces)),
        progress_(progress) {
    Word pages = 0;
    for (const VmTrace& each : traces) {
      streams_.emplace_back(*each.trace);
      first_pages_.push_back(pages);
      vms_.push_back({to_string(each.name)});
      pages += each.trace->pages();
    }
    tree_.build([&](RealName name, Word value) { machine_.memory().write(name, value); });
    if (counts_misses_apart(configuration)) account_ = std::make_unique<MissAccount>(machine_, pages);
    enter(tree_.syllable(tree_.first_child(VmTree::kReal)));
    reset_counters();
  }

  RunResult run() {
    const std::uint64_t warm_up = configuration_.trace.warm_up;
    for (std::uint64_t done = 0;;) {
      while (const auto next = schedule_.next_switch()) carry_out(*next);
      std::uint64_t slice = schedule_.slice();
      if (slice == 0) break;
      slice = std::min(slice, kProgress - done % kProgress);
      if (done < warm_up) slice = std::min(slice, warm_up - done);
      run_leaf(schedule_.leaf(), slice);
      schedule_.made(slice);
      done += slice;
      if (done == warm_up) reset_counters();
      if (done % kProgress == 0 && progress_) progress_(done);
    }
    RunResult result{machine_.counters(), machine_.cycles(), machine_.composer().real_digest()};
    if (configuration_.misses_apart) result.misses = account_ ? account_->kinds() : MissKinds{};
    result.vms = vms_;
    return result;
  }

 private:
  static constexpr std::uint64_t kProgress = 1u << 20;

  static std::vector<std::uint64_t> sizes(const std::vector<VmTrace>& traces) {
    std::vector<std::uint64_t> sizes;
    for (const VmTrace& each : traces) sizes.push_back(each.trace->size());
    return sizes;
  }
  std::uint64_t quantum(unsigned level) const {
    const auto& quanta = configuration_.quanta;
    return quanta[std::min<std::size_t>(level, quanta.size()) - 1];
  }

  void enter(Word syllable) {
    if (!std::holds_alternative<Entered>(machine_.enter(syllable)))
      impossible("a VM cannot be entered: a word of its tables or control block makes no sense");
  }
  void carry_out(const VmSchedule::Switch& next) {
    const FaultCause cause = next.ended ? FaultCause::ended : FaultCause::timer;
    machine_.vmid_unit().vm_fault({next.level, {0, next.level}, cause, AccessKind::fetch},
                                  machine_.processor().state().to_words());
    enter(next.syllable);
  }

  void run_leaf(std::size_t leaf, std::uint64_t references) {
    const Counters& counters = machine_.composer().counters();
    VmCounts& counts = vms_[leaf];
    const std::uint64_t hits = counters.associator_hits, misses = counters.associator_misses;
    ReplayReference reference;
    for (std::uint64_t i = 0; i < references && streams_[leaf].next(reference); ++i)
      if (account_)
        account_->reference(reference.name, reference.tag_page,
                            first_pages_[leaf] + reference.name / configuration_.machine.page_words, reference.kind,
                            [&] { send(machine_.composer(), reference); });
      else
        send(machine_.composer(), reference);
    counts.references += references;
    counts.associator_hits += counters.associator_hits - hits;
    counts.associator_misses += counters.associator_misses - misses;
  }

  void reset_counters() {
    machine_.reset_counters();
    if (account_) account_->reset_counters();
    for (VmCounts& counts : vms_) counts = {counts.vmid};
  }

  const Configuration& configuration_;
  VmTree tree_;
  PureMachine machine_;
  VmSchedule schedule_;
  const ReplayProgress& progress_;
  std::vector<ReplayStream> streams_;
  std::vector<Word> first_pages_;  // of each trace, among all
  std::vector<VmCounts> vms_;
  std::unique_ptr<MissAccount> account_;
};

}  // namespace

std::vector<VmName> sibling_names(unsigned depth, std::size_t count) {
  std::vector<VmName> names(count, VmName(depth, 1));
  for (std::size_t i = 0; i < count; ++i) names[i].back() = i + 1;
  return names;
}

unsigned depth_of(const std::vector<VmName>& names) {
  std::size_t depth = 0;
  for (const VmName& name : names) depth = std::max(depth, name.size());
  return static_cast<unsigned>(depth);
}

void check_vms(const Configuration& configuration, const std::vector<VmTrace>& traces) {
  const VmTree tree(checked_shape(configuration, traces));
  machine_for(configuration, tree);
}

RunResult replay_vms(const Configuration& configuration, const std::vector<VmTrace>& traces,
                     const ReplayProgress& progress) {
  return VmReplay(configuration, traces, progress).run();
}

}  // namespace hv::explore
