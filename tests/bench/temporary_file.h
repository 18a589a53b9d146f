// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

namespace hv::bench {

/// A name in the folder for temporary files (TMPDIR) that no other process has; the file is removed in the
/// end.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& suffix)
      : path_((std::filesystem::temp_directory_path() / ("hv_bench." + std::to_string(getpid()) + suffix)).string()) {}
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace hv::bench
