// SPDX-License-Identifier: Apache-2.0
#include "fuzz/images.h"

#include <map>
#include <tuple>

#include "asm/assembler.h"
#include "asm/listing.h"
#include "fuzz/check.h"
#include "semantics/processor/isa.h"

namespace hv::fuzz {
namespace {

using namespace assembly;

std::map<Word, Word> words_by_address(const Image& image) {
  std::map<Word, Word> words;
  for (const Block& block : image.blocks)
    for (Word i = 0; i < block.words.size(); ++i) words[block.at + i] = block.words[i];
  return words;
}

auto key(const Label& label) { return std::tie(label.value, label.name); }

}  // namespace

Word word_count(const Image& image) {
  Word count = 0;
  for (const Block& block : image.blocks) count += block.words.size();
  return count;
}

bool same(const Image& a, const Image& b) {
  if (a.entry != b.entry || a.blocks.size() != b.blocks.size() || a.labels.size() != b.labels.size()) return false;
  for (std::size_t i = 0; i < a.blocks.size(); ++i)
    if (a.blocks[i].at != b.blocks[i].at || a.blocks[i].words != b.blocks[i].words) return false;
  for (std::size_t i = 0; i < a.labels.size(); ++i)
    if (key(a.labels[i]) != key(b.labels[i])) return false;
  return true;
}

void check_shape(const Image& image) {
  Word free = 0;
  for (const Block& block : image.blocks) {
    check(!block.words.empty(), "a block without words");
    check(block.at >= free && block.at <= isa::kNameMask, "blocks not in order");
    check(block.words.size() - 1 <= isa::kNameMask - block.at, "a block beyond the last address");
    free = block.at + block.words.size();
  }
  for (std::size_t i = 1; i < image.labels.size(); ++i)
    check(key(image.labels[i - 1]) < key(image.labels[i]), "labels not in order");
}

void check_disassembly(const Image& image) {
  const std::string text = disassembly_text(image);
  const auto again = assemble_text(text, "disassembly");
  if (const auto* errors = std::get_if<std::vector<Error>>(&again))
    check(false, "the disassembly does not assemble: " + to_string(errors->front()) + "\n" + text.substr(0, 2000));
  const Image& result = std::get<Program>(again).image;
  check(result.entry == image.entry, "the disassembly has another entry");
  check(words_by_address(result) == words_by_address(image), "the disassembly has other words");
}

}  // namespace hv::fuzz
