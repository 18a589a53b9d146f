// SPDX-License-Identifier: Apache-2.0
// Between sources.cpp and the file that the build makes of the sources.
#pragma once

#include <cstddef>

namespace hv::tb {

struct EmbeddedSource {
  const char* path;
  const char* text;
};

extern const EmbeddedSource kEmbeddedSources[];
extern const std::size_t kEmbeddedSourceCount;

}  // namespace hv::tb
