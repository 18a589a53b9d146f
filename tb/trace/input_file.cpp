// SPDX-License-Identifier: Apache-2.0
#include "trace/input_file.h"

#include <sys/stat.h>

#include "trace/byte_source.h"
#include "trace/trace_error.h"

namespace hv::trace {

bool operator==(const FileIdentity& left, const FileIdentity& right) {
  return left.device == right.device && left.inode == right.inode && left.bytes == right.bytes &&
         left.seconds == right.seconds && left.nanoseconds == right.nanoseconds;
}

std::optional<FileIdentity> file_identity(const std::string& path) {
  struct stat status {};
  if (path == "-" || ::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return FileIdentity{status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size), status.st_mtim.tv_sec,
                      status.st_mtim.tv_nsec};
}

std::string read_file(const std::string& path, std::size_t most) {
  constexpr std::size_t kAtOnce = std::size_t{1} << 16;
  const auto file = open_file(path);
  std::string text;
  for (std::size_t size = 0;;) {
    text.resize(size + kAtOnce);
    const std::size_t count = file->read(&text[size], kAtOnce);
    size += count;
    text.resize(size);
    if (count == 0) return text;
    if (size > most)
      throw TraceError(path + ": the file is longer than " + std::to_string(most) + " bytes, the most that is read");
  }
}

}  // namespace hv::trace
