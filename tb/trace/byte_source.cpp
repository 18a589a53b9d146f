// SPDX-License-Identifier: Apache-2.0
#include "trace/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "trace/trace_error.h"

namespace hv::trace {
namespace {

class FileSource : public ByteSource {
 public:
  FileSource(const std::string& path, FileGauge* gauge)
      : gauge_(gauge),
        name_(path == "-" ? "standard input" : path),
        descriptor_(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ < 0) throw TraceError(name_ + ": cannot be opened: " + std::strerror(errno));
    struct stat status {};
    if (gauge && ::fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode))
      gauge->all = static_cast<std::uint64_t>(status.st_size);
  }
  ~FileSource() override {
    if (descriptor_ != STDIN_FILENO) ::close(descriptor_);
  }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  std::size_t read(char* out, std::size_t capacity) override {
    for (;;) {
      const ssize_t count = ::read(descriptor_, out, capacity);
      if (count >= 0 && gauge_) gauge_->done += static_cast<std::uint64_t>(count);
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno != EINTR) throw TraceError(name_ + ": cannot be read: " + std::strerror(errno));
    }
  }

 private:
  FileGauge* const gauge_;
  std::string name_;
  int descriptor_;
};

}  // namespace

std::unique_ptr<ByteSource> open_file(const std::string& path, FileGauge* gauge) {
  return std::make_unique<FileSource>(path, gauge);
}

std::string PeekedSource::peek(std::size_t wanted) {
  ahead_.erase(0, taken_);
  taken_ = 0;
  while (ahead_.size() < wanted) {
    const std::size_t have = ahead_.size();
    ahead_.resize(wanted);
    const std::size_t count = source_->read(&ahead_[have], wanted - have);
    ahead_.resize(have + count);
    if (count == 0) break;
  }
  return ahead_;
}

std::size_t PeekedSource::read(char* out, std::size_t capacity) {
  if (taken_ == ahead_.size()) return source_->read(out, capacity);
  const std::size_t count = std::min(capacity, ahead_.size() - taken_);
  std::memcpy(out, ahead_.data() + taken_, count);
  taken_ += count;
  return count;
}

std::size_t read_fully(ByteSource& source, char* out, std::size_t count) {
  std::size_t done = 0;
  while (done < count) {
    const std::size_t more = source.read(out + done, count - done);
    if (more == 0) break;
    done += more;
  }
  return done;
}

}  // namespace hv::trace
