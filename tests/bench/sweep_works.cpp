// SPDX-License-Identifier: Apache-2.0
// A sweep over a trace in memory, by so many threads.
#include "exploration/load_trace.h"
#include "explore/one_pass.h"
#include "explore/sweep.h"
#include "guest.h"
#include "works.h"

namespace hv::bench {
namespace {

using explore::Configuration;
using explore::Group;
using explore::RunResult;

const std::string kTrace = std::string(HV_SOURCE_DIR) + "/traces/sort.hvt";

/// Sizes and replacements at four depths: some points in one pass, others replayed one by one.
class SweepWork final : public Work {
 public:
  SweepWork(unsigned jobs, bool quick)
      : jobs_(jobs), trace_(tb::load_trace(kTrace, kPageWords, {0, quick ? 1000u : 1000000u, 0}).trace) {
    const auto axes = {explore::parse_axis("associator.entries=16,64,256,1024"),
                       explore::parse_axis("associator.replacement=lru,fifo"), explore::parse_axis("depth=1:4")};
    points_ = explore::sweep_points(guest_configuration(1), axes);
    for (const explore::SweepPoint& point : points_) pointers_.push_back(&point);
  }
  std::uint64_t run() override {
    results_.assign(points_.size(), {});
    const auto evaluate = [&](const Group& group) {
      std::vector<Configuration> family;
      for (const explore::SweepPoint* point : group) family.push_back(point->configuration);
      return explore::replay_family(family, trace_);
    };
    explore::run_sweep(explore::one_pass_groups(pointers_), evaluate, jobs_,
                       [&](const Group& group, const std::vector<RunResult>& results) {
                         for (std::size_t i = 0; i < group.size(); ++i) results_[group[i]->index] = results[i];
                       });
    return points_.size() * trace_.size();
  }
  void check() override {
    for (const RunResult& result : results_)
      require(result.counters.references == trace_.size(), "a point was left out");
  }

 private:
  static constexpr Word kPageWords = 512;

  const unsigned jobs_;
  const explore::CompactTrace trace_;
  std::vector<explore::SweepPoint> points_;
  std::vector<const explore::SweepPoint*> pointers_;
  std::vector<RunResult> results_;
};

}  // namespace

std::unique_ptr<Work> make_sweep(unsigned jobs, bool quick) { return std::make_unique<SweepWork>(jobs, quick); }

}  // namespace hv::bench
