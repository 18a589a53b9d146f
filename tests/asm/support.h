// SPDX-License-Identifier: Apache-2.0
// What the tests of the assembler share.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "asm/assembler.h"

namespace hv::assembly {

/// A reader of files that stand in the test itself.
inline FileReader files(std::map<std::string, std::string> texts) {
  return [texts](const std::string& path) -> std::optional<std::string> {
    const auto found = texts.find(path);
    if (found == texts.end()) return std::nullopt;
    return found->second;
  };
}

/// The program, called t.hvs, that must be right.
inline Program assembled(const std::string& text, const Options& options = {}) {
  Assembled result = assemble_text(text, "t.hvs", options);
  if (const auto* errors = std::get_if<std::vector<Error>>(&result)) {
    for (const Error& error : *errors) ADD_FAILURE() << to_string(error) << "\nin\n" << text;
    return {};
  }
  return std::get<Program>(std::move(result));
}

/// Its words, which must be one block from 0 on.
inline std::vector<Word> words(const std::string& text, const Options& options = {}) {
  const Program program = assembled(text, options);
  if (program.image.blocks.empty()) return {};
  EXPECT_EQ(program.image.blocks.size(), 1u) << text;
  EXPECT_EQ(program.image.blocks[0].at, 0u) << text;
  return program.image.blocks[0].words;
}

/// Address and word of all its words.
inline std::map<Word, Word> memory(const Image& image) {
  std::map<Word, Word> result;
  for (const Block& block : image.blocks)
    for (std::size_t i = 0; i < block.words.size(); ++i) result[block.at + i] = block.words[i];
  return result;
}

/// The errors of a program that must be wrong, as the user sees them.
inline std::vector<std::string> errors(const std::string& text, const Options& options = {}) {
  const Assembled result = assemble_text(text, "t.hvs", options);
  const auto* found = std::get_if<std::vector<Error>>(&result);
  if (!found) {
    ADD_FAILURE() << "assembled, yet it is wrong:\n" << text;
    return {};
  }
  std::vector<std::string> texts;
  for (const Error& error : *found) texts.push_back(to_string(error));
  return texts;
}

}  // namespace hv::assembly
