// SPDX-License-Identifier: Apache-2.0
// The misses of associators of many sizes or shapes, straight from a trace file, in one pass and without ever holding
// the trace: memory goes with the number of its pages, not with its length. (explore::one_pass() gives whole
// results.)
#pragma once

#include <string>
#include <vector>

#include "explore/lru_distances.h"
#include "explore/lru_shapes.h"
#include "trace/block_reader.h"

namespace hv::tb {

/// All fully associative sizes: of the trace at `path` ("-": standard input), with pages of this many words of 8 bytes.
/// Throws trace::TraceError when it cannot be read or is damaged.
explore::DistanceCounts read_distances(const std::string& path, Word page_words,
                                       trace::Reading reading = trace::Reading::here);

/// All these set-associative shapes.
explore::LruShapes read_shapes(const std::string& path, Word page_words,
                               const std::vector<explore::LruShapes::Asked>& asked,
                               trace::Reading reading = trace::Reading::here);

}  // namespace hv::tb
