// SPDX-License-Identifier: Apache-2.0
#include "fuzz/memory_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include "fuzz/check.h"

namespace hv::fuzz {

MemoryFile::MemoryFile()
    : descriptor_(::memfd_create("input", MFD_CLOEXEC)), path_("/proc/self/fd/" + std::to_string(descriptor_)) {
  check(descriptor_ >= 0, "no file in memory");
}

MemoryFile::~MemoryFile() { ::close(descriptor_); }

void MemoryFile::set(std::string_view bytes) {
  check(::ftruncate(descriptor_, 0) == 0, "the file in memory cannot be emptied");
  const auto written = ::pwrite(descriptor_, bytes.data(), bytes.size(), 0);
  check(written == static_cast<ssize_t>(bytes.size()), "the file in memory cannot be written");
}

}  // namespace hv::fuzz
