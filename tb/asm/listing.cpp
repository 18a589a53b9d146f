// SPDX-License-Identifier: Apache-2.0
#include "asm/listing.h"

#include <algorithm>
#include <cstdio>

#include "asm/symbol_table.h"
#include "semantics/processor/isa.h"

namespace hv::assembly {
namespace {

constexpr Word kWordsShown = 8;  // of one line of the source

std::string hex(Word word) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(word));
  return text;
}

std::string right(const std::string& text, std::size_t width) {
  return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
}

std::string left(const std::string& text, std::size_t width) {
  return text.size() < width ? text + std::string(width - text.size(), ' ') : text;
}

Word word_at(const Image& image, Word address) {
  const auto block = std::upper_bound(image.blocks.begin(), image.blocks.end(), address,
                                      [](Word value, const Block& each) { return value < each.at; });
  return std::prev(block)->words.at(address - std::prev(block)->at);
}

/// Address and word of the listing's first columns.
std::string place_text(const Image& image, const ListingLine& line, Word index) {
  if (!line.has_place) return std::string(26, ' ');
  const std::string word = index < line.words ? hex(word_at(image, line.at + index)) : "";
  return right(std::to_string(line.at + index), 8) + "  " + left(word, 16);
}

/// Whether the assembler makes this word of what isa::disassemble() writes: fields that are not written are 0.
bool is_as_written(Word word) {
  const isa::Instruction instruction = isa::decode(word);
  const isa::OpInfo* op = isa::info(instruction.code);
  return op && (op->has_register || instruction.a == 0) &&
         (op->has_operand || (instruction.x == 0 && instruction.displacement == 0));
}

/// What the operand of an instruction without index names.
std::string named(Word word, const SymbolTable& symbols) {
  const isa::Instruction instruction = isa::decode(word);
  if (!is_as_written(word) || !isa::info(instruction.code)->has_operand || instruction.x != 0) return "";
  const auto name = symbols.name_of(instruction.displacement);
  return name ? "  " + *name : "";
}

}  // namespace

std::string listing_text(const Program& program) {
  std::string text, file;
  for (const ListingLine& line : program.listing) {
    if (line.file != file) text += line.file + "\n";
    file = line.file;
    text += place_text(program.image, line, 0) + " " + right(std::to_string(line.line), 6) + " " +
            left(std::string(line.depth, '+'), 1) + " " + line.text + "\n";
    for (Word index = 1; index < std::min(line.words, kWordsShown); ++index)
      text += place_text(program.image, line, index) + "\n";
    if (line.words > kWordsShown) text += "          … " + std::to_string(line.words - kWordsShown) + " words more\n";
  }
  text += "\nentry " + std::to_string(program.image.entry) + "\n\nSymbols\n";
  for (const auto& [name, symbol] : program.symbols)
    text += "  " + left(name, 24) + " " + right(std::to_string(symbol.value), 20) + "  0x" + hex(symbol.value) +
            (symbol.is_label ? "  label\n" : "  constant\n");
  return text;
}

std::string statement_text(Word word) {
  return is_as_written(word) ? isa::disassemble(word) : ".word " + std::to_string(word);
}

std::string disassembly_text(const Image& image) {
  const SymbolTable symbols(image);
  std::string text = "        .entry " + std::to_string(image.entry) + "\n";
  auto label = symbols.labels().begin();
  for (const Block& block : image.blocks) {
    const Word end = block.at + block.words.size();
    for (; label != symbols.labels().end() && label->value < block.at; ++label)
      text += label->name + " = " + std::to_string(label->value) + "\n";
    text += "        .org " + std::to_string(block.at) + "\n";
    for (Word at = block.at; at < end; ++at) {
      for (; label != symbols.labels().end() && label->value == at; ++label) text += label->name + ":\n";
      const Word word = block.words[at - block.at];
      text += left("        " + statement_text(word), 40) + "; " + right(std::to_string(at), 6) + "  " + hex(word) +
              named(word, symbols) + "\n";
    }
  }
  for (; label != symbols.labels().end(); ++label) text += label->name + " = " + std::to_string(label->value) + "\n";
  return text;
}

}  // namespace hv::assembly
