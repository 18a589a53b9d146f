// SPDX-License-Identifier: Apache-2.0
#include "exploration/window_reader.h"

#include <algorithm>

namespace hv::tb {

WindowReader::WindowReader(const std::string& path, const explore::TraceWindow& window, const TraceReading& reading)
    : path_(path), window_(window), reading_(reading), reader_(trace::open_trace(path, &gauge_), reading.thread) {}

void WindowReader::note_read(std::size_t more) {
  constexpr std::uint64_t kProgress = std::uint64_t{1} << 20;  // references
  const bool tell = read_ / kProgress != (read_ + more) / kProgress;
  read_ += more;
  if (tell && reading_.progress) reading_.progress(gauge_.done, gauge_.all);
}

std::size_t WindowReader::next(const trace::Reference*& first) {
  const std::uint64_t most = window_.references > 0 ? window_.references : ~std::uint64_t{0};
  while (const std::size_t count = reader_.next(first)) {
    if (hash_wanted()) hash_.add(first, count);
    const std::uint64_t begin = read_;
    note_read(count);
    if (read_ <= window_.skip) continue;
    const std::uint64_t skipped = window_.skip - std::min(window_.skip, begin);
    const std::uint64_t taken = begin + skipped - window_.skip;  // before this block
    if (taken >= most) continue;
    first += skipped;
    return std::min<std::uint64_t>(count - skipped, most - taken);
  }
  if (window_.skip > 0 && window_.skip >= read_)
    throw trace::TraceError(path_ + ": it has " + std::to_string(read_) + " references, and trace.skip leaves out " +
                            std::to_string(window_.skip) + "; less is to be skipped");
  return 0;
}

}  // namespace hv::tb
