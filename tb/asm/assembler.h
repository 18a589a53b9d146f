// SPDX-License-Identifier: Apache-2.0
// The assembler of the canonical machine. ISA.md, "Assembly language".
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "asm/program.h"
#include "asm/source_stack.h"

namespace hv::assembly {

/// The text of a file, or nothing where it cannot be read.
using FileReader = std::function<std::optional<std::string>(const std::string& path)>;

/// Reads files of the system, up to 64 MiB; nothing where there is more.
std::optional<std::string> read_system_file(const std::string& path);

struct Options {
  std::map<std::string, Word> defines;    ///< constants given from outside
  std::vector<std::string> include_dirs;  ///< where .include looks after the including file's own directory
  FileReader reader = read_system_file;   ///< for .include
  SourceLimits limits;
  Word most_words = Word{1} << 24;  ///< of the image
};

/// A program, or what is wrong with the source, in its order (at most 100 errors, at least one).
using Assembled = std::variant<Program, std::vector<Error>>;

/// `name` stands in messages and listing; .include looks in its directory.
Assembled assemble_text(std::string_view text, const std::string& name, const Options& options = {});
/// Reads the file with `options.reader`.
Assembled assemble_file(const std::string& path, const Options& options = {});

/// What is wrong with a source; what() has a line for each error.
class AssemblyError : public std::runtime_error {
 public:
  explicit AssemblyError(std::vector<Error> errors);
  const std::vector<Error>& errors() const { return errors_; }

 private:
  std::vector<Error> errors_;
};

/// The same for programs that come with this project, or that nothing can be done without. Throw AssemblyError.
Program must_assemble_text(std::string_view text, const std::string& name, const Options& options = {});
Program must_assemble_file(const std::string& path, const Options& options = {});

/// The value of an expression without symbols, as behind `-D NAME=`; nothing where it is none.
std::optional<Word> constant_value(std::string_view text);
/// Whether a symbol can be called so.
bool is_symbol_name(std::string_view name);

}  // namespace hv::assembly
