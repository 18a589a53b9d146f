// SPDX-License-Identifier: Apache-2.0
// What a pass over a trace need not do again for each reference: the walk of each page, on a machine without
// associator.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "explore/replay.h"

namespace hv::explore {

/// What a reference to a page comes to where the associator does not answer.
struct PageWalk {
  Word frame = 0;          ///< the real name of the page's first word
  std::uint32_t cost = 0;  ///< index of PageWalks::costs
};

struct PageWalks {
  std::vector<PageWalk> pages;  ///< of each dense page
  std::vector<Counters> costs;  ///< of one reference; as a rule all pages have the same; at least one
  std::uint64_t digest_start = 0;
};

/// The same machine with none.
Configuration without_associator(Configuration configuration);

/// Whatever associator the configuration has. Throws ReplayImpossible where replay() would.
PageWalks walk_each_page(const Configuration& configuration, const TracePages& pages);

/// What a pass counts, from the end of the warm-up on.
struct PassCounts {
  std::uint64_t references = 0, stores = 0;
  std::uint64_t digest = 0;           ///< of the real names
  std::vector<std::uint64_t> walked;  ///< by cost: the misses of the associator; without one, the references
};

/// Gives references to a pass, stretch after stretch, and calls pass.count_anew() at the end of the warm-up.
template <class Pass>
class WarmedUp {
 public:
  WarmedUp(Pass& pass, std::uint64_t warm_up) : pass_(pass), warm_up_(warm_up) {}

  /// `count` more: take(begin, end) gives those of them to the pass, in one or two parts.
  template <class Take>
  void take(std::size_t count, Take take) {
    const auto first = static_cast<std::size_t>(std::min<std::uint64_t>(count, warm_up_ - std::min(warm_up_, taken_)));
    if (first > 0) take(std::size_t{0}, first);
    taken_ += first;
    if (first > 0 && taken_ == warm_up_) pass_.count_anew();
    if (first < count) take(first, count);
    taken_ += count - first;
  }
  /// References, of the warm-up too.
  std::uint64_t taken() const { return taken_; }

 private:
  Pass& pass_;
  const std::uint64_t warm_up_;
  std::uint64_t taken_ = 0;
};

/// Without an associator every reference is walked (and in a replay the real machine asks none).
bool has_associator(const Configuration& configuration);

/// What replay() gives.
RunResult result_of(const Configuration& configuration, const PageWalks& walks, const PassCounts& counts);

}  // namespace hv::explore
