// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "trace/recorder/ring.h"
#include "trace/trace_reader.h"

namespace hv::trace {

struct RecordingOptions {
  std::uint64_t skip = 0;   // references dropped at the start
  std::uint64_t limit = 0;  // references handed out at most; 0 = all
  // The program gets PATH=/usr/bin:/bin and LC_ALL=C as its only environment, for repeatable traces.
  bool clean_environment = false;
  std::string plugin;  // libhv_recorder.so; empty = beside the running executable
  std::string qemu;    // the emulator; empty = qemu-ARCH along PATH, by the program's ELF header
};

// A program that runs under QEMU's user-mode emulation, and its references while it runs, nothing stored.
//
// Recorded are the fetches, loads and stores of the first process, system libraries included; not the
// kernel's accesses during system calls, nor forked children. An instruction that reads and writes memory
// gives a load and a store, a 16-byte vector access two of 8 bytes, one turn of a repeated string
// instruction a fetch of its own. With several threads each thread's references are in order; they are
// interleaved in blocks that end at 2048 references, at system calls and at the thread's end.
//
// The program inherits standard input, output and error. It is killed when the object or the thread that
// made it goes away first.
class ProgramRecording : public TraceReader {
 public:
  // Starts `command` (program and arguments, at least one). Throws TraceError if program, emulator or
  // plugin are missing or do not start.
  explicit ProgramRecording(std::vector<std::string> command, RecordingOptions options = {});
  ~ProgramRecording() override;
  ProgramRecording(const ProgramRecording&) = delete;
  ProgramRecording& operator=(const ProgramRecording&) = delete;

  // As TraceReader says. The proper end is that the program exited, with any status, or that the limit
  // was reached. A program that was killed by a signal or replaced itself by another (exec) throws.
  std::size_t read(Reference* out, std::size_t capacity) override;
  const TraceHeader& header() const override { return header_; }
  TraceFormat format() const override { return TraceFormat::live; }

  // True if the program had more references than skip + limit. Known once read() returned 0.
  bool limited() const { return limited_; }

  // Waits until the program has ended. Returns its status as a shell does: its exit status, or 128 + the
  // signal that killed it.
  int wait_for_exit();

 private:
  void start(const std::vector<std::string>& command, const RecordingOptions& options);
  // Waits for references; how many are there, 0 at the end.
  std::uint64_t wait_for_references();
  // Looks whether the program has ended, or waits until it has; true if so.
  bool collect_exit(bool wait);
  void stop();
  std::string describe_exit() const;

  TraceHeader header_;
  Ring* ring_ = nullptr;
  pid_t process_ = -1;
  bool exited_ = false;
  int wait_status_ = 0;  // if exited_: what waitpid reported
  std::string program_;
  std::uint64_t taken_ = 0;
  std::uint64_t skip_left_ = 0;
  std::uint64_t limit_left_ = 0;
  bool limited_ = false;
  bool ended_ = false;
};

}  // namespace hv::trace
