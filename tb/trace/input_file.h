// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace hv::trace {

// How far a file has been read; may be looked at from another thread.
struct FileGauge {
  std::atomic<std::uint64_t> done{0};  // bytes
  std::uint64_t all = 0;               // 0: nobody knows, as of a pipe
};

// Which file stands under a name, and as of when: another one after it was replaced or written to.
struct FileIdentity {
  std::uint64_t device = 0, inode = 0, bytes = 0;
  std::int64_t seconds = 0, nanoseconds = 0;  // of the last change
};
bool operator==(const FileIdentity& left, const FileIdentity& right);

// Nothing where it is no regular file, which can be read again.
std::optional<FileIdentity> file_identity(const std::string& path);

// All of a file. Throws TraceError where it cannot be read or has more bytes than `most` (as /dev/zero has).
std::string read_file(const std::string& path, std::size_t most);

}  // namespace hv::trace
