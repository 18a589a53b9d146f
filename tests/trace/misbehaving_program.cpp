// SPDX-License-Identifier: Apache-2.0
// misbehaving_program WHAT [FILE]: does the one thing named, each of which can spoil a recording.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

namespace {

volatile long sink[64];

void work(long turns) {
  for (long i = 0; i < turns; ++i) sink[i % 64] = sink[i % 64] + i;
}

// Whatever descriptor a recorder holds is now closed, or worse, FILE.
int close_all(const char* file) {
  for (int descriptor = 0; descriptor < 1024; ++descriptor) ::close(descriptor);
  for (int i = 0; i < 20; ++i) ::open(file, O_CREAT | O_RDWR | O_APPEND, 0644);
  work(100000);
  return ::write(0, "mine", 4) == 4 ? 0 : 1;
}

int fork_child() {
  const pid_t child = ::fork();
  work(child == 0 ? 3000000 : 1000);
  if (child == 0) std::exit(0);
  return ::waitpid(child, nullptr, 0) == child ? 0 : 1;
}

int run_threads() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) threads.emplace_back(work, 100000);
  for (std::thread& thread : threads) thread.join();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "";
  if (what == "close" && argc > 2) return close_all(argv[2]);
  if (what == "fork") return fork_child();
  if (what == "threads") return run_threads();
  if (what == "status") return 7;
  work(100000);
  if (what == "killed") return std::raise(SIGKILL);
  if (what == "exec") return ::execl("/bin/true", "true", nullptr);
  return 9;
}
