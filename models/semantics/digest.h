// SPDX-License-Identifier: Apache-2.0
// A digest of numbers in their order: a polynomial of them modulo 2^64. Being linear, it can be put together from
// parts: what each of several rows of names adds can be counted before it is known where the row begins.
#pragma once

#include <cstdint>

namespace hv {

constexpr std::uint64_t kDigestFactor = 0x100000001b3u;
constexpr std::uint64_t kDigestFactorInverse = 0xce965057aff6957bu;
static_assert(kDigestFactor * kDigestFactorInverse == 1);

/// The digest with one number more.
constexpr std::uint64_t digested(std::uint64_t digest, std::uint64_t number) { return digest * kDigestFactor + number; }
/// Without the last one again, which was this one: the inverse of digested().
constexpr std::uint64_t undigested(std::uint64_t digest, std::uint64_t number) {
  return (digest - number) * kDigestFactorInverse;
}

}  // namespace hv
