// SPDX-License-Identifier: Apache-2.0
// Images as files of text. ISA.md, "Image file".
#pragma once

#include <iosfwd>
#include <stdexcept>
#include <string>

#include "asm/program.h"

namespace hv::assembly {

/// Something wrong in an image file: what() is "name:line: what is wrong; what was expected".
class ImageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The whole file's text.
std::string image_text(const Image& image);

/// `name` stands in messages. Throws ImageError, also where there are more than `most_words` words.
Image read_image(std::istream& in, const std::string& name, Word most_words = Word{1} << 24);
/// Opens the file.
Image read_image_file(const std::string& path, Word most_words = Word{1} << 24);

}  // namespace hv::assembly
