// SPDX-License-Identifier: Apache-2.0
// Are the formats of other tools read as they write them, and is what they never write refused?
#include <fcntl.h>
#include <unistd.h>
#include <zstd.h>

#include <array>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/lzma.hpp>
#include <boost/iostreams/filtering_stream.hpp>

#include "test_support.h"
#include "trace/champsim_format.h"
#include "trace/text_formats.h"
#include "trace/trace_tools.h"

namespace hv::trace::test {
namespace {

using K = ReferenceKind;
namespace io = boost::iostreams;

constexpr const char* kLackey =
    "==4711== Lackey, an example Valgrind tool\n"
    "--4711-- something\n"
    "I  04016b80,3\n"
    " S 1ffeffffe8,8\n"
    "what the program printed\n"
    "I  04016b83,5\n"
    " L 04222CAC,4\r\n"
    " M 0421ac60,16\n"
    "==4711== Exit code: 0\n";

std::vector<Reference> lackey_references() {
  return {{0x4016b80, 3, K::fetch},
          {0x1ffeffffe8, 8, K::store},
          {0x4016b83, 5, K::fetch},
          {0x4222cac, 4, K::load},
          {0x421ac60, 16, K::modify}};
}

template <typename Filter>
std::string pack(const std::string& text) {
  std::ostringstream packed;
  {
    io::filtering_ostream stream;
    stream.push(Filter());
    stream.push(packed);
    stream << text;
  }
  return packed.str();
}

std::string pack_zstd(const std::string& text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  return packed;
}

class Format : public TraceTest {
 protected:
  // The complaint about one bad line, the third.
  std::string error_of_lackey_line(const std::string& line) const {
    return error_of(file("bad", "I  1000,4\n==1== x\n" + line + "\nI  1004,4\n"));
  }
};

TEST_F(Format, lackey_text) {
  const auto reader = open_trace(file("a", kLackey));
  EXPECT_EQ(reader->format(), TraceFormat::lackey);
  EXPECT_EQ(read_all(*reader), lackey_references());
}

TEST_F(Format, din_text) {
  const auto reader = open_trace(file("a", "2 1000\n0 0x7fff0008 ignored\n\n 1\tFFFFFFFFFFFFFFFC\n"));
  EXPECT_EQ(reader->format(), TraceFormat::din);
  EXPECT_EQ(read_all(*reader), (std::vector<Reference>{{0x1000, kDinSize, K::fetch},
                                                       {0x7fff0008, kDinSize, K::load},
                                                       {0xfffffffffffffffc, kDinSize, K::store}}));
}

// A record of ChampSim's: address, flags, registers, what is written, what is read.
std::string champsim_record(std::uint64_t address, bool branch, std::array<std::uint64_t, 2> written,
                            std::array<std::uint64_t, 4> read) {
  std::string record;
  const auto add = [&](std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) record += static_cast<char>(value >> 8 * i);
  };
  add(address, 8);
  add(branch, 1);
  add(branch, 1);
  for (const int name : {26, 0, 6, 25, 0, 0}) add(static_cast<std::uint64_t>(name), 1);
  for (const std::uint64_t name : written) add(name, 8);
  for (const std::uint64_t name : read) add(name, 8);
  return record;
}

std::string champsim_trace() {
  return champsim_record(0x401000, false, {}, {}) +
         champsim_record(0x401004, true, {0x7fff00001000, 0}, {0, 0x7fff00000ff8, 0, 0x601000}) +
         champsim_record(0x401010, false, {0x601008, 0x601000}, {0x601000, 0, 0, 0});
}

TEST_F(Format, champsim_records) {
  constexpr std::uint32_t size = kChampSimSize;
  const std::vector<Reference> expected{{0x401000, size, K::fetch},       {0x401004, size, K::fetch},
                                        {0x7fff00000ff8, size, K::load},  {0x601000, size, K::load},
                                        {0x7fff00001000, size, K::store}, {0x401010, size, K::fetch},
                                        {0x601000, size, K::modify},      {0x601008, size, K::store}};
  const auto reader = open_trace(file("a", champsim_trace()));
  EXPECT_EQ(reader->format(), TraceFormat::champsim);
  EXPECT_EQ(read_all(*reader, 2), expected);
  EXPECT_EQ(read_all(file("a", pack<io::lzma_compressor>(champsim_trace()))), expected);
}

TEST_F(Format, many_champsim_records) {
  std::string trace;
  for (std::uint64_t i = 0; i < 3000; ++i) trace += champsim_record(0x1000 + i, i % 2, {}, {0x8000 + i, 0, 0, 0});
  const std::vector<Reference> all = read_all(file("a", trace));
  ASSERT_EQ(all.size(), 6000U);
  for (std::uint64_t i = 0; i < 3000; ++i) {
    EXPECT_EQ(all[2 * i].address, 0x1000 + i);
    EXPECT_EQ(all[2 * i + 1].address, 0x8000 + i);
  }
}

TEST_F(Format, a_cut_champsim_trace_is_an_error) {
  const std::string trace = champsim_trace();
  const std::string complaint = error_of(file("cut", trace.substr(0, 2 * kChampSimRecord + 5)));
  EXPECT_NE(complaint.find("5 bytes into instruction 3"), std::string::npos) << complaint;
}

TEST_F(Format, other_bytes_are_no_champsim_trace) {
  std::string flags = champsim_trace();
  flags[kChampSimRecord + 8] = 2;
  for (const std::string& bytes : {flags, std::string(640, '\0'), champsim_trace().substr(0, 40)})
    EXPECT_NE(error_of(file("bad", bytes)).find("no line of it is a memory reference"), std::string::npos);
}

TEST_F(Format, every_compression_of_every_format) {
  write_native(path("n.hvt"), lackey_references());
  for (const std::string& plain : {std::string(kLackey), bytes_of(path("n.hvt"))}) {
    EXPECT_EQ(read_all(file("a", pack<io::gzip_compressor>(plain))), lackey_references());
    EXPECT_EQ(read_all(file("a", pack<io::lzma_compressor>(plain))), lackey_references());
    EXPECT_EQ(read_all(file("a", pack_zstd(plain))), lackey_references());
  }
  EXPECT_EQ(read_all(file("a", pack<io::gzip_compressor>("0 10\n"))).size(), 1U);
}

TEST_F(Format, concatenated_compressed_parts_are_one_text) {
  const std::string half = " L 00001000,8\n";
  EXPECT_EQ(read_all(file("a", pack_zstd(half) + pack_zstd(half))).size(), 2U);
  EXPECT_EQ(read_all(file("a", pack<io::gzip_compressor>(half) + pack<io::gzip_compressor>(half))).size(), 2U);
}

TEST_F(Format, cut_gzip_and_xz_are_errors) {
  for (const std::string& packed : {pack<io::gzip_compressor>(kLackey), pack<io::lzma_compressor>(kLackey)}) {
    for (std::size_t length = 0; length < packed.size(); ++length) {
      EXPECT_NE(error_of(file("cut", packed.substr(0, length))), "") << length;
    }
  }
}

TEST_F(Format, malformed_lackey_lines_are_named) {
  for (const char* line : {" L zz,8", " L ,8", " L 1000", " L 1000 8", " S 1000,", " S 1000,0", " M 1000,8x",
                           " M 1000,-1", "I  10000000000000000,4", "I  1000,4294967296", " L 0x1000,8"}) {
    EXPECT_NE(error_of_lackey_line(line).find("bad, line 3: "), std::string::npos) << line;
  }
  EXPECT_EQ(error_of_lackey_line("I  0000000000000000ffffffff00000000,4294967295"), "");
  EXPECT_EQ(error_of_lackey_line("Is this a line? No."), "");
}

TEST_F(Format, malformed_din_lines_are_named) {
  for (const char* line : {"3 1000", "0", "0 ", "01000", "0 xyz", "0 1000,4", "0 10000000000000000", "# no"}) {
    EXPECT_NE(error_of(file("bad", std::string("0 1000\n") + line + "\n")).find("bad, line 2: "), std::string::npos)
        << line;
  }
}

TEST_F(Format, a_file_without_references_names_the_known_formats) {
  for (const std::string& bytes : {std::string(), std::string("hello\n"), std::string("==1== nothing\n"),
                                   std::string(100000, '\0'), std::string("\n\n"), pack_zstd("hello\n")}) {
    EXPECT_NE(error_of(file("a", bytes)).find("native .hvt traces, lackey text"), std::string::npos);
  }
  EXPECT_NE(error_of(file("a", std::string(3 << 20, 'x'))).find("line 1: longer than"), std::string::npos);
}

TEST_F(Format, files_that_cannot_be_read_are_named) {
  EXPECT_NE(error_of(path("none")).find("none: cannot be opened"), std::string::npos);
  EXPECT_NE(error_of(path("")).find("cannot be read"), std::string::npos);  // a directory
}

TEST_F(Format, a_last_line_without_line_end_counts) { EXPECT_EQ(read_all(file("a", "I  10,4\n L 20,8")).size(), 2U); }

TEST_F(Format, references_far_behind_other_text_are_found) {
  std::string text;
  for (int i = 0; i < 20000; ++i) text += "==1== warning " + std::to_string(i) + "\n";
  EXPECT_EQ(read_all(file("a", text + " L 20,8\n")).size(), 1U);
}

TEST_F(Format, dash_is_standard_input) {
  const int saved = ::dup(STDIN_FILENO);
  const int input = ::open(file("a", kLackey).c_str(), O_RDONLY);
  ::dup2(input, STDIN_FILENO);
  EXPECT_EQ(read_all("-"), lackey_references());
  ::dup2(saved, STDIN_FILENO);
  ::close(saved);
  ::close(input);
}

TEST_F(Format, lackey_lines_are_written_as_lackey_writes_them) {
  write_native(path("a.hvt"), lackey_references());
  convert(path("a.hvt"), path("a.txt"));
  EXPECT_EQ(bytes_of(path("a.txt")), "I  04016b80,3\n S 1ffeffffe8,8\nI  04016b83,5\n L 04222cac,4\n M 0421ac60,16\n");
}

}  // namespace
}  // namespace hv::trace::test
