// SPDX-License-Identifier: Apache-2.0
// Are the bundled traces what traces/README.md says? The counts were made once without this library's
// counting: both traces were converted to lackey text and counted by a dozen lines of awk.
#include "test_support.h"
#include "trace/trace_tools.h"

namespace hv::trace::test {
namespace {

struct Expected {
  const char* file;
  const char* program;
  std::array<std::uint64_t, kReferenceKinds> by_kind;
  std::uint64_t bytes;
  std::uint64_t pages;
  std::uint64_t fetch_pages;
  std::uint64_t data_pages;
  std::uint64_t straddling;
  const char* hash;
};

class Bundled : public ::testing::TestWithParam<Expected> {};

TEST_P(Bundled, is_as_documented) {
  const Expected& expected = GetParam();
  const auto reader = open_trace(std::string(HV_TRACES) + "/" + expected.file);
  const TraceSummary summary = summarize(*reader);
  EXPECT_EQ(summary.header.program, expected.program);
  EXPECT_EQ(summary.header.isa, "x86_64");
  EXPECT_EQ(summary.by_kind, expected.by_kind);
  EXPECT_EQ(summary.references, expected.by_kind[0] + expected.by_kind[1] + expected.by_kind[2]);
  EXPECT_EQ(summary.bytes, expected.bytes);
  EXPECT_EQ(summary.pages, expected.pages);
  EXPECT_EQ(summary.fetch_pages, expected.fetch_pages);
  EXPECT_EQ(summary.data_pages, expected.data_pages);
  EXPECT_EQ(summary.straddling, expected.straddling);
  EXPECT_EQ(summary.content_hash, expected.hash);
}

INSTANTIATE_TEST_SUITE_P(
    Traces, Bundled,
    ::testing::Values(
        Expected{
            "awk.hvt", "mawk", {17283870, 4705372, 2492836, 0}, 107835091, 284, 141, 143, 1442, "2db08e08874fa94c"},
        Expected{
            "sort.hvt", "sort", {13954014, 7174562, 3358968, 0}, 128674719, 2760, 109, 2651, 6967, "8978c0eeb3070b86"}),
    [](const auto& instance) { return std::string(instance.param.program); });

}  // namespace
}  // namespace hv::trace::test
