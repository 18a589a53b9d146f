// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>

#include "trace/byte_source.h"
#include "trace/champsim_format.h"
#include "trace/native_format.h"
#include "trace/text_formats.h"
#include "trace/trace_reader.h"

namespace hv::trace {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kPeekBytes = std::size_t{1} << 16;

bool starts_with(std::string_view text, std::string_view start) { return text.substr(0, start.size()) == start; }

bool is_zstd(std::string_view start) {
  // A frame, or one of the 16 kinds of skippable frames that may stand before it.
  if (starts_with(start, "\x28\xb5\x2f\xfd"sv)) return true;
  return start.size() >= 4 && (start[0] & '\xf0') == '\x50' && start.substr(1, 3) == "\x2a\x4d\x18"sv;
}

// True if `matches` holds for some line of `text`.
template <typename Match>
bool any_line(std::string_view text, Match matches) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (matches(text.substr(0, end))) return true;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

bool looks_like_din(std::string_view text) {
  if (any_line(text, [](auto line) { return parse_lackey_line(line).result != ParsedLine::Result::skipped; })) {
    return false;
  }
  return any_line(text, [](auto line) { return parse_din_line(line).result == ParsedLine::Result::reference; });
}

}  // namespace

const char* name_of(TraceFormat format) {
  switch (format) {
    case TraceFormat::native: return "native";
    case TraceFormat::lackey: return "lackey";
    case TraceFormat::din: return "din";
    case TraceFormat::champsim: return "champsim";
    case TraceFormat::live: return "live";
  }
  return "unknown";
}

std::unique_ptr<TraceReader> open_trace(const std::string& path, FileGauge* gauge) {
  const std::string name = path == "-" ? "standard input" : path;
  auto source = std::make_unique<PeekedSource>(open_file(path, gauge));
  std::string start = source->peek(kPeekBytes);
  std::unique_ptr<ByteSource> plain;
  if (is_zstd(start))
    plain = decompress_zstd(name, std::move(source));
  else if (starts_with(start, "\x1f\x8b"sv))
    plain = decompress_gzip(name, std::move(source));
  else if (starts_with(start,
                       "\xfd"
                       "7zXZ\0"sv))
    plain = decompress_xz(name, std::move(source));
  if (plain) {
    source = std::make_unique<PeekedSource>(std::move(plain));
    start = source->peek(kPeekBytes);
  }
  if (starts_with(start, {kMagic.data(), kMagic.size()})) {
    return std::make_unique<NativeReader>(name, std::move(source));
  }
  if (looks_like_champsim(start)) return make_champsim_reader(name, std::move(source));
  if (looks_like_din(start)) return make_din_reader(name, std::move(source));
  // Anything else too: this reader reports a file without references.
  return make_lackey_reader(name, std::move(source));
}

}  // namespace hv::trace
