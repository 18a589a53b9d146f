// SPDX-License-Identifier: Apache-2.0
#include "explore/one_pass.h"

#include <algorithm>
#include <map>

#include "explore/lru_shapes.h"
#include "explore/parameters.h"
#include "explore/replay_machine.h"
#include "explore/top_two.h"

namespace hv::explore {
namespace {

constexpr std::uint64_t kAnyNumberOfEntries = ~std::uint64_t{0};

bool is_shape(const std::string& parameter) {
  return parameter == "associator.entries" || parameter == "associator.ways";
}

Configuration without_associator(Configuration configuration) {
  configuration.machine.associator.entries = 0;
  configuration.machine.associator.ways = 0;
  return configuration;
}

std::uint32_t sets_of(const AssociatorConfig& config) { return config.ways == 0 ? 1 : config.entries / config.ways; }

/// What a reference to a page comes to where the associator does not answer.
struct PageWalk {
  Word frame = 0;          ///< the real name of the page's first word
  std::uint32_t cost = 0;  ///< index of Walks::costs
};

struct Walks {
  std::vector<PageWalk> pages;  ///< of each dense page
  std::vector<Counters> costs;  ///< of one reference; as a rule all pages have the same
  std::uint64_t digest_start = 0;
};

Counters times(Counters counters, std::uint64_t factor) {
  Counters product;
  for (; factor != 0; factor >>= 1, counters += counters)
    if (factor & 1) product += counters;
  return product;
}

std::uint32_t index_of(const Counters& cost, std::vector<Counters>& costs) {
  const auto place = std::find(costs.rbegin(), costs.rend(), cost);  // mostly that of the page before
  if (place != costs.rend()) return static_cast<std::uint32_t>(costs.rend() - place - 1);
  costs.push_back(cost);
  return static_cast<std::uint32_t>(costs.size() - 1);
}

Walks walk_each_page(const Configuration& configuration, const CompactTrace& trace) {
  ReplayMachine machine(without_associator(configuration), trace);
  Walks walks;
  walks.digest_start = machine.composer().real_digest();
  Counters before;
  for (Word page = 0; page < trace.pages(); ++page) {
    const RealName real = machine.translate({page * trace.page_words(), trace.page_number(page), AccessKind::read});
    const Counters after = machine.counters();
    walks.pages.push_back({real.value, index_of(after - before, walks.costs)});
    before = after;
  }
  if (walks.costs.empty()) walks.costs.emplace_back();  // of a trace without references
  return walks;
}

/// The pass, and what is known after it. Counts by cost of the page's walk.
class Pass {
 public:
  Pass(const Walks& walks, const std::vector<Configuration>& family)
      : walks_(walks), distances_(walks.costs.size()), shapes_(asked(family), walks.costs.size()) {
    const auto fully = [](const Configuration& c) { return sets_of(c.machine.associator) <= 1; };
    const auto apart = [](const Configuration& c) { return c.misses_apart; };
    with_distances_ =
        std::any_of(family.begin(), family.end(), fully) || std::any_of(family.begin(), family.end(), apart);
    with_shapes_ = !std::all_of(family.begin(), family.end(), fully);
  }

  void run(const CompactTrace& trace, const ReplayProgress& progress) {
    if (!with_shapes_) return run<true, false>(trace, progress);
    if (!with_distances_) return run<false, true>(trace, progress);
    run<true, true>(trace, progress);
  }

  RunResult result(const Configuration& configuration) const {
    const AssociatorConfig& associator = configuration.machine.associator;
    const bool asked = associator.entries > 0 && configuration.depth > 0;
    RunResult result;
    std::uint64_t misses = 0;
    for (std::size_t cost = 0; cost < walks_.costs.size(); ++cost) {
      const std::uint64_t walked = asked ? misses_of(associator, cost) : references(cost);
      result.counters += times(walks_.costs[cost], walked);
      misses += walked;
    }
    if (asked) {
      const std::uint64_t hits = references_ - misses;
      result.counters.references += hits;
      result.counters.real_accesses += hits;
      result.counters.associator_hits = hits;
      result.counters.associator_misses = result.counters.associator_fills = misses;
    }
    if (configuration.misses_apart) result.misses = asked ? misses_apart(associator.entries, misses) : MissKinds{};
    result.counters.stores = stores_;
    result.cycles = cycles_of(result.counters, configuration.machine.latencies());
    result.real_digest = digest_;
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

  template <bool kDistances, bool kShapes>
  void run(const CompactTrace& trace, const ReplayProgress& progress) {
    constexpr std::uint64_t kProgressMask = (1u << 22) - 1;
    const PageSize page_size(trace.page_words());
    const bool one_cost = walks_.costs.size() == 1;
    std::uint64_t digest = walks_.digest_start, done = 0, stores = 0;
    TopTwo two;
    trace.for_each([&](const ReplayReference& reference) {
      const Word page = page_size.page_of(reference.name);
      const PageWalk walk = walks_.pages[page];
      digest = digested(digest, walk.frame + page_size.offset_in(reference.name));
      stores += reference.kind == AccessKind::write;
      if (!one_cost || !two.reference(page)) {
        tell_top<kDistances, kShapes>(two, done);
        const auto tag = static_cast<LruDistances::Tag>(page);
        if constexpr (kDistances) distances_[walk.cost].add(stack_.reference(tag));
        if constexpr (kShapes) shapes_.reference(tag, reference.tag_page, walk.cost);
        ++told_;
        two.push(page);
      }
      if ((++done & kProgressMask) == 0 && progress) progress(done);
    });
    tell_top<kDistances, kShapes>(two, done);
    digest_ = digest;
    references_ = done;
    stores_ = stores;
  }

  /// Of the references to the two topmost pages that came since the stacks were told last.
  template <bool kDistances, bool kShapes>
  void tell_top(const TopTwo& two, std::uint64_t done) {
    if (done == told_) return;
    const std::uint64_t repeated = done - told_ - two.changes();
    if constexpr (kDistances) {
      stack_.alternate(two.changes());
      distances_[0].add(1, two.changes());
      distances_[0].add(0, repeated);
    }
    if constexpr (kShapes) shapes_.alternate(two.changes(), repeated);
    told_ = done;
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

  const Walks& walks_;
  bool with_distances_, with_shapes_;
  LruDistances stack_;
  std::vector<DistanceCounts> distances_;
  LruShapes shapes_;
  std::uint64_t digest_ = 0, references_ = 0, stores_ = 0, told_ = 0;
};

}  // namespace

namespace {

/// Why this machine must be replayed by itself, whatever the others are; null: it need not.
const char* alone_because(const Configuration& configuration) {
  const AssociatorConfig& associator = configuration.machine.associator;
  if (configuration.trace.warm_up > 0) return "one pass counts from the first reference, without a trace.warm-up";
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

std::vector<RunResult> one_pass(const std::vector<Configuration>& family, const CompactTrace& trace,
                                const ReplayProgress& progress) {
  if (const auto reason = one_pass_objection(family)) throw ReplayImpossible(*reason);
  std::vector<RunResult> results;
  if (family.empty()) return results;
  for (const Configuration& each : family)
    if (const auto reason = objection(each)) throw ReplayImpossible(*reason);
  const Walks walks = walk_each_page(family.front(), trace);
  Pass pass(walks, family);
  pass.run(trace, progress);
  for (const Configuration& each : family) results.push_back(pass.result(each));
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
