// SPDX-License-Identifier: Apache-2.0
#include "explore/run_result.h"

namespace hv::explore {

std::string digest_text(std::uint64_t digest) {
  std::string text(16, '0');
  for (std::size_t i = text.size(); i-- > 0; digest >>= 4) text[i] = "0123456789abcdef"[digest & 15];
  return text;
}

std::vector<std::uint64_t> shown_levels(const Counters::ByLevel& counts, unsigned depth) {
  std::size_t shown = counts.size();
  while (shown > depth + 1u && counts[shown - 1] == 0) --shown;
  return {counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(shown)};
}

}  // namespace hv::explore
