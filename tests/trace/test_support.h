// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "trace/reference.h"
#include "trace/trace_reader.h"
#include "trace/trace_writer.h"

namespace hv::trace {

inline void PrintTo(const Reference& r, std::ostream* out) {
  *out << "ILSM"[static_cast<int>(r.kind)] << ' ' << std::hex << r.address << std::dec << ',' << r.size;
}

}  // namespace hv::trace

namespace hv::trace::test {

// A directory of the test's own, removed at its end.
class TraceTest : public ::testing::Test {
 protected:
  TraceTest() {
    std::string name = ::testing::TempDir() + "hv-trace-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    directory_ = name;
  }
  ~TraceTest() override { std::filesystem::remove_all(directory_); }

  std::string path(const std::string& name) const { return directory_ / name; }
  std::string file(const std::string& name, const std::string& bytes) const {
    std::filesystem::remove(path(name));  // file systems flush a file that is overwritten; a new one is fast
    std::ofstream(path(name), std::ios::binary) << bytes;
    return path(name);
  }
  std::size_t files() const {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(directory_), std::filesystem::directory_iterator()));
  }

 private:
  std::filesystem::path directory_;
};

inline std::string bytes_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

inline std::vector<Reference> read_all(TraceReader& reader, std::size_t block = 1000) {
  std::vector<Reference> all;
  std::vector<Reference> some(block);
  while (const std::size_t count = reader.read(some.data(), block)) {
    all.insert(all.end(), some.begin(), some.begin() + static_cast<std::ptrdiff_t>(count));
  }
  EXPECT_EQ(reader.read(some.data(), block), 0U) << "the end must stay the end";
  return all;
}
inline std::vector<Reference> read_all(const std::string& path, std::size_t block = 1000) {
  return read_all(*open_trace(path), block);
}

inline void write_native(const std::string& path, const std::vector<Reference>& references,
                         const TraceHeader& header = {}, Compression compression = {}) {
  TraceWriter writer(path, header, compression);
  writer.write(references.data(), references.size());
  writer.finish();
}

// What reading the file complains of; empty if it does not.
inline std::string error_of(const std::string& path) {
  try {
    read_all(path);
  } catch (const TraceError& error) {
    return error.what();
  }
  return "";
}

inline std::vector<Reference> sample() {
  using K = ReferenceKind;
  return {{0x401000, 4, K::fetch},          {0x401004, 15, K::fetch},
          {0x7fffffffe000, 8, K::store},    {0x401013, 2, K::fetch},
          {0x601ffc, 8, K::load},           {0x401000, 16, K::fetch},
          {0xffffffffffffffff, 1, K::load}, {0, 4096, K::modify},
          {0x601ffd, 4, K::modify},         {0x7fffffffdff8, 64, K::store},
          {0xffffffffff600000, 3, K::fetch}};
}

}  // namespace hv::trace::test
