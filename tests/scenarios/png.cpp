// SPDX-License-Identifier: Apache-2.0
#include "png.h"

#include <boost/iostreams/copy.hpp>
#include <boost/iostreams/filter/zlib.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace hv::test {
namespace {

using Bytes = std::vector<std::uint8_t>;

std::uint32_t big_endian(const std::string& text, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<std::uint8_t>(text.at(at + i));
  return value;
}

std::string inflate(const std::string& packed) {
  std::istringstream in(packed);
  boost::iostreams::filtering_istream unpacked;
  unpacked.push(boost::iostreams::zlib_decompressor());
  unpacked.push(in);
  std::ostringstream out;
  boost::iostreams::copy(unpacked, out);
  return out.str();
}

/// The PNG standard's predictors (left, above, above left).
std::uint8_t predicted(unsigned filter, int a, int b, int c) {
  const int p = a + b - c, to_a = std::abs(p - a), to_b = std::abs(p - b), to_c = std::abs(p - c);
  switch (filter) {
    case 0: return 0;
    case 1: return static_cast<std::uint8_t>(a);
    case 2: return static_cast<std::uint8_t>(b);
    case 3: return static_cast<std::uint8_t>((a + b) / 2);
    case 4: return static_cast<std::uint8_t>(to_a <= to_b && to_a <= to_c ? a : to_b <= to_c ? b : c);
    default: throw std::runtime_error("unknown PNG filter");
  }
}

void count(Picture& picture, const std::string& raw, std::size_t channels) {
  const std::size_t row_bytes = picture.width * channels;
  if (raw.size() != (row_bytes + 1) * picture.height) throw std::runtime_error("a PNG of the wrong length");
  Bytes above(row_bytes, 0), row(row_bytes, 0);
  for (std::size_t y = 0; y < picture.height; ++y) {
    const std::size_t at = y * (row_bytes + 1);
    for (std::size_t i = 0; i < row_bytes; ++i) {
      const bool first = i < channels;
      const int left = first ? 0 : row[i - channels], corner = first ? 0 : above[i - channels];
      const auto guess = predicted(static_cast<std::uint8_t>(raw[at]), left, above[i], corner);
      row[i] = static_cast<std::uint8_t>(static_cast<std::uint8_t>(raw[at + 1 + i]) + guess);
    }
    for (std::size_t i = 0; i < row_bytes; i += channels)
      ++picture.pixels[static_cast<std::uint32_t>(row[i] << 16 | row[i + 1] << 8 | row[i + 2])];
    above.swap(row);
  }
}

}  // namespace

Picture read_png(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream file;
  file << in.rdbuf();
  const std::string text = file.str();
  if (text.rfind("\x89PNG\r\n\x1a\n", 0) != 0) throw std::runtime_error(path + " is no PNG file");
  std::string packed;
  for (std::size_t at = 8; at + 12 <= text.size(); at += 12 + big_endian(text, at))
    if (text.compare(at + 4, 4, "IDAT") == 0) packed += text.substr(at + 8, big_endian(text, at));
  Picture picture{big_endian(text, 16), big_endian(text, 20), {}};
  const char depth = text.at(24), colours = text.at(25), interlace = text.at(28);
  if (depth != 8 || (colours != 2 && colours != 6) || interlace != 0)
    throw std::runtime_error(path + " is no plain RGB picture");
  count(picture, inflate(packed), colours == 2 ? 3 : 4);
  return picture;
}

}  // namespace hv::test
