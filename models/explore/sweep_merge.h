// SPDX-License-Identifier: Apache-2.0
// The table of a sweep, put together from the tables of its shards.
#pragma once

#include <string>
#include <vector>

#include "explore/sweep_table.h"

namespace hv::explore {

struct NamedText {
  std::string name;  ///< of the file, for messages
  std::string text;
};

/// Exactly the text that the unsplit sweep writes, whatever the order of the shards. Throws TableError where
/// one is no finished shard, is of another sweep, is there twice or missing.
std::string merge_shards(const std::vector<NamedText>& shards);

}  // namespace hv::explore
