// SPDX-License-Identifier: Apache-2.0
#include "asm/assembler.h"

#include <fstream>
#include <utility>

#include "asm/assembly.h"

namespace hv::assembly {
namespace {

std::string joined(const std::vector<Error>& errors) {
  std::string text;
  for (const Error& error : errors) text += (text.empty() ? "" : "\n") + to_string(error);
  return text;
}

Program must(Assembled assembled) {
  if (auto* errors = std::get_if<std::vector<Error>>(&assembled)) throw AssemblyError(std::move(*errors));
  return std::get<Program>(std::move(assembled));
}

}  // namespace

AssemblyError::AssemblyError(std::vector<Error> errors)
    : std::runtime_error(joined(errors)), errors_(std::move(errors)) {}

Program must_assemble_text(std::string_view text, const std::string& name, const Options& options) {
  return must(assemble_text(text, name, options));
}

Program must_assemble_file(const std::string& path, const Options& options) {
  return must(assemble_file(path, options));
}

std::optional<std::string> read_system_file(const std::string& path) {
  constexpr std::size_t kMost = std::size_t{1} << 26;
  std::ifstream file(path, std::ios::binary);
  std::string text, chunk(std::size_t{1} << 16, '\0');
  while (file && text.size() <= kMost) {
    file.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
    text.append(chunk, 0, static_cast<std::size_t>(file.gcount()));
  }
  if (!file.eof() || text.size() > kMost) return std::nullopt;
  return text;
}

Assembled assemble_text(std::string_view text, const std::string& name, const Options& options) {
  return Assembly(options).run(text, name);
}

Assembled assemble_file(const std::string& path, const Options& options) {
  const auto text = options.reader(path);
  if (!text) return std::vector<Error>{{path, 0, 0, "the file cannot be read; expected an assembly source"}};
  return assemble_text(*text, path, options);
}

std::optional<Word> constant_value(std::string_view text) {
  try {
    const Surroundings nothing{[](std::string_view, unsigned) -> std::uint32_t { throw Mistake{}; }, std::nullopt};
    const auto operands = parse_operands(text, 0, nothing);
    if (operands.size() != 1 || operands[0].kind != Operand::Kind::expression || operands[0].index) return std::nullopt;
    Symbols none;
    return none.evaluate(operands[0].expression);
  } catch (const Mistake&) {
    return std::nullopt;
  }
}

bool is_symbol_name(std::string_view name) {
  const Head head = parse_head(name);
  return !name.empty() && head.word.text == name && name[0] != '.' && !is_register_name(name);
}

}  // namespace hv::assembly
