// SPDX-License-Identifier: Apache-2.0
// Image files: any bytes are an image or refused. What loads is written back as the same image.
#include <sstream>

#include "asm/image_file.h"
#include "fuzz/check.h"
#include "fuzz/images.h"

namespace hv::fuzz {
namespace {

constexpr Word kMostWords = 1 << 10;

void try_image(const std::string& bytes) {
  assembly::Image image;
  try {
    std::istringstream file(bytes);
    image = assembly::read_image(file, "image", kMostWords);
  } catch (const assembly::ImageError& error) {
    check(std::string(error.what()).rfind("image:", 0) == 0, "an error that does not say where");
    return;
  }
  check(word_count(image) <= kMostWords, "more words than the limit");
  check_shape(image);
  std::istringstream written(assembly::image_text(image));
  check(same(assembly::read_image(written, "written", kMostWords), image), "another image written");
  check_disassembly(image);
}

}  // namespace
}  // namespace hv::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  hv::fuzz::try_image(std::string(reinterpret_cast<const char*>(data), size));
  return 0;
}
