// SPDX-License-Identifier: Apache-2.0
#include "trace/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "trace/trace_error.h"

namespace hv::trace {
namespace {

bool is_special_file(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

// What a plainly created file would have; mkstemp's files are the owner's alone.
mode_t default_mode() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return 0666 & ~mask;
}

}  // namespace

bool is_written_directly(const std::string& path) { return path == "-" || is_special_file(path); }

OutputFile::OutputFile(const std::string& path) : path_(path) {
  if (path == "-") {
    descriptor_ = STDOUT_FILENO;
  } else if (is_special_file(path)) {
    descriptor_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    std::string name = path + ".XXXXXX";
    descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
    if (descriptor_ >= 0) temporary_ = name;
  }
  if (descriptor_ < 0) fail("cannot be created");
}

OutputFile::~OutputFile() {
  if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void OutputFile::write(std::string_view bytes) {
  bytes_written_ += bytes.size();
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor_, bytes.data(), bytes.size());
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      fail("cannot be written");
    }
  }
}

void OutputFile::rewrite_start(std::string_view bytes) {
  if (!rewritable()) throw TraceError(path_ + ": its start cannot be rewritten: it is no regular file");
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t count = ::pwrite(descriptor_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (count >= 0) {
      done += static_cast<std::size_t>(count);
    } else if (errno != EINTR) {
      fail("cannot be written");
    }
  }
}

void OutputFile::commit() {
  if (descriptor_ <= STDERR_FILENO) return;
  if (!temporary_.empty() && ::fchmod(descriptor_, default_mode()) != 0) fail("cannot be made readable");
  const int closed = ::close(descriptor_);
  descriptor_ = -1;
  if (closed != 0) fail("cannot be written");
  if (temporary_.empty()) return;
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) fail("cannot be given its name");
  temporary_.clear();
}

void OutputFile::fail(const char* what) const {
  throw TraceError((path_ == "-" ? "standard output" : path_) + ": " + what + ": " + std::strerror(errno));
}

}  // namespace hv::trace
