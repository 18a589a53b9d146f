// SPDX-License-Identifier: Apache-2.0
#include "explore/one_pass.h"

#include <algorithm>
#include <map>

#include "explore/lru_shapes.h"
#include "explore/one_shape.h"
#include "explore/page_walks.h"
#include "explore/parameters.h"
#include "explore/top_two.h"

namespace hv::explore {
namespace {

constexpr std::uint64_t kAnyNumberOfEntries = ~std::uint64_t{0};

bool is_shape(const std::string& parameter) {
  return parameter == "associator.entries" || parameter == "associator.ways";
}

std::uint32_t sets_of(const AssociatorConfig& config) { return config.ways == 0 ? 1 : config.entries / config.ways; }

/// The pass, and what is known after it. Counts by cost of the page's walk.
class Pass {
 public:
  Pass(const PageWalks& walks, const TracePages& pages, const std::vector<Configuration>& family)
      : walks_(walks), pages_(pages), distances_(walks.costs.size()), shapes_(asked(family), walks.costs.size()) {
    const auto fully = [](const Configuration& c) { return sets_of(c.machine.associator) <= 1; };
    const auto apart = [](const Configuration& c) { return c.misses_apart; };
    with_distances_ =
        std::any_of(family.begin(), family.end(), fully) || std::any_of(family.begin(), family.end(), apart);
    with_shapes_ = !std::all_of(family.begin(), family.end(), fully);
    count_anew();
  }

  void count_anew() {
    counts_ = {0, 0, walks_.digest_start, {}};
    distances_.assign(walks_.costs.size(), {});
    shapes_.count_anew();
  }
  void take(const TracePages::Packed* packed, std::size_t count) {
    PageSize(pages_.page_words()).apart([&](auto page_size) { take_on(packed, count, page_size); });
    counts_.references += count;
  }

  RunResult result(const Configuration& configuration) const {
    PassCounts counts = counts_;
    for (std::size_t cost = 0; cost < walks_.costs.size(); ++cost)
      counts.walked.push_back(has_associator(configuration) ? misses_of(configuration.machine.associator, cost)
                                                            : references(cost));
    RunResult result = result_of(configuration, walks_, counts);
    if (configuration.misses_apart) {
      const AssociatorConfig& associator = configuration.machine.associator;
      const bool asked = has_associator(configuration);
      result.misses = asked ? misses_apart(associator.entries, result.counters.associator_misses) : MissKinds{};
    }
    return result;
  }

 private:
  static std::vector<LruShapes::Asked> asked(const std::vector<Configuration>& family) {
    std::vector<LruShapes::Asked> shapes;
    for (const Configuration& each : family) {
      const AssociatorConfig& associator = each.machine.associator;
      if (sets_of(associator) > 1) shapes.push_back({sets_of(associator), associator.ways});
    }
    return shapes;
  }

  template <class Pages>
  void take_on(const TracePages::Packed* packed, std::size_t count, const Pages& page_size) {
    const bool one_cost = walks_.costs.size() == 1;
    const PageWalk* const walks = walks_.pages.data();
    std::uint64_t digest = counts_.digest, stores = 0;
    std::size_t told = 0;
    TopTwo two;
    for (std::size_t i = 0; i < count; ++i) {
      const Word name = TracePages::name_of(packed[i]), page = page_size.page_of(name);
      digest = digested(digest, walks[page].frame + page_size.offset_in(name));
      stores += TracePages::kind_of(packed[i]) == AccessKind::write;
      if (one_cost && two.reference(page)) continue;
      tell_top(two.changes(), i - told - two.changes());
      tell(static_cast<LruDistances::Tag>(page), pages_.page_number(page));
      told = i + 1;
      two.push(page);
    }
    tell_top(two.changes(), count - told - two.changes());
    counts_.digest = digest;
    counts_.stores += stores;
  }

  [[gnu::noinline]] void tell(LruDistances::Tag page, Word tag_page) {
    const std::uint32_t cost = walks_.pages[page].cost;
    if (with_distances_) distances_[cost].add(stack_.reference(page));
    if (with_shapes_) shapes_.reference(page, tag_page, cost);
  }
  /// Of the references to the two topmost pages that came since the stacks were told last: so many changes of place
  /// between the two, and so many to the one on top.
  void tell_top(std::uint64_t changes, std::uint64_t repeated) {
    if (changes + repeated == 0) return;
    if (with_distances_) {
      stack_.alternate(changes);
      distances_[0].add(1, changes);
      distances_[0].add(0, repeated);
    }
    if (with_shapes_) shapes_.alternate(changes, repeated);
  }

  std::uint64_t references(std::size_t cost) const {
    return with_distances_ ? distances_[cost].references() : shapes_.references(cost);
  }
  std::uint64_t misses_of(const AssociatorConfig& associator, std::size_t cost) const {
    const std::uint32_t sets = sets_of(associator);
    return sets > 1 ? shapes_.misses(sets, associator.ways, cost) : distances_[cost].misses(associator.entries);
  }

