// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace hv::trace {

// All of a file. Throws TraceError where it cannot be read or has more bytes than `most` (as /dev/zero has).
std::string read_file(const std::string& path, std::size_t most);

}  // namespace hv::trace
