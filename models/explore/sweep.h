// SPDX-License-Identifier: Apache-2.0
// A sweep: many points, each run by itself, on as many threads as wanted; and its result as CSV.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "explore/run_result.h"
#include "explore/sweep_points.h"

namespace hv::explore {

/// Runs one point; called from several threads at once.
using Evaluate = std::function<RunResult(const Configuration&)>;
/// Told after each point how many are done; called from one thread at a time.
using Progress = std::function<void(std::size_t done, std::size_t points)>;

/// Results in the order of the points, whatever the number of threads (`jobs`, at least 1). What `evaluate`
/// throws at any point ends the sweep and is thrown again.
std::vector<RunResult> run_sweep(const std::vector<SweepPoint>& points, const Evaluate& evaluate, unsigned jobs,
                                 const Progress& progress = {});

/// Comment lines (# …) of `comments` and of the parameters that do not vary; a line of column names: the
/// axes, all counters, cycles, real_digest; one row a point. A counter by level is one column, its values
/// separated by slashes, beginning with level 0.
std::string sweep_csv(const std::vector<std::string>& comments, const Configuration& base,
                      const std::vector<Axis>& axes, const std::vector<SweepPoint>& points,
                      const std::vector<RunResult>& results);

}  // namespace hv::explore
