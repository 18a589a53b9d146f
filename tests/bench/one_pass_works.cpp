// SPDX-License-Identifier: Apache-2.0
#include <random>

#include "exploration/load_trace.h"
#include "exploration/miss_curves.h"
#include "explore/one_pass.h"
#include "guest.h"
#include "works.h"

namespace hv::bench {
namespace {

using explore::DistanceCounts;
using explore::LruDistances;
using explore::LruShapes;

const std::string kTrace = std::string(HV_SOURCE_DIR) + "/traces/sort.hvt";
constexpr Word kPageWords = 512;
constexpr std::uint32_t kMostSets = 1024, kMostWays = 8;

std::vector<LruShapes::Asked> all_shapes() {
  std::vector<LruShapes::Asked> shapes;
  for (std::uint32_t sets = 1; sets <= kMostSets; sets *= 2) shapes.push_back({sets, kMostWays});
  return shapes;
}

/// What the associator itself misses, replayed alone.
std::uint64_t misses_alone(std::uint32_t entries, std::uint32_t ways) {
  explore::Configuration configuration = guest_configuration(1);
  configuration.machine.associator.entries = entries;
  configuration.machine.associator.ways = ways;
  return explore::replay(configuration, tb::load_trace(kTrace, kPageWords).trace).counters.associator_misses;
}

/// From the compressed file to the misses of every size.
class AllSizes final : public Work {
 public:
  explicit AllSizes(trace::Reading reading) : reading_(reading) {}
  std::uint64_t run() override { return (counts_ = tb::read_distances(kTrace, kPageWords, reading_)).references(); }
  void check() override { require(counts_.misses(64) == misses_alone(64, 0), "64 entries miss something else"); }

 private:
  const trace::Reading reading_;
  DistanceCounts counts_;
};

/// From the compressed file to the misses of 88 shapes: 1, 2, 4 … 1024 sets of 1 to 8 ways.
class AllShapes final : public Work {
 public:
  explicit AllShapes(trace::Reading reading) : reading_(reading) {}
  std::uint64_t run() override {
    return (shapes_ = tb::read_shapes(kTrace, kPageWords, all_shapes(), reading_)).references();
  }
  void check() override {
    require(shapes_.misses(16, 4) == misses_alone(64, 4), "16 sets of 4 ways miss something else");
  }

 private:
  const trace::Reading reading_;
  LruShapes shapes_{all_shapes()};
};

/// From the compressed file to everything that replays on twelve machines give, digests included.
class AllResults final : public Work {
 public:
  AllResults() {
    for (std::uint32_t entries = 1; entries <= 2048; entries *= 2) {
      family_.push_back(guest_configuration(2));
      family_.back().machine.associator.entries = entries;
    }
  }
  std::uint64_t run() override {
    const tb::LoadedTrace loaded = tb::load_trace(kTrace, kPageWords);
    results_ = explore::one_pass(family_, loaded.trace);
    return loaded.trace.size();
  }
  void check() override {
    const auto alone = explore::replay(family_[6], tb::load_trace(kTrace, kPageWords).trace);
    require(results_[6].counters == alone.counters && results_[6].real_digest == alone.real_digest,
            "a replay alone gives something else");
  }

 private:
  std::vector<explore::Configuration> family_;
  std::vector<explore::RunResult> results_;
};

/// Pages as they come, in memory; each run goes over them once more.
class HostilePages final : public Work {
 public:
  static constexpr LruDistances::Tag kPages = 100000;

  explicit HostilePages(std::vector<LruDistances::Tag> pages) : pages_(std::move(pages)) {}
  std::uint64_t run() override {
    for (const LruDistances::Tag page : pages_) counts_.add(stack_.reference(page));
    return pages_.size();
  }
  void check() override {
    require(counts_.misses(kPages) == stack_.places(), "so many entries miss a page more than once");
    require(counts_.misses(kPages / 2) > counts_.references() / 3, "half as many entries miss too little");
  }

 private:
  std::vector<LruDistances::Tag> pages_;
  LruDistances stack_;
  DistanceCounts counts_;
};

/// The same pages as references to them, from their addresses to the result of a replay, or of 88 shapes' misses.
class HostileReplay final : public Work {
 public:
  HostileReplay(std::vector<LruDistances::Tag> pages, bool shapes) : pages_(std::move(pages)), shapes_(shapes) {}
  std::uint64_t run() override {
    explore::CompactTrace trace(kPageWords);
    trace.add_each(pages_.size(), [&](std::size_t i) {
      return explore::CompactTrace::Added{pages_[i] * kPageBytes, 8, AccessKind::read};
    });
    if (shapes_) return all_shapes_of(trace);
    const explore::Configuration configuration = guest_configuration(2);
    misses_ = explore::one_pass({configuration}, trace).front().counters.associator_misses;
    return trace.size();
  }
  void check() override { require(misses_ > pages_.size() / 2, "hardly anything was missed"); }

 private:
  static constexpr std::uint64_t kPageBytes = kPageWords * explore::kWordBytes;

  std::uint64_t all_shapes_of(const explore::CompactTrace& trace) {
    LruShapes shapes(all_shapes());
    const PageSize page_size(kPageWords);
    trace.for_each([&](const explore::ReplayReference& r) {
      shapes.reference(static_cast<LruShapes::Tag>(page_size.page_of(r.name)), r.tag_page);
    });
    misses_ = shapes.misses(kMostSets, kMostWays);
    return trace.size();
  }

  std::vector<LruDistances::Tag> pages_;
  const bool shapes_;
  std::uint64_t misses_ = 0;
};

std::size_t hostile_references(bool quick) { return (quick ? 1 : 50) * std::size_t{HostilePages::kPages}; }

std::vector<LruDistances::Tag> random_pages(bool quick) {
  std::mt19937 random(1973);
  std::vector<LruDistances::Tag> pages(hostile_references(quick));
  for (auto& page : pages) page = static_cast<LruDistances::Tag>(random() % HostilePages::kPages);
  return pages;
}

std::vector<LruDistances::Tag> cyclic_pages(bool quick) {
  std::vector<LruDistances::Tag> pages(hostile_references(quick));
  for (std::size_t i = 0; i < pages.size(); ++i) pages[i] = static_cast<LruDistances::Tag>(i % HostilePages::kPages);
  return pages;
}

}  // namespace

std::unique_ptr<Work> make_all_sizes(bool) { return std::make_unique<AllSizes>(trace::Reading::here); }
std::unique_ptr<Work> make_all_sizes_reading_ahead(bool) { return std::make_unique<AllSizes>(trace::Reading::ahead); }
std::unique_ptr<Work> make_all_shapes(bool) { return std::make_unique<AllShapes>(trace::Reading::here); }
std::unique_ptr<Work> make_all_shapes_reading_ahead(bool) { return std::make_unique<AllShapes>(trace::Reading::ahead); }
std::unique_ptr<Work> make_all_results(bool) { return std::make_unique<AllResults>(); }
std::unique_ptr<Work> make_random_pages(bool quick) { return std::make_unique<HostilePages>(random_pages(quick)); }
std::unique_ptr<Work> make_cyclic_pages(bool quick) { return std::make_unique<HostilePages>(cyclic_pages(quick)); }
std::unique_ptr<Work> make_random_replay(bool shapes, bool quick) {
  return std::make_unique<HostileReplay>(random_pages(quick), shapes);
}
std::unique_ptr<Work> make_cyclic_replay(bool shapes, bool quick) {
  return std::make_unique<HostileReplay>(cyclic_pages(quick), shapes);
}

}  // namespace hv::bench
