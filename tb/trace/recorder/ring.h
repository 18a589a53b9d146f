// SPDX-License-Identifier: Apache-2.0
// The memory shared by the recorder plugin, which runs inside qemu-ARCH, and the reader that started it.
//
// It is an anonymous shared mapping, so that no descriptor stays open which the recorded program could
// close or write to. The plugin appends whole references, the reader takes them; neither ever sees half of
// one. What ends the trace properly is `finished`, set when the program exits, not the process's death.
#pragma once

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <ctime>

#include "trace/reference.h"

namespace hv::trace {

constexpr std::uint32_t kRingVersion = 1;
constexpr std::uint64_t kRingReferences = std::uint64_t{1} << 16;  // a power of two; 1 MiB, for the caches

struct Ring {
  std::uint32_t version = kRingVersion;    // so that a plugin of another build is noticed
  std::atomic<std::uint32_t> attached{0};  // 1: the plugin runs
  std::atomic<std::uint32_t> finished{0};  // 1: the program exited, all its references are in
  std::atomic<std::uint32_t> stop{0};      // 1: the reader wants no more
  std::atomic<std::uint32_t> too_many_threads{0};
  alignas(64) std::atomic<std::uint64_t> appended{0};  // references ever put in
  std::atomic<std::uint32_t> append_signal{0};         // futex: bumped when the reader should look
  alignas(64) std::atomic<std::uint64_t> taken{0};     // references ever taken out
  std::atomic<std::uint32_t> take_signal{0};           // futex: bumped when the plugin should look
  alignas(64) Reference references[kRingReferences];   // reference n stands at n % kRingReferences
};

// Both sides wait with a limit: a lost wake-up costs time, never progress, and each looks now and then
// whether the other still lives.
constexpr long kRingWaitNanoseconds = 20'000'000;

inline void wait_for_signal(std::atomic<std::uint32_t>& signal, std::uint32_t seen) {
  const timespec limit{0, kRingWaitNanoseconds};
  ::syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(&signal), FUTEX_WAIT, seen, &limit, nullptr, 0);
}

inline void send_signal(std::atomic<std::uint32_t>& signal) {
  signal.fetch_add(1);
  ::syscall(SYS_futex, reinterpret_cast<std::uint32_t*>(&signal), FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

static_assert(std::atomic<std::uint64_t>::is_always_lock_free && sizeof(Reference) == 16);

}  // namespace hv::trace
