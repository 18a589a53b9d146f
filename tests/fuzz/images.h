// SPDX-License-Identifier: Apache-2.0
// What holds for every image, however it came to be.
#pragma once

#include "asm/program.h"

namespace hv::fuzz {

Word word_count(const assembly::Image& image);

/// Same entry, blocks and labels.
bool same(const assembly::Image& a, const assembly::Image& b);

/// Blocks ascend, are apart, not empty, below 2^61; labels are in order.
void check_shape(const assembly::Image& image);

/// The disassembly assembles to the same entry and the same words at the same addresses.
void check_disassembly(const assembly::Image& image);

}  // namespace hv::fuzz
