// SPDX-License-Identifier: Apache-2.0
// What a sweep consists of: axes, and the points that are their product.
#pragma once

#include <string>
#include <vector>

#include "explore/parameters.h"

namespace hv::explore {

/// A parameter and the values it takes, as text.
struct Axis {
  std::string name;
  std::vector<std::string> values;
  std::string text;  ///< NAME=LIST, as it was given
};

/// Parses `NAME=LIST`. LIST is values separated by commas; a:b stands for a, a+1, … b, and a:b:xK for a, a·K,
/// a·K², … up to b. Throws ParameterError for an unknown name, a value that the parameter does not have, or
/// one given twice.
Axis parse_axis(const std::string& text);

/// The values of all points, in order: the last axis changes fastest. Throws ParameterError where two axes have
/// one name, or there are more than a million points.
std::vector<std::vector<std::string>> product(const std::vector<Axis>& axes);

struct SweepPoint {
  std::vector<std::string> values;  ///< one for each axis
  Configuration configuration;
  std::size_t index = 0;  ///< its place in the sweep
};

/// The points of the product, in its order. Throws ParameterError as product() does, and where a point has an
/// objection().
std::vector<SweepPoint> sweep_points(const Configuration& base, const std::vector<Axis>& axes);

/// One of `count` parts of a sweep: the points index, index + count, … of the whole, from 1.
struct Shard {
  std::size_t index = 1, count = 1;
};

/// Parses `I/N`, I from 1 to N. Throws ParameterError.
Shard parse_shard(const std::string& text);
std::string shard_text(const Shard& shard);

/// The shard's points, in order; there may be none.
std::vector<const SweepPoint*> points_of(const std::vector<SweepPoint>& points, const Shard& shard);

/// "associator.entries=4 depth=1".
std::string describe(const std::vector<Axis>& axes, const SweepPoint& point);

}  // namespace hv::explore
