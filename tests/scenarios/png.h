// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace hv::test {

/// What a test wants to know of a picture.
struct Picture {
  unsigned width = 0, height = 0;
  std::map<std::uint32_t, std::uint64_t> pixels;  ///< by colour, 0xrrggbb
};

/// Reads a PNG of 8 bits a colour without palette or interlacing; throws std::runtime_error for any other.
Picture read_png(const std::string& path);

}  // namespace hv::test
