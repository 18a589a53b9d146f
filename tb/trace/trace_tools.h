// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "trace/reference.h"
#include "trace/trace_reader.h"
#include "trace/trace_writer.h"

namespace hv::trace {

constexpr std::uint64_t kSummaryPageBytes = 4096;

// A 64-bit fingerprint of a sequence of references: the same in every format and compression, different
// (but for a chance of 2^-64) when any address, size or kind or their order differs. Not cryptographic.
class ReferenceHash {
 public:
  void add(const Reference* references, std::size_t count);
  std::string hex() const;  // 16 lower-case hexadecimal digits

 private:
  std::uint64_t state_ = 0;
  std::uint64_t count_ = 0;
};

struct TraceSummary {
  TraceHeader header;
  TraceFormat format = TraceFormat::native;
  std::uint64_t references = 0;
  std::array<std::uint64_t, kReferenceKinds> by_kind{};  // indexed by ReferenceKind
  std::uint64_t bytes = 0;                               // sum of the sizes
  std::uint64_t min_address = 0;                         // lowest first byte; 0 if there is no reference
  std::uint64_t max_address = 0;                         // highest first byte
  std::uint64_t pages = 0;                               // distinct pages of kSummaryPageBytes that hold a first byte
  std::uint64_t fetch_pages = 0;                         // the same for fetches alone
  std::uint64_t data_pages = 0;                          // the same for loads, stores and modifies
  std::uint64_t straddling = 0;  // references whose last byte lies in another page than their first
  std::string content_hash;      // ReferenceHash::hex()
};

// Reads the trace to its end. Throws TraceError as the reader does.
TraceSummary summarize(TraceReader& reader);

// The ReferenceHash of the trace at `path`, read to its end.
std::string content_hash(const std::string& path);

// Copies the trace at path `in` to path `out`; returns the number of references. A name that ends in .hvt
// gives a native trace; one that ends in .lackey or .txt, or "-" (standard output), lackey text. Other
// names throw. Nothing appears under `out` unless all was copied.
std::uint64_t convert(const std::string& in, const std::string& out, Compression compression = {});

}  // namespace hv::trace
