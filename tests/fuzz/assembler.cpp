// SPDX-License-Identifier: Apache-2.0
// Sources: any bytes assemble or are refused with errors. What assembles is read back from its image file as it was,
// and its disassembly assembles to the same words.
//
// Input: the source; behind a zero byte, the text of every included file.
#include "asm/assembler.h"

#include <sstream>

#include "asm/image_file.h"
#include "asm/listing.h"
#include "fuzz/check.h"
#include "fuzz/images.h"

namespace hv::fuzz {
namespace {

using namespace assembly;

constexpr Word kMostWords = 1 << 14;

Options options_with(std::string_view included) {
  Options options;
  options.reader = [included](const std::string&) { return std::optional<std::string>(included); };
  options.limits.lines = 1 << 14;
  options.limits.bytes = 1 << 18;
  options.most_words = kMostWords;
  return options;
}

void check_errors(const std::vector<Error>& errors) {
  check(!errors.empty() && errors.size() <= 100, "as many errors as said");
  for (const Error& error : errors) check(!to_string(error).empty() && !error.text.empty(), "an error without a text");
}

void check_program(const Program& program) {
  const Image& image = program.image;
  check(word_count(image) <= kMostWords, "more words than the limit");
  check_shape(image);
  listing_text(program);
  std::istringstream file(image_text(image));
  check(same(read_image(file, "image"), image), "another image read back");
  check_disassembly(image);
}

}  // namespace
}  // namespace hv::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hv;
  std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string_view source = fuzz::take_part(input);
  const auto result = assembly::assemble_text(source, "source", fuzz::options_with(input));
  if (const auto* errors = std::get_if<std::vector<assembly::Error>>(&result))
    fuzz::check_errors(*errors);
  else
    fuzz::check_program(std::get<assembly::Program>(result));
  return 0;
}
