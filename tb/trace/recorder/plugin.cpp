// SPDX-License-Identifier: Apache-2.0
// The recorder plugin: qemu-ARCH -plugin libhv_recorder.so,ring=DESCRIPTOR PROGRAM. It puts every
// instruction fetch and every data access of the program into the ring that ProgramRecording made.
//
// Each thread collects its references in a chunk of its own, so that the usual program, with one thread,
// pays for no lock. A chunk goes into the ring when it is full, before each system call of its thread and
// at its thread's end. So each thread's references are in program order, and whatever a thread did before
// it blocked or woke another through the kernel precedes what follows.
//
// Only the first process is recorded: in a forked child the plugin drops everything.
#include <pthread.h>
#include <sys/mman.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <mutex>

#include "trace/recorder/qemu_plugin_api.h"
#include "trace/recorder/ring.h"

namespace {

using hv::trace::kRingReferences;
using hv::trace::Reference;
using hv::trace::ReferenceKind;
using hv::trace::Ring;

constexpr std::size_t kChunkReferences = 2048;
constexpr std::size_t kMaxThreads = 4096;
constexpr int kAddressBits = 56;  // of a packed fetch; enough for every user space QEMU knows

struct Chunk {
  std::size_t count = 0;
  Reference references[kChunkReferences];
};

// Plain globals: QEMU calls plain functions, and a plugin is loaded once.
Ring* ring = nullptr;
QemuPluginId plugin_id = 0;
pid_t reader_process = 0;
std::atomic<bool> recording{true};  // cleared in a forked child, and when the reader wants no more
std::mutex ring_lock;               // held while a chunk is copied into the ring
Chunk* chunks[kMaxThreads];

void ignore_reset(QemuPluginId) {}

// Waits until the ring has room; how many references fit, 0 if the reader wants none.
std::uint64_t wait_for_room(std::uint64_t appended) {
  for (;;) {
    const std::uint32_t seen = ring->take_signal.load();
    if (ring->stop.load() != 0) return 0;
    const std::uint64_t room = kRingReferences - (appended - ring->taken.load());
    if (room != 0) return room;
    if (getppid() != reader_process) return 0;  // the reader died
    hv::trace::send_signal(ring->append_signal);
    hv::trace::wait_for_signal(ring->take_signal, seen);
  }
}

void append_to_ring(const Reference* references, std::size_t count) {
  const std::lock_guard<std::mutex> hold(ring_lock);
  std::uint64_t appended = ring->appended.load(std::memory_order_relaxed);
  while (recording && count > 0) {
    const std::uint64_t room = wait_for_room(appended);
    if (room == 0) {
      recording = false;
      qemu_plugin_reset(plugin_id, ignore_reset);  // the rest of the program runs at full speed
      return;
    }
    const std::uint64_t start = appended % kRingReferences;
    const std::size_t part = static_cast<std::size_t>(std::min({std::uint64_t{count}, room, kRingReferences - start}));
    std::memcpy(ring->references + start, references, part * sizeof(Reference));
    references += part;
    count -= part;
    appended += part;
    ring->appended.store(appended);
    if (appended - ring->taken.load() >= kRingReferences / 4) hv::trace::send_signal(ring->append_signal);
  }
}

void flush(Chunk& chunk) {
  if (recording) append_to_ring(chunk.references, chunk.count);
  chunk.count = 0;
}

[[gnu::noinline]] Chunk& make_chunk(unsigned vcpu) {
  if (vcpu >= kMaxThreads) {
    ring->too_many_threads.store(1);
    std::abort();
  }
  chunks[vcpu] = new Chunk;
  return *chunks[vcpu];
}

inline void add(unsigned vcpu, const Reference& reference) {
  Chunk& chunk = vcpu < kMaxThreads && chunks[vcpu] != nullptr ? *chunks[vcpu] : make_chunk(vcpu);
  chunk.references[chunk.count] = reference;
  if (++chunk.count == kChunkReferences) flush(chunk);
}

void on_fetch(unsigned vcpu, void* packed) {
  const auto bits = reinterpret_cast<std::uintptr_t>(packed);
  const auto address =
      static_cast<std::uint64_t>(static_cast<std::int64_t>(bits << (64 - kAddressBits)) >> (64 - kAddressBits));
  add(vcpu, {address, static_cast<std::uint32_t>(bits >> kAddressBits), ReferenceKind::fetch});
}

void on_data(unsigned vcpu, QemuPluginMemInfo info, std::uint64_t address, void*) {
  const ReferenceKind kind = qemu_plugin_mem_is_store(info) ? ReferenceKind::store : ReferenceKind::load;
  add(vcpu, {address, std::uint32_t{1} << qemu_plugin_mem_size_shift(info), kind});
}

void on_translate(QemuPluginId, QemuPluginTb* block) {
  const std::size_t count = qemu_plugin_tb_n_insns(block);
  for (std::size_t i = 0; i < count; ++i) {
    QemuPluginInsn* const instruction = qemu_plugin_tb_get_insn(block, i);
    const std::uint64_t packed = static_cast<std::uint64_t>(qemu_plugin_insn_size(instruction)) << kAddressBits |
                                 (qemu_plugin_insn_vaddr(instruction) & (~std::uint64_t{0} >> (64 - kAddressBits)));
    qemu_plugin_register_vcpu_insn_exec_cb(instruction, on_fetch, kQemuPluginNoRegisters,
                                           reinterpret_cast<void*>(static_cast<std::uintptr_t>(packed)));
    // One callback for both: QEMU 7.2 calls one for loads alone at stores, and the other way round.
    qemu_plugin_register_vcpu_mem_cb(instruction, on_data, kQemuPluginNoRegisters, kQemuPluginReadWrite, nullptr);
  }
}

void flush_thread(unsigned vcpu) {
  if (vcpu < kMaxThreads && chunks[vcpu] != nullptr) flush(*chunks[vcpu]);
}

void on_system_call(QemuPluginId, unsigned vcpu, std::int64_t, std::uint64_t, std::uint64_t, std::uint64_t,
                    std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t, std::uint64_t) {
  flush_thread(vcpu);
}

void on_thread_exit(QemuPluginId, unsigned vcpu) { flush_thread(vcpu); }

// QEMU has stopped all threads by now.
void on_program_exit(QemuPluginId, void*) {
  if (!recording) return;
  for (Chunk* const chunk : chunks) {
    if (chunk != nullptr) flush(*chunk);
  }
  ring->finished.store(1);
  hv::trace::send_signal(ring->append_signal);
}

void on_fork_in_child() { recording = false; }

bool attach(const char* argument) {
  constexpr char kName[] = "ring=";
  if (std::strncmp(argument, kName, sizeof(kName) - 1) != 0) return false;
  const int descriptor = std::atoi(argument + sizeof(kName) - 1);
  void* const memory = mmap(nullptr, sizeof(Ring), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  close(descriptor);
  if (memory == MAP_FAILED) return false;
  ring = static_cast<Ring*>(memory);
  return ring->version == hv::trace::kRingVersion;
}

}  // namespace

extern "C" {

[[gnu::visibility("default")]] int qemu_plugin_version = 1;

[[gnu::visibility("default")]] int qemu_plugin_install(QemuPluginId id, const void* /*info*/, int argc, char** argv) {
  if (argc != 1 || !attach(argv[0])) return 1;
  plugin_id = id;
  reader_process = getppid();
  if (pthread_atfork(nullptr, nullptr, on_fork_in_child) != 0) return 1;
  qemu_plugin_register_vcpu_tb_trans_cb(id, on_translate);
  qemu_plugin_register_vcpu_syscall_cb(id, on_system_call);
  qemu_plugin_register_vcpu_exit_cb(id, on_thread_exit);
  qemu_plugin_register_atexit_cb(id, on_program_exit, nullptr);
  ring->attached.store(1);
  return 0;
}

}  // extern "C"
