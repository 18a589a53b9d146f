// SPDX-License-Identifier: Apache-2.0
#include "trace/input_file.h"

#include "trace/byte_source.h"
#include "trace/trace_error.h"

namespace hv::trace {

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
