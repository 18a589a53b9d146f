// SPDX-License-Identifier: Apache-2.0
// Can a damaged or cut trace pass for a whole one? Never.
#include <zstd.h>

#include "test_support.h"
#include "trace/native_format.h"

namespace hv::trace::test {
namespace {

class Damage : public TraceTest {
 protected:
  std::string whole_file() const {
    write_native(path("whole.hvt"), sample(), {"p", "p 1", "r", "x86_64", {}});
    return bytes_of(path("whole.hvt"));
  }
  // A native file whose decompressed records are these bytes.
  std::string with_records(const std::string& records) const {
    std::string compressed(ZSTD_compressBound(records.size()), '\0');
    compressed.resize(ZSTD_compress(compressed.data(), compressed.size(), records.data(), records.size(), 1));
    return encode_native_header({}, 0) + compressed;
  }
  static std::string end_mark(std::uint64_t count) {
    std::string text(kEndMarkBytes, '\xff');
    store_little_endian_64(count, reinterpret_cast<std::uint8_t*>(text.data()) + 1);
    return text;
  }
  std::string error_with_records(const std::string& records) const {
    return error_of(file("made.hvt", with_records(records)));
  }
};

TEST_F(Damage, every_truncation_is_an_error) {
  const std::string whole = whole_file();
  for (std::size_t length = 0; length < whole.size(); ++length) {
    EXPECT_NE(error_of(file("cut.hvt", whole.substr(0, length))), "") << length << " of " << whole.size();
  }
}

TEST_F(Damage, every_changed_bit_is_an_error_or_changes_nothing) {
  const std::string whole = whole_file();
  std::size_t harmless = 0;
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    std::string changed = whole;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ 1 << bit % 8);
    if (!error_of(file("changed.hvt", changed)).empty()) continue;
    ++harmless;
    const auto reader = open_trace(path("changed.hvt"));
    EXPECT_EQ(reader->header().program, "p") << "bit " << bit;
    EXPECT_EQ(read_all(*reader), sample()) << "bit " << bit;
  }
  EXPECT_LE(harmless, 16U) << "only bits of zstd's frame header that mean nothing may be free";
}

TEST_F(Damage, every_changed_byte_of_a_larger_trace_is_an_error_or_changes_nothing) {
  std::vector<Reference> references;
  for (std::uint32_t i = 0; i < 300; ++i) references.push_back({i * i * 977U, 1 + i % 9, ReferenceKind(i % 4)});
  write_native(path("whole.hvt"), references);
  const std::string whole = bytes_of(path("whole.hvt"));
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string changed = whole;
    changed[i] = static_cast<char>(~changed[i]);
    if (error_of(file("changed.hvt", changed)).empty()) {
      EXPECT_EQ(read_all(path("changed.hvt")), references) << "byte " << i;
    }
  }
}

TEST_F(Damage, bytes_after_the_end_are_an_error) {
  EXPECT_NE(error_of(file("more.hvt", whole_file() + "x")), "");
  EXPECT_NE(error_of(file("twice.hvt", whole_file() + whole_file())), "");
  EXPECT_NE(error_with_records(std::string(1, '\x04') + end_mark(1) + "\x04").find("bytes follow the end mark"),
            std::string::npos);
}

TEST_F(Damage, records_are_checked) {
  EXPECT_EQ(error_with_records(std::string(3, '\x04') + end_mark(3)), "");
  EXPECT_NE(error_with_records(std::string(3, '\x04')).find("truncated: no end mark"), std::string::npos);
  EXPECT_NE(error_with_records(std::string(3, '\x04') + end_mark(4)).find("claims 4 references"), std::string::npos);
  EXPECT_NE(error_with_records(end_mark(0).substr(0, 5)).find("the end mark is not whole"), std::string::npos);
  EXPECT_NE(error_with_records("\x14").find("the last record is not whole"), std::string::npos);
  EXPECT_NE(error_with_records("\xf3" + end_mark(1)).find("no record begins with code 243"), std::string::npos);
  EXPECT_NE(error_with_records(std::string(5, '\0') + end_mark(1)).find("a reference of 0 bytes"), std::string::npos);
}

TEST_F(Damage, another_version_is_named) {
  std::string whole = whole_file();
  whole[kMagic.size()] = 9;
  EXPECT_NE(error_of(file("new.hvt", whole)).find("version 9"), std::string::npos);
}

TEST_F(Damage, a_header_that_is_no_object_of_strings_is_an_error) {
  EXPECT_THROW(header_from_json_text("[1]"), TraceError);
  EXPECT_THROW(header_from_json_text("{\"a\":1}"), TraceError);
  EXPECT_THROW(header_from_json_text("{"), TraceError);
}

TEST_F(Damage, an_unfinished_writer_leaves_nothing) {
  {
    TraceWriter writer(path("a.hvt"), {});
    writer.write(sample().data(), sample().size());
    EXPECT_FALSE(std::filesystem::exists(path("a.hvt")));
  }
  EXPECT_EQ(files(), 0U);
}

TEST_F(Damage, a_writer_refuses_a_reference_of_no_bytes) {
  const Reference nothing{1, 0, ReferenceKind::load};
  TraceWriter writer(path("a.hvt"), {});
  EXPECT_THROW(writer.write(&nothing, 1), TraceError);
}

TEST_F(Damage, compressed_text_that_is_cut_or_changed_is_an_error) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += " L 0000" + std::to_string(1000 + 7 * i) + ",8\n";
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 1));
  EXPECT_EQ(error_of(file("a.zst", packed)), "");
  for (std::size_t length = 0; length < packed.size(); ++length) {
    EXPECT_NE(error_of(file("cut.zst", packed.substr(0, length))), "") << length;
  }
}

}  // namespace
}  // namespace hv::trace::test
