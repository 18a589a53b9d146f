// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hv::trace {

// True for "-" and for paths of existing devices and pipes: nothing is put beside those.
bool is_written_directly(const std::string& path);

// A file that appears under its name only when it is complete: written under a temporary name in the same
// directory, renamed by commit(), removed by the destructor otherwise. What is_written_directly() has no
// temporary name. "-" is standard output. All members throw TraceError when the system refuses.
class OutputFile {
 public:
  explicit OutputFile(const std::string& path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(std::string_view bytes);

  // Overwrites bytes already written, from the file's start on. Only if rewritable().
  void rewrite_start(std::string_view bytes);
  bool rewritable() const { return !temporary_.empty(); }

  std::uint64_t bytes_written() const { return bytes_written_; }

  // Closes the file and gives it its name.
  void commit();

 private:
  [[noreturn]] void fail(const char* what) const;

  std::string path_;
  std::string temporary_;  // empty if written directly, or committed
  int descriptor_ = -1;
  std::uint64_t bytes_written_ = 0;
};

}  // namespace hv::trace