  /// Nothing is ever forgotten.
  MissKinds misses_apart(std::uint32_t entries, std::uint64_t misses) const {
    std::uint64_t of_full = 0, compulsory = 0;
    for (const DistanceCounts& distances : distances_) {
      of_full += distances.misses(entries);
      compulsory += distances.misses(kAnyNumberOfEntries);
    }
    return {compulsory, of_full - compulsory, static_cast<std::int64_t>(misses) - static_cast<std::int64_t>(of_full),
            0};
  }

  const PageWalks& walks_;
  const TracePages& pages_;
  bool with_distances_, with_shapes_;
  LruDistances stack_;
  std::vector<DistanceCounts> distances_;
  LruShapes shapes_;
  PassCounts counts_;
};

template <class AnyPass>
void take_all(const CompactTrace& trace, std::uint64_t warm_up, const ReplayProgress& progress, AnyPass& pass) {
  WarmedUp<AnyPass> warmed_up(pass, warm_up);
  trace.for_each_stretch([&](const TracePages::Packed* packed, std::size_t count) {
    warmed_up.take(count, [&](std::size_t begin, std::size_t end) { pass.take(packed + begin, end - begin); });
    if (progress) progress(warmed_up.taken());
  });
}

/// Why this machine must be replayed by itself, whatever the others are; null: it need not.
const char* alone_because(const Configuration& configuration) {
  const AssociatorConfig& associator = configuration.machine.associator;
  if (associator.replacement != Replacement::lru) return "one pass is for associator.replacement lru";
  if (associator.contents != AssociatorContents::end_to_end) return "one pass is for associator.contents end-to-end";
  if (associator.input != AssociatorInput::resource) return "one pass is for associator.input resource";
  if (!associator.is_plain())
    return "one pass is for one array of entries of one page, without associator.fetch-entries, second-entries, "
           "level-entries, "
           "superpage-bits";
  if (associator.table_words > 0) return "one pass is for walks that cost the same each time, without table-words";
  return nullptr;
}

}  // namespace

std::optional<std::string> one_pass_objection(const std::vector<Configuration>& family) {
  for (const Configuration& configuration : family)
    if (const char* const reason = alone_because(configuration)) return reason;
  for (const Parameter& each : parameters())
    for (const Configuration& configuration : family)
      if (!is_shape(each.name) && each.get(configuration) != each.get(family.front()))
        return "machines that differ in " + each.name + " (" + each.get(family.front()) + " and " +
               each.get(configuration) +
               ") cannot be replayed in one pass; only associator.entries and associator.ways may differ";
  return std::nullopt;
}

bool is_for_one_shape(const std::vector<Configuration>& family) {
  return family.size() == 1 && !family.front().misses_apart && !one_pass_objection(family);
}

std::vector<RunResult> one_pass(const std::vector<Configuration>& family, const CompactTrace& trace,
                                const ReplayProgress& progress) {
  if (const auto reason = one_pass_objection(family)) throw ReplayImpossible(*reason);
  std::vector<RunResult> results;
  if (family.empty()) return results;
  for (const Configuration& each : family)
    if (const auto reason = objection(each)) throw ReplayImpossible(*reason);
  const std::uint64_t warm_up = family.front().trace.warm_up;
  if (const auto reason = warm_up_objection(warm_up, trace.size())) throw ReplayImpossible(*reason);
  if (is_for_one_shape(family)) {
    OneShape pass(family.front(), trace);
    take_all(trace, warm_up, progress, pass);
    return {pass.result()};
  }
  const PageWalks walks = walk_each_page(family.front(), trace);
  Pass pass(walks, trace, family);
  take_all(trace, warm_up, progress, pass);
  for (const Configuration& each : family) results.push_back(pass.result(each));
  return results;
}

std::vector<RunResult> replay_family(const std::vector<Configuration>& family, const CompactTrace& trace) {
  if (!one_pass_objection(family)) return one_pass(family, trace);
  std::vector<RunResult> results;
  for (const Configuration& each : family) results.push_back(replay(each, trace));
  return results;
}

std::vector<Group> one_pass_groups(const std::vector<const SweepPoint*>& points) {
  std::vector<Group> groups;
  std::map<std::string, std::size_t> known;  // by all parameters but those of the shape
  for (const SweepPoint* point : points) {
    const auto [place, fresh] =
        known.try_emplace(write_settings(without_associator(point->configuration)), groups.size());
    if (fresh || one_pass_objection({point->configuration})) place->second = groups.size(), groups.emplace_back();
    groups[place->second].push_back(point);
  }
  return groups;
}

}  // namespace hv::explore
