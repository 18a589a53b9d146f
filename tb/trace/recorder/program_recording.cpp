// SPDX-License-Identifier: Apache-2.0
#include "trace/recorder/program_recording.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <new>

#include "trace/recorder/program_file.h"

namespace hv::trace {
namespace {

constexpr int kCannotStart = 127;  // exit status of a child whose exec failed, as in a shell

std::string directory_of_this_program() {
  std::string path(4096, '\0');
  const ssize_t length = ::readlink("/proc/self/exe", path.data(), path.size());
  if (length <= 0) throw TraceError("the running program's own directory cannot be found");
  path.resize(static_cast<std::size_t>(length));
  return path.substr(0, path.rfind('/'));
}

std::string plugin_path(const RecordingOptions& options) {
  std::string path = options.plugin.empty() ? directory_of_this_program() + "/libhv_recorder.so" : options.plugin;
  if (::access(path.c_str(), R_OK) != 0) {
    throw TraceError(path + ": the recorder plugin is not there; build the target hv_recorder");
  }
  return path;
}

std::string emulator_for(const std::string& isa, const RecordingOptions& options) {
  if (!options.qemu.empty()) return options.qemu;
  try {
    return find_program("qemu-" + isa);
  } catch (const TraceError&) {
    throw TraceError("qemu-" + isa + " is not installed; it is in the package qemu-user");
  }
}

// As a shell would take it.
std::string quoted(const std::vector<std::string>& command) {
  constexpr const char* kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./,:@%^";
  std::string text;
  for (const std::string& word : command) {
    if (!text.empty()) text += ' ';
    if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) {
      text += word;
      continue;
    }
    text += '\'';
    for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    text += '\'';
  }
  return text;
}

std::vector<char*> pointers_to(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (std::string& text : strings) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> environment_for(bool clean) {
  std::vector<std::string> variables;
  if (clean) {
    variables = {"PATH=/usr/bin:/bin", "LC_ALL=C"};
  } else {
    for (char** variable = environ; *variable != nullptr; ++variable) variables.emplace_back(*variable);
  }
  return variables;
}

// In the child, between fork and exec. Never returns.
[[noreturn]] void become(const char* file, char* const* arguments, char* const* environment, pid_t parent, int ring) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(kCannotStart);
  ::fcntl(ring, F_SETFD, 0);
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGQUIT, SIG_DFL);
  ::execve(file, arguments, environment);
  ::_exit(kCannotStart);
}

TraceHeader describe(const std::vector<std::string>& command, const std::string& isa, const RecordingOptions& options) {
  TraceHeader header;
  header.program = command[0].substr(command[0].rfind('/') + 1);
  header.command = quoted(command);
  header.recorder = "hv_recorder, plugin of qemu-" + isa;
  header.isa = isa;
  header.notes["environment"] = options.clean_environment ? "PATH=/usr/bin:/bin LC_ALL=C" : "inherited";
  if (options.skip != 0) header.notes["skip"] = std::to_string(options.skip);
  if (options.limit != 0) header.notes["limit"] = std::to_string(options.limit);
  return header;
}

}  // namespace

ProgramRecording::ProgramRecording(std::vector<std::string> command, RecordingOptions options)
    : skip_left_(options.skip),
      limit_left_(options.limit != 0 ? options.limit : std::numeric_limits<std::uint64_t>::max()) {
  if (command.empty()) throw TraceError("no program to record was named");
  start(command, options);
}

