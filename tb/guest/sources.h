// SPDX-License-Identifier: Apache-2.0
// The guest software's sources, which are part of the program: nothing is read from files at run time.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "asm/assembler.h"

namespace hv::tb {

/// Text of a source by its path beneath tb/guest, as "os/kernel.hvs"; nothing where there is none.
std::optional<std::string> guest_source(const std::string& path);
/// Their paths.
std::vector<std::string> guest_sources();

/// Assembles a text; .include finds the sources above, from the directory of `path`. Throws std::invalid_argument with
/// the assembler's errors, one a line.
assembly::Program assemble_guest(const std::string& text, const std::string& path,
                                 const std::map<std::string, Word>& defines = {});
/// The same of the source with this path.
assembly::Program assemble_guest_source(const std::string& path, const std::map<std::string, Word>& defines = {});
/// The image's words from name 0 to its last one, with 0 in between.
std::vector<Word> words_of(const assembly::Image& image);

}  // namespace hv::tb
