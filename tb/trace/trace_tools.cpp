// SPDX-License-Identifier: Apache-2.0
#include "trace/trace_tools.h"

#include <algorithm>
#include <cstdio>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "trace/output_file.h"
#include "trace/text_formats.h"

namespace hv::trace {
namespace {

constexpr std::size_t kBlock = 4096;  // references handled at a time

// Calls use(references, count) for each block up to the trace's end.
template <typename Use>
void for_each_block(TraceReader& reader, Use use) {
  std::vector<Reference> block(kBlock);
  while (const std::size_t count = reader.read(block.data(), block.size())) use(block.data(), count);
}

// A set of page numbers. Most references hit a page used shortly before, so a small direct-mapped filter
// stands before the hash set.
class PageSet {
 public:
  PageSet() { recent_.fill(~std::uint64_t{0}); }  // no page has this number: pages have at least 2 bytes
  void insert(std::uint64_t page) {
    std::uint64_t& slot = recent_[page % recent_.size()];
    if (slot == page) return;
    slot = page;
    pages_.insert(page);
  }
  const std::unordered_set<std::uint64_t>& pages() const { return pages_; }

 private:
  std::array<std::uint64_t, 1024> recent_{};
  std::unordered_set<std::uint64_t> pages_;
};

// A multiply and a shift spread each input bit over the state before the next reference.
std::uint64_t mix(std::uint64_t state, std::uint64_t value) {
  state = (state ^ value) * 0x9e3779b97f4a7c15U;
  return state ^ state >> 32;
}

void count_references(const Reference* references, std::size_t count, TraceSummary& summary) {
  for (std::size_t i = 0; i < count; ++i) {
    const Reference& r = references[i];
    ++summary.by_kind[static_cast<std::size_t>(r.kind)];
    summary.bytes += r.size;
    if (summary.references++ == 0) summary.min_address = summary.max_address = r.address;
    summary.min_address = std::min(summary.min_address, r.address);
    summary.max_address = std::max(summary.max_address, r.address);
    const std::uint64_t last = r.address + (r.size - 1);
    summary.straddling += r.address / kSummaryPageBytes != last / kSummaryPageBytes;
  }
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::uint64_t convert_to_text(TraceReader& in, const std::string& out) {
  OutputFile file(out);
  std::uint64_t references = 0;
  std::vector<char> text(kBlock * kMaxLackeyLine);
  for_each_block(in, [&](const Reference* block, std::size_t count) {
    std::size_t length = 0;
    for (std::size_t i = 0; i < count; ++i) length += format_lackey_line(block[i], text.data() + length);
    file.write({text.data(), length});
    references += count;
  });
  file.commit();
  return references;
}

std::uint64_t convert_to_native(TraceReader& in, const std::string& out, Compression compression) {
  TraceWriter writer(out, in.header(), compression);
  for_each_block(in, [&](const Reference* block, std::size_t count) { writer.write(block, count); });
  writer.finish();
  return writer.count();
}

}  // namespace

void ReferenceHash::add(const Reference* references, std::size_t count) {
  std::uint64_t state = state_;
  for (std::size_t i = 0; i < count; ++i) {
    const Reference& r = references[i];
    const std::uint64_t size_and_kind = std::uint64_t{r.size} << 8 | static_cast<std::uint64_t>(r.kind);
    state = mix(state, r.address * 0xbf58476d1ce4e5b9U + (size_and_kind + 1) * 0x94d049bb133111ebU);
  }
  state_ = state;
  count_ += count;
}

std::string ReferenceHash::hex() const {
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(mix(mix(state_, count_), count_)));
  return text.data();
}

TraceSummary summarize(TraceReader& reader) {
  TraceSummary summary;
  PageSet fetch_pages;
  PageSet data_pages;
  ReferenceHash hash;
  for_each_block(reader, [&](const Reference* block, std::size_t count) {
    count_references(block, count, summary);
    hash.add(block, count);
    for (std::size_t i = 0; i < count; ++i) {
      const bool is_fetch = block[i].kind == ReferenceKind::fetch;
      (is_fetch ? fetch_pages : data_pages).insert(block[i].address / kSummaryPageBytes);
    }
  });
  summary.header = reader.header();
  summary.format = reader.format();
  summary.fetch_pages = fetch_pages.pages().size();
  summary.data_pages = data_pages.pages().size();
  auto all = fetch_pages.pages();
  all.insert(data_pages.pages().begin(), data_pages.pages().end());
  summary.pages = all.size();
  summary.content_hash = hash.hex();
  return summary;
}

std::string content_hash(const std::string& path) {
  const auto reader = open_trace(path);
  ReferenceHash hash;
  for_each_block(*reader, [&](const Reference* block, std::size_t count) { hash.add(block, count); });
  return hash.hex();
}

std::uint64_t convert(const std::string& in, const std::string& out, Compression compression) {
  const bool to_native = ends_with(out, ".hvt");
  const bool to_text = out == "-" || ends_with(out, ".lackey") || ends_with(out, ".txt");
  if (!to_native && !to_text) {
    throw TraceError(out + ": the name does not tell the format to convert to; .hvt is the native format, " +
                     ".lackey or .txt (or - for standard output) is lackey text");
  }
  const auto reader = open_trace(in);
  return to_native ? convert_to_native(*reader, out, compression) : convert_to_text(*reader, out);
}

}  // namespace hv::trace
