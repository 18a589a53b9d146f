// SPDX-License-Identifier: Apache-2.0
#include "exploration/sweep_journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "trace/trace_error.h"

namespace hv::tb {
namespace {

struct stat status_of(int descriptor) {
  struct stat status {};
  ::fstat(descriptor, &status);
  return status;
}

}  // namespace

SweepJournal::SweepJournal(const std::string& out) : name_(out + ".part") {
  while (!open_and_lock()) ::close(descriptor_);
  const struct stat status = status_of(descriptor_);
  if (!S_ISREG(status.st_mode)) {
    ::close(descriptor_);
    throw trace::TraceError(name_ + ": this is no regular file");
  }
  worthless_ = status.st_size == 0;
}

/// False where another process removed the file between opening and locking: it has finished with it.
bool SweepJournal::open_and_lock() {
  descriptor_ = ::open(name_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0666);
  if (descriptor_ < 0) fail("cannot be created");
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    const bool taken = errno == EWOULDBLOCK;
    const std::string why = std::strerror(errno);
    ::close(descriptor_);
    throw trace::TraceError(
        name_ + (taken ? ": another process is at work on this sweep" : ": this file system cannot lock it: " + why));
  }
  const struct stat locked = status_of(descriptor_);
  struct stat named {};
  return ::stat(name_.c_str(), &named) == 0 && named.st_ino == locked.st_ino && named.st_dev == locked.st_dev;
}

SweepJournal::~SweepJournal() {
  if (worthless_) ::unlink(name_.c_str());
  ::close(descriptor_);  // and unlocks
}

std::string SweepJournal::read() const {
  std::string text;
  std::array<char, 65536> block;
  for (;;) {
    const ssize_t count = ::pread(descriptor_, block.data(), block.size(), static_cast<off_t>(text.size()));
    if (count > 0)
      text.append(block.data(), static_cast<std::size_t>(count));
    else if (count == 0)
      return text;
    else if (errno != EINTR)
      fail("cannot be read");
  }
}

void SweepJournal::cut(std::size_t length) {
  if (::ftruncate(descriptor_, static_cast<off_t>(length)) != 0) fail("cannot be written");
}

void SweepJournal::begin(const std::string& header) {
  worthless_ = true;
  cut(0);
  write(header);
}

void SweepJournal::append(const std::string& rows) {
  write(rows);
  worthless_ = false;
}

void SweepJournal::write(const std::string& text) {
  const auto before = static_cast<std::size_t>(status_of(descriptor_).st_size);
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t count = ::write(descriptor_, text.data() + done, text.size() - done);
    if (count >= 0) {
      done += static_cast<std::size_t>(count);
    } else if (errno != EINTR) {
      const int reason = errno;
      cut(before);
      errno = reason;
      fail("cannot be written");
    }
  }
}

void SweepJournal::remove() {
  worthless_ = false;
  if (::unlink(name_.c_str()) != 0) fail("cannot be removed");
}

void SweepJournal::fail(const std::string& what) const {
  throw trace::TraceError(name_ + ": " + what + ": " + std::strerror(errno));
}

}  // namespace hv::tb
