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
};

/// Parses `NAME=LIST`. LIST is values separated by commas; a:b stands for a, a+1, … b, and a:b:xK for a, a·K,
/// a·K², … up to b. Throws ParameterError for an unknown name, a value that the parameter does not have, or
/// one given twice.
Axis parse_axis(const std::string& text);

struct SweepPoint {
  std::vector<std::string> values;  ///< one for each axis
  Configuration configuration;
};

/// The points in order: the last axis changes fastest. Throws ParameterError where two axes have one name, a
/// point has an objection(), or there are more than a million points.
std::vector<SweepPoint> sweep_points(const Configuration& base, const std::vector<Axis>& axes);

/// "associator.entries=4 depth=1".
std::string describe(const std::vector<Axis>& axes, const SweepPoint& point);

}  // namespace hv::explore
