// SPDX-License-Identifier: Apache-2.0
#include "wave_file.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "explore/value_text.h"
#include "trace/trace_error.h"

namespace hv::cli {
namespace {

using trace::TraceError;

constexpr const char* kConverter = "vcd2fst";

bool is_fst(const std::string& path) {
  const std::string ending = ".fst";
  return path.size() >= ending.size() && path.compare(path.size() - ending.size(), ending.size(), ending) == 0;
}

/// Where the shell would find the program; empty: nowhere.
std::string find_program(const std::string& name) {
  const char* const path = std::getenv("PATH");
  for (const std::string& folder : explore::split(path ? path : "/usr/bin:/bin", ':')) {
    const std::string candidate = (folder.empty() ? "." : folder) + "/" + name;
    if (::access(candidate.c_str(), X_OK) == 0 && !std::filesystem::is_directory(candidate)) return candidate;
  }
  return {};
}

/// Its exit status; nothing that it says is shown. -1: it could not be started, or was killed.
int run_quietly(const std::string& program, std::vector<std::string> words) {
  std::vector<char*> arguments;
  words.insert(words.begin(), program);
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int failed = ::posix_spawn(&child, program.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  int status = 0;
  if (failed != 0) return -1;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

WaveFile::WaveFile(const std::string& path) : path_(path) {
  if (!is_fst(path)) {
    vcd_ = std::make_unique<trace::OutputFile>(path);
    return;
  }
  converter_ = find_program(kConverter);
  if (converter_.empty())
    throw TraceError(path + ": this format takes the program " + kConverter +
                     ", which is not there; it is in the Debian package gtkwave");
  if (std::filesystem::is_directory(path)) throw TraceError(path + ": is a folder");
  std::string folder = path + ".XXXXXX";
  if (!::mkdtemp(folder.data())) throw TraceError(path + ": cannot be created: " + std::strerror(errno));
  folder_ = folder;
  vcd_ = std::make_unique<trace::OutputFile>(folder_ + "/waves.vcd");
}

WaveFile::~WaveFile() {
  vcd_.reset();
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

void WaveFile::commit() {
  vcd_->commit();
  if (!converter_.empty()) convert();
}

void WaveFile::convert() {
  const std::string fst = folder_ + "/waves.fst";
  const int status = run_quietly(converter_, {folder_ + "/waves.vcd", fst});
  std::error_code error;
  if (status != 0 || std::filesystem::file_size(fst, error) == 0 || error)
    throw TraceError(path_ + ": " + converter_ + " could not make it (status " + std::to_string(status) + ")");
  std::filesystem::rename(fst, path_, error);
  if (error) throw TraceError(path_ + ": cannot be given its name: " + error.message());
}

}  // namespace hv::cli