void ProgramRecording::start(const std::vector<std::string>& command, const RecordingOptions& options) {
  program_ = command[0];
  const std::string file = find_program(command[0]);
  const std::string isa = isa_of_program(file);
  const std::string qemu = emulator_for(isa, options);
  const std::string plugin = plugin_path(options);
  header_ = describe(command, isa, options);

  const int descriptor = ::memfd_create("hv-recorder", MFD_CLOEXEC);
  if (descriptor < 0 || ::ftruncate(descriptor, sizeof(Ring)) != 0) {
    throw TraceError(std::string("no memory for recording: ") + std::strerror(errno));
  }
  void* const memory = ::mmap(nullptr, sizeof(Ring), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (memory == MAP_FAILED) throw TraceError(std::string("no memory for recording: ") + std::strerror(errno));
  ring_ = new (memory) Ring;

  // The seed fixes the random bytes that a program gets from its kernel at the start.
  std::vector<std::string> arguments = {
      qemu, "-seed", "1", "-0", command[0], "-plugin", plugin + ",ring=" + std::to_string(descriptor), file};
  arguments.insert(arguments.end(), command.begin() + 1, command.end());
  std::vector<std::string> environment = environment_for(options.clean_environment);
  const std::vector<char*> argument_pointers = pointers_to(arguments);
  const std::vector<char*> environment_pointers = pointers_to(environment);
  const pid_t self = ::getpid();
  process_ = ::fork();
  if (process_ == 0) {
    become(qemu.c_str(), argument_pointers.data(), environment_pointers.data(), self, descriptor);
  }
  ::close(descriptor);
  if (process_ < 0) throw TraceError(std::string("cannot start a process: ") + std::strerror(errno));
}

ProgramRecording::~ProgramRecording() {
  if (process_ > 0 && !exited_) {
    ::kill(process_, SIGKILL);
    collect_exit(true);
  }
  if (ring_ != nullptr) ::munmap(ring_, sizeof(Ring));
}

std::size_t ProgramRecording::read(Reference* out, std::size_t capacity) {
  while (!ended_) {
    const std::uint64_t available = wait_for_references();
    if (available == 0 || limit_left_ == 0) {
      limited_ = available != 0;
      ended_ = true;
      stop();
      break;
    }
    const std::uint64_t start = taken_ % kRingReferences;
    const std::uint64_t most = skip_left_ != 0 ? skip_left_ : std::min(std::uint64_t{capacity}, limit_left_);
    const std::uint64_t count = std::min({available, kRingReferences - start, most});
    if (skip_left_ == 0) std::copy_n(ring_->references + start, count, out);
    taken_ += count;
    ring_->taken.store(taken_);
    // The plugin waits only for a full ring; it need not be told of every block.
    if (taken_ % (kRingReferences / 4) < count) send_signal(ring_->take_signal);
    if (skip_left_ == 0) {
      limit_left_ -= count;
      return static_cast<std::size_t>(count);
    }
    skip_left_ -= count;
  }
  return 0;
}

std::uint64_t ProgramRecording::wait_for_references() {
  for (;;) {
    // Looked at in this order: what was appended before the end is seen before the end.
    const std::uint32_t seen = ring_->append_signal.load();
    const bool over = ring_->finished.load() != 0 || collect_exit(false);
    const std::uint64_t available = ring_->appended.load() - taken_;
    if (available != 0) return available;
    if (over && ring_->finished.load() != 0) return 0;
    if (over) throw TraceError(describe_exit());
    wait_for_signal(ring_->append_signal, seen);
  }
}

bool ProgramRecording::collect_exit(bool wait) {
  while (!exited_) {
    const pid_t result = ::waitpid(process_, &wait_status_, wait ? 0 : WNOHANG);
    if (result == 0) return false;
    if (result < 0 && errno == EINTR) continue;
    exited_ = true;
  }
  return true;
}

void ProgramRecording::stop() {
  ring_->stop.store(1);
  send_signal(ring_->take_signal);
}

int ProgramRecording::wait_for_exit() {
  collect_exit(true);
  return WIFEXITED(wait_status_) ? WEXITSTATUS(wait_status_) : 128 + WTERMSIG(wait_status_);
}

std::string ProgramRecording::describe_exit() const {
  if (ring_->attached.load() == 0) {
    return program_ + ": the emulator did not start, or could not load the recorder plugin (see its message)";
  }
  if (ring_->too_many_threads.load() != 0) {
    return program_ + ": more threads at once than the recorder can follow (4096)";
  }
  if (WIFSIGNALED(wait_status_)) {
    return program_ + ": killed by signal " + std::to_string(WTERMSIG(wait_status_)) + " (" +
           ::strsignal(WTERMSIG(wait_status_)) + "); what was recorded of it is incomplete. A limit of " +
           std::to_string(taken_) + " references or less would record its beginning";
  }
  return program_ + ": replaced itself by another program (exec), which the recorder cannot follow; what " +
         "was recorded is incomplete. Record the other program itself, or set a limit of at most " +
         std::to_string(taken_) + " references";
}

}  // namespace hv::trace
