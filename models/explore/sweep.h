// SPDX-License-Identifier: Apache-2.0
// A sweep: many points, run on as many threads as wanted, by themselves or in groups. Its table is in
// sweep_table.h.
#pragma once

#include <functional>
#include <vector>

#include "explore/run_result.h"
#include "explore/sweep_points.h"

namespace hv::explore {

/// Points whose results are computed together.
using Group = std::vector<const SweepPoint*>;
/// Runs the points of one group: a result for each, in their order. Called from several threads at once.
using Evaluate = std::function<std::vector<RunResult>(const Group&)>;
/// Told of each group once it is done, in any order; called from one thread at a time.
using Finished = std::function<void(const Group&, const std::vector<RunResult>&)>;

/// Each point a group of its own.
std::vector<Group> each_alone(const std::vector<const SweepPoint*>& points);

/// Runs all groups on up to `jobs` threads (at least 1). What `evaluate` or `finished` throws ends the sweep
/// and is thrown again; groups that other threads have begun are finished first.
void run_sweep(const std::vector<Group>& groups, const Evaluate& evaluate, unsigned jobs, const Finished& finished);

}  // namespace hv::explore
