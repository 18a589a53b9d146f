// SPDX-License-Identifier: Apache-2.0
#include "scenarios/scenario.h"

#include "explore/run_result.h"

namespace hv::tb {

std::string Image::hash() const {
  std::uint64_t hash = 0xcbf29ce484222325u;
  const auto add = [&](Word word) {
    for (int byte = 0; byte < 8; ++byte) hash = (hash ^ (word >> 8 * byte & 0xff)) * 0x100000001b3u;
  };
  for_each([&](RealName name, Word word) {
    add(name.value);
    add(word);
  });
  return explore::digest_text(hash);
}

}  // namespace hv::tb
