// SPDX-License-Identifier: Apache-2.0
// The two text formats that other tools write.
//
// lackey: what `valgrind --tool=lackey --trace-mem=yes` prints, one reference a line:
//     I  0401ab73,5     instruction of 5 bytes at hexadecimal address 401ab73
//      L 1ffe80,8       load         S 1ffe80,8     store         M 1ffe80,8     modify
//   A line that begins with one of these four letters placed so, and does not go on so, is an error.
//   All other lines (==pid==, --pid--, what the program itself printed) are skipped, but a file without
//   any reference is an error.
//
// din: Dinero's traditional format, one reference a line: a label (0 load, 1 store, 2 fetch), blanks, a
//   hexadecimal address, perhaps with 0x before it. The rest of the line is ignored, as Dinero does. There
//   is no size in the format; every reference counts as kDinSize bytes. Blank lines are skipped; any
//   other line is an error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "trace/byte_source.h"
#include "trace/reference.h"
#include "trace/trace_reader.h"

namespace hv::trace {

constexpr std::uint32_t kDinSize = 4;  // bytes, Dinero's word

// How a reader or a test looks at one line (without its line end).
struct ParsedLine {
  enum class Result : std::uint8_t { reference, skipped, malformed };
  Result result = Result::skipped;
  Reference reference;       // if result is reference
  const char* problem = "";  // if result is malformed
};
ParsedLine parse_lackey_line(std::string_view line);
ParsedLine parse_din_line(std::string_view line);

// `name` stands in messages.
std::unique_ptr<TraceReader> make_lackey_reader(std::string name, std::unique_ptr<ByteSource> text);
std::unique_ptr<TraceReader> make_din_reader(std::string name, std::unique_ptr<ByteSource> text);

// The longest line format_lackey_line makes, in characters.
constexpr std::size_t kMaxLackeyLine = 3 + 16 + 1 + 10 + 1;

// Writes one line with its line end into out[0 ..], which has room for kMaxLackeyLine; returns its length.
std::size_t format_lackey_line(const Reference& reference, char* out);

}  // namespace hv::trace
