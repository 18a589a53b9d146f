// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "row.h"

namespace hv::bench {

/// Does the row's work over and over and returns its rate: instructions or references per second of the
/// process's CPU time, the better of two repetitions (whatever else runs on the machine only ever makes it
/// slower). Throws std::runtime_error when the work fails or was not what the row is about.
double measure(const Row& row, bool quick);

}  // namespace hv::bench
