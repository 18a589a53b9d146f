// SPDX-License-Identifier: Apache-2.0
// Does what was written come back? Over all formats, block sizes and shapes of references.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "test_support.h"
#include "trace/trace_tools.h"

namespace rc {

// Addresses near each other and far apart, so that every length of a difference occurs.
template <>
struct Arbitrary<hv::trace::Reference> {
  static Gen<hv::trace::Reference> arbitrary() {
    using hv::trace::Reference;
    using hv::trace::ReferenceKind;
    const auto address = gen::apply([](std::uint64_t bits, int shift) { return bits >> shift; },
                                    gen::arbitrary<std::uint64_t>(), gen::inRange(0, 64));
    const auto size = gen::oneOf(gen::inRange<std::uint32_t>(1, 70), gen::nonZero<std::uint32_t>());
    return gen::build<Reference>(gen::set(&Reference::address, address), gen::set(&Reference::size, size),
                                 gen::set(&Reference::kind, gen::map(gen::inRange(0, 4), [](int kind) {
                                   return static_cast<ReferenceKind>(kind);
                                 })));
  }
};

}  // namespace rc

namespace hv::trace::test {
namespace {

class RoundTrip : public TraceTest {};

RC_GTEST_FIXTURE_PROP(RoundTrip, native_gives_back_any_references, (const std::vector<Reference>& references)) {
  const auto block = *rc::gen::inRange<std::size_t>(1, 20);
  write_native(path("a.hvt"), references);
  RC_ASSERT(read_all(path("a.hvt"), block) == references);
}

RC_GTEST_FIXTURE_PROP(RoundTrip, lackey_text_gives_back_any_references, (const std::vector<Reference>& references)) {
  RC_PRE(!references.empty());
  write_native(path("a.hvt"), references);
  RC_ASSERT(convert(path("a.hvt"), path("a.lackey")) == references.size());
  RC_ASSERT(convert(path("a.lackey"), path("b.hvt")) == references.size());
  RC_ASSERT(read_all(path("a.lackey")) == references);
  RC_ASSERT(read_all(path("b.hvt")) == references);
}

RC_GTEST_FIXTURE_PROP(RoundTrip, header_gives_back_any_text, (const std::map<std::string, std::string>& notes)) {
  TraceHeader header{"sort", "sort -n 'a b'", "someone", "riscv64", {}};
  for (const auto& [key, value] : notes) {
    const auto ascii = [](std::string text) {
      for (char& c : text) c = static_cast<char>(c & 0x7f);
      return text;
    };
    header.notes["x" + ascii(key)] = ascii(value);
  }
  write_native(path("a.hvt"), sample(), header);
  RC_ASSERT(open_trace(path("a.hvt"))->header() == header);
}

TEST_F(RoundTrip, sample_with_every_reading_block) {
  write_native(path("a.hvt"), sample());
  for (std::size_t block = 1; block < 15; ++block) EXPECT_EQ(read_all(path("a.hvt"), block), sample());
}

TEST_F(RoundTrip, many_references_cross_all_buffers) {
  std::vector<Reference> references;
  std::uint64_t state = 1;
  for (int i = 0; i < 300000; ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    references.push_back({state >> (i % 64), static_cast<std::uint32_t>(1 + (state >> 40) % 66),
                          static_cast<ReferenceKind>(state >> 62)});
  }
  write_native(path("a.hvt"), references, {}, {19, 27});
  for (const std::size_t block : {1UL, 7UL, 4096UL, 1000000UL}) {
    EXPECT_TRUE(read_all(path("a.hvt"), block) == references) << block;
  }
}

TEST_F(RoundTrip, empty_native_trace_is_a_trace) {
  write_native(path("a.hvt"), {});
  EXPECT_TRUE(read_all(path("a.hvt")).empty());
}

TEST_F(RoundTrip, header_can_be_replaced_before_the_end) {
  TraceHeader header{"ls", "ls -l", "someone", "x86_64", {}};
  TraceWriter writer(path("a.hvt"), header);
  writer.write(sample().data(), sample().size());
  header.notes["status"] = "0";
  writer.replace_header(header);
  TraceHeader long_header = header;
  long_header.command.assign(10000, 'x');
  EXPECT_THROW(writer.replace_header(long_header), TraceError);
  writer.finish();
  EXPECT_EQ(open_trace(path("a.hvt"))->header(), header);
  EXPECT_EQ(read_all(path("a.hvt")), sample());
}

TEST_F(RoundTrip, text_that_is_not_utf8_does_not_break_the_header) {
  write_native(path("a.hvt"), sample(), {"p", "p \xff\xfe", "r", "i", {}});
  EXPECT_EQ(open_trace(path("a.hvt"))->header().program, "p");
}

}  // namespace
}  // namespace hv::trace::test
