// SPDX-License-Identifier: Apache-2.0
// Do the summary, the fingerprint and the conversion say what they promise?
#include <sys/stat.h>

#include "test_support.h"
#include "trace/trace_tools.h"

namespace hv::trace::test {
namespace {

using K = ReferenceKind;

class Tools : public TraceTest {};

TEST_F(Tools, summary_counts_by_hand) {
  write_native(path("a.hvt"), {{0x1000, 4, K::fetch},
                               {0x1ffe, 4, K::fetch},
                               {0x2000, 8, K::load},
                               {0x5ff9, 8, K::store},
                               {0x5ff8, 8, K::modify},
                               {0x1004, 1, K::load},
                               {0x5000, 1, K::store}});
  const auto reader = open_trace(path("a.hvt"));
  const TraceSummary summary = summarize(*reader);
  EXPECT_EQ(summary.format, TraceFormat::native);
  EXPECT_EQ(summary.references, 7U);
  EXPECT_EQ(summary.by_kind, (std::array<std::uint64_t, 4>{2, 2, 2, 1}));
  EXPECT_EQ(summary.bytes, 34U);
  EXPECT_EQ(summary.min_address, 0x1000U);
  EXPECT_EQ(summary.max_address, 0x5ff9U);
  EXPECT_EQ(summary.pages, 3U);        // 1, 2, 5
  EXPECT_EQ(summary.fetch_pages, 1U);  // 1
  EXPECT_EQ(summary.data_pages, 3U);   // 1, 2, 5
  EXPECT_EQ(summary.straddling, 2U);   // 1ffe and 5ff9
}

TEST_F(Tools, summary_at_the_ends_of_the_address_space) {
  write_native(path("a.hvt"), {{0, 1, K::load}, {~std::uint64_t{0}, 1, K::load}, {~std::uint64_t{0}, 2, K::load}});
  const auto reader = open_trace(path("a.hvt"));
  const TraceSummary summary = summarize(*reader);
  EXPECT_EQ(summary.max_address, ~std::uint64_t{0});
  EXPECT_EQ(summary.pages, 2U);
  EXPECT_EQ(summary.straddling, 1U);  // the last wraps around
}

TEST_F(Tools, hash_is_of_the_references_alone) {
  write_native(path("a.hvt"), sample(), {"x", "x", "x", "x", {}}, {1, 0});
  write_native(path("b.hvt"), sample(), {}, {19, 20});
  convert(path("a.hvt"), path("c.lackey"));
  const std::string hash = content_hash(path("a.hvt"));
  EXPECT_EQ(hash.size(), 16U);
  EXPECT_EQ(content_hash(path("b.hvt")), hash);
  EXPECT_EQ(content_hash(path("c.lackey")), hash);
  EXPECT_EQ(summarize(*open_trace(path("c.lackey"))).content_hash, hash);
}

TEST_F(Tools, hash_sees_every_field_and_the_order) {
  const auto hash_of = [&](const std::vector<Reference>& references) {
    ReferenceHash hash;
    hash.add(references.data(), references.size());
    return hash.hex();
  };
  const std::string hash = hash_of(sample());
  for (std::size_t i = 0; i < sample().size(); ++i) {
    auto changed = sample();
    changed[i].address ^= 1;
    EXPECT_NE(hash_of(changed), hash);
    changed = sample();
    changed[i].size ^= 0x80000000U;
    EXPECT_NE(hash_of(changed), hash);
    changed = sample();
    changed[i].kind = changed[i].kind == K::modify ? K::load : K::modify;
    EXPECT_NE(hash_of(changed), hash);
    changed = sample();
    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_NE(hash_of(changed), hash);
  }
  auto swapped = sample();
  std::swap(swapped[0], swapped[1]);
  EXPECT_NE(hash_of(swapped), hash);
}

TEST_F(Tools, convert_keeps_the_header) {
  const TraceHeader header{"ls", "ls -l", "someone", "x86_64", {{"status", "0"}}};
  write_native(path("a.hvt"), sample(), header);
  convert(path("a.hvt"), path("b.hvt"));
  EXPECT_EQ(open_trace(path("b.hvt"))->header(), header);
}

TEST_F(Tools, convert_onto_itself) {
  write_native(path("a.hvt"), sample());
  convert(path("a.hvt"), path("a.hvt"));
  EXPECT_EQ(read_all(path("a.hvt")), sample());
  EXPECT_EQ(files(), 1U);
}

TEST_F(Tools, convert_that_fails_leaves_nothing) {
  file("bad.txt", "I  1000,4\n L zz,8\n");
  EXPECT_THROW(convert(path("bad.txt"), path("out.hvt")), TraceError);
  EXPECT_THROW(convert(path("bad.txt"), path("out.lackey")), TraceError);
  EXPECT_THROW(convert(path("bad.txt"), path("out.din")), TraceError);  // no format to write
  EXPECT_THROW(convert(path("none"), path("out.hvt")), TraceError);
  EXPECT_THROW(convert(path("bad.txt"), path("none/out.hvt")), TraceError);
  EXPECT_EQ(files(), 1U);
}

TEST_F(Tools, output_has_the_usual_permissions) {
  const mode_t mask = ::umask(022);
  write_native(path("a.hvt"), sample());
  ::umask(mask);
  struct stat status {};
  ASSERT_EQ(::stat(path("a.hvt").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0644U);
}

}  // namespace
}  // namespace hv::trace::test
