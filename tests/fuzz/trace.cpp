// SPDX-License-Identifier: Apache-2.0
// Traces: any bytes are read to their end or refused, in whatever blocks they are read. What was read is written by
// the encoders as it was.
#include <algorithm>
#include <optional>
#include <vector>

#include "fuzz/check.h"
#include "fuzz/memory_file.h"
#include "trace/record_code.h"
#include "trace/text_formats.h"
#include "trace/trace_reader.h"

namespace hv::fuzz {
namespace {

using namespace trace;

constexpr std::size_t kBlock = 4096;
constexpr std::size_t kMost = 1 << 18;  // references; a few compressed bytes can hold very many

struct Outcome {
  std::vector<Reference> references;  // a few thousand are kept
  std::size_t count = 0;
  std::string error;
};

Outcome read(const std::string& path, std::size_t capacity) {
  Outcome outcome;
  std::vector<Reference> block(capacity);
  try {
    const auto reader = open_trace(path);
    while (outcome.count < kMost) {
      const std::size_t count = reader->read(block.data(), capacity);
      check(count <= capacity, "more references than asked for");
      if (count == 0) {
        check(reader->read(block.data(), capacity) == 0, "something behind the end");
        return outcome;
      }
      outcome.count += count;
      if (outcome.references.size() < kBlock)
        outcome.references.insert(outcome.references.end(), block.begin(),
                                  block.begin() + static_cast<std::ptrdiff_t>(count));
    }
  } catch (const TraceError& error) {
    outcome.error = error.what();
    check(!outcome.error.empty(), "an error without a text");
  }
  return outcome;
}

void check_encoders(const std::vector<Reference>& references) {
  Predictions writing{}, reading{};
  for (const Reference& reference : references) {
    char line[kMaxLackeyLine];
    const std::size_t length = format_lackey_line(reference, line);
    check(length <= sizeof line && line[length - 1] == '\n', "a line too long");
    const ParsedLine parsed = parse_lackey_line({line, length - 1});
    check(parsed.result == ParsedLine::Result::reference && parsed.reference == reference, "another line");

    std::uint8_t record[2 * kMaxRecordBytes] = {};
    const std::size_t bytes = encode_record(reference, writing, record);
    check(bytes <= kMaxRecordBytes, "a record too long");
    Reference decoded;
    const DecodeProgress progress = decode_records(record, record + bytes, reading, &decoded, 1);
    check(progress.count == 1 && progress.next == record + bytes && decoded == reference, "another record");
  }
}

void try_trace(std::string_view bytes) {
  static MemoryFile file;
  file.set(bytes);
  const Outcome whole = read(file.path(), kBlock);
  if (whole.count >= kMost) return;
  const Outcome pieces = read(file.path(), 7);
  check(pieces.error == whole.error, "in pieces: '" + pieces.error + "', in blocks: '" + whole.error + "'");
  if (!whole.error.empty()) return;
  check(pieces.count == whole.count, "another number of references in pieces");
  const std::size_t kept = std::min(whole.references.size(), pieces.references.size());
  check(std::equal(whole.references.begin(), whole.references.begin() + static_cast<std::ptrdiff_t>(kept),
                   pieces.references.begin()),
        "other references in pieces");
  check_encoders(whole.references);
}

}  // namespace
}  // namespace hv::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  hv::fuzz::try_trace({reinterpret_cast<const char*>(data), size});
  return 0;
}
