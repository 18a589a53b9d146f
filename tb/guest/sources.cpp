// SPDX-License-Identifier: Apache-2.0
#include "guest/sources.h"

#include <algorithm>
#include <stdexcept>
#include <variant>

#include "guest/embedded.h"

namespace hv::tb {

std::optional<std::string> guest_source(const std::string& path) {
  for (std::size_t i = 0; i < kEmbeddedSourceCount; ++i)
    if (path == kEmbeddedSources[i].path) return kEmbeddedSources[i].text;
  return std::nullopt;
}

std::vector<std::string> guest_sources() {
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < kEmbeddedSourceCount; ++i) paths.emplace_back(kEmbeddedSources[i].path);
  return paths;
}

assembly::Program assemble_guest(const std::string& text, const std::string& path,
                                 const std::map<std::string, Word>& defines) {
  assembly::Options options;
  options.defines = defines;
  options.reader = guest_source;
  assembly::Assembled assembled = assembly::assemble_text(text, path, options);
  if (auto* program = std::get_if<assembly::Program>(&assembled)) return std::move(*program);
  std::string message;
  for (const assembly::Error& error : std::get<std::vector<assembly::Error>>(assembled))
    message += (message.empty() ? "" : "\n") + to_string(error);
  throw std::invalid_argument(message);
}

assembly::Program assemble_guest_source(const std::string& path, const std::map<std::string, Word>& defines) {
  const auto text = guest_source(path);
  if (!text) throw std::invalid_argument("there is no guest source " + path);
  return assemble_guest(*text, path, defines);
}

std::vector<Word> words_of(const assembly::Image& image) {
  std::vector<Word> words;
  for (const assembly::Block& block : image.blocks) {
    words.resize(std::max<std::size_t>(words.size(), block.at + block.words.size()));
    std::copy(block.words.begin(), block.words.end(), words.begin() + static_cast<std::ptrdiff_t>(block.at));
  }
  return words;
}

}  // namespace hv::tb
