// SPDX-License-Identifier: Apache-2.0
#include "guest/guest_image.h"

#include <stdexcept>

#include "asm/assembler.h"
#include "guest/sources.h"

namespace hv::tb {
namespace {

constexpr Word kMostWords = Word{1} << 24;
constexpr Word kBootBlock = 16, kOwn = 22;

}  // namespace

void GuestImage::put(Word name, Word value) {
  if (name >= words.size()) words.resize(name + 1, 0);
  words[name] = value;
}

void put_boot_block(GuestImage& image, const BootBlock& block) {
  const Word words[] = {block.page_words, image.pages, block.console, block.slice, block.size, block.seed};
  for (Word i = 0; i < std::size(words); ++i) image.put(kBootBlock + i, words[i]);
  for (Word i = 0; i < block.own.size(); ++i) image.put(kOwn + i, block.own[i]);
}

GuestImage guest_image(const assembly::Image& program, Word page_words) {
  GuestImage image;
  image.entry = program.entry;
  image.labels = program.labels;
  for (const assembly::Block& block : program.blocks) {
    if (block.at >= kMostWords || block.words.size() > kMostWords - block.at)
      throw std::invalid_argument("the image reaches to name " + std::to_string(block.at + block.words.size()) +
                                  "; at most " + std::to_string(kMostWords) + " words are possible");
    for (Word i = 0; i < block.words.size(); ++i) image.put(block.at + i, block.words[i]);
  }
  image.pages = (image.words.size() + page_words - 1) / page_words;
  return image;
}

GuestImage built_in_guest(const std::string& path, Word page_words, const std::map<std::string, Word>& defines) {
  assembly::Options options;
  options.defines = defines;
  options.reader = [](const std::string& file) { return guest_source(file); };
  options.include_dirs = {""};
  const assembly::Assembled assembled = assembly::assemble_file(path, options);
  if (const auto* program = std::get_if<assembly::Program>(&assembled)) return guest_image(program->image, page_words);
  std::string errors;
  for (const auto& error : std::get<std::vector<assembly::Error>>(assembled)) errors += to_string(error) + "\n";
  throw std::logic_error("the built-in guest program does not assemble:\n" + errors);
}

}  // namespace hv::tb
