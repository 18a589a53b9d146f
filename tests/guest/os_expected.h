// SPDX-License-Identifier: Apache-2.0
// What the programs of the operating system have to print, computed without them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "guest/os_image.h"

namespace hv::test {

/// By the program's title, its lines in their order.
using Lines = std::map<std::string, std::vector<std::string>>;
Lines expected_lines(const tb::OsParameters& parameters);

}  // namespace hv::test
