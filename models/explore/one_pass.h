// SPDX-License-Identifier: Apache-2.0
// Replays on machines that differ in nothing but the shape of the associator, all in one pass over the trace: what
// replay() would give for each, to the last counter.
//
// It can be exact because in a replay nothing but the misses depends on the shape. One VM runs, and the tables of the
// nest lie on pages that no reference reaches, so nothing is ever forgotten; and the walk of a page always takes the
// same work, which is counted once a page, on a machine without associator. The misses of all shapes at once are
// counted by lru_distances.h and lru_shapes.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "explore/replay.h"
#include "explore/sweep.h"

namespace hv::explore {

/// Nothing, or why these cannot be replayed in one pass: what none of them may have (another replacement
/// than lru, other contents than end-to-end), or which parameter differs beside associator.entries and
/// associator.ways. (Whether each can be replayed at all is another question: objection(), ReplayImpossible.)
std::optional<std::string> one_pass_objection(const std::vector<Configuration>& family);

/// Whether OneShape gives the results of this family.
bool is_for_one_shape(const std::vector<Configuration>& family);

/// replay(family[i], trace) for each i. Throws ReplayImpossible where replay() of any would, and where there is a
/// one_pass_objection().
std::vector<RunResult> one_pass(const std::vector<Configuration>& family, const CompactTrace& trace,
                                const ReplayProgress& progress = {});

/// The same, where there is an objection one by one.
std::vector<RunResult> replay_family(const std::vector<Configuration>& family, const CompactTrace& trace);

/// The points of a sweep in groups without one_pass_objection(), in the order of their first points; a point that has
/// one by itself is alone.
std::vector<Group> one_pass_groups(const std::vector<const SweepPoint*>& points);

}  // namespace hv::explore
