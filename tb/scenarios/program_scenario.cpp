// SPDX-License-Identifier: Apache-2.0
#include "scenarios/program_scenario.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "asm/assembler.h"
#include "asm/image_file.h"

namespace hv::tb {
namespace {

constexpr Word kBootBlock = 16, kBootBlockEnd = 22;
constexpr Word kMorePages = 16;  // of memory behind the program, unless configured otherwise

bool is_image_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::string word;
  return in >> word && word == "hv-image";
}

assembly::Image load(const std::string& path) {
  return is_image_file(path) ? assembly::read_image_file(path) : assembly::must_assemble_file(path).image;
}

bool fills_boot_block(const assembly::Image& program) {
  return std::any_of(program.blocks.begin(), program.blocks.end(), [](const assembly::Block& block) {
    return block.at < kBootBlockEnd && block.at + block.words.size() > kBootBlock;
  });
}

GuestImage image_of(const assembly::Image& program, const explore::Configuration& configuration) {
  const Word page = configuration.machine.page_words;
  GuestImage image = guest_image(program, page);
  const Word wanted = configuration.guest.pages ? configuration.guest.pages : image.pages + kMorePages;
  if (wanted < image.pages)
    throw std::invalid_argument("guest.pages is " + std::to_string(wanted) + ", but the program fills " +
                                std::to_string(image.pages));
  image.pages = wanted;
  if (!fills_boot_block(program))
    put_boot_block(image, {page,
                           console_name(configuration),
                           configuration.guest.slice,
                           configuration.guest.size,
                           configuration.seed,
                           {}});
  return image;
}

}  // namespace

GuestScenario program_scenario(const std::string& path) {
  explore::Configuration base;
  base.depth = 0;
  base.machine.console_page = kConsolePage;
  base.fmap_radix_levels = {2};
  const assembly::Image program = load(path);
  return {path, "a program of the user's", base, false, [program](const explore::Configuration& configuration) {
            return under_vmms(image_of(program, configuration), configuration);
          }};
}

}  // namespace hv::tb
