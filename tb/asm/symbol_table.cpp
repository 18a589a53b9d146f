// SPDX-License-Identifier: Apache-2.0
#include "asm/symbol_table.h"

#include <algorithm>
#include <tuple>

namespace hv::assembly {

SymbolTable::SymbolTable(const Image& image) : labels_(image.labels) {
  std::sort(labels_.begin(), labels_.end(),
            [](const Label& a, const Label& b) { return std::tie(a.value, a.name) < std::tie(b.value, b.name); });
  for (const Block& block : image.blocks) blocks_.push_back({block.at, block.at + block.words.size()});
}

std::optional<std::string> SymbolTable::name_of(Word address) const {
  const auto above = std::upper_bound(labels_.begin(), labels_.end(), address,
                                      [](Word value, const Label& label) { return value < label.value; });
  if (above == labels_.begin()) return std::nullopt;
  const Word at = std::prev(above)->value;
  const auto label =
      std::lower_bound(labels_.begin(), above, at, [](const Label& each, Word value) { return each.value < value; });
  if (at == address) return label->name;
  const auto block = std::upper_bound(blocks_.begin(), blocks_.end(), address,
                                      [](Word value, const Range& range) { return value < range.begin; });
  if (block == blocks_.begin()) return std::nullopt;
  const Range& range = *std::prev(block);
  if (address >= range.end || at < range.begin) return std::nullopt;
  return label->name + "+" + std::to_string(address - at);
}

std::optional<Word> SymbolTable::address_of(const std::string& label) const {
  const auto found =
      std::find_if(labels_.begin(), labels_.end(), [&](const Label& each) { return each.name == label; });
  if (found == labels_.end()) return std::nullopt;
  return found->value;
}

}  // namespace hv::assembly
