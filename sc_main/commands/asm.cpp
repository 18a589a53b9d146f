// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "asm/assembler.h"
#include "asm/image_file.h"
#include "asm/listing.h"
#include "commands/commands.h"
#include "common.h"

namespace hv::cli {
namespace {

assembly::Options options_of(const CommandLine& line) {
  assembly::Options options;
  options.include_dirs = line.all("include");
  for (const std::string& define : line.all("define")) {
    const std::size_t equals = define.find('=');
    const std::string name = define.substr(0, equals);
    const auto value = equals == std::string::npos ? std::nullopt : assembly::constant_value(define.substr(equals + 1));
    if (!value || !assembly::is_symbol_name(name))
      throw UsageError("-D " + define + ": this is no definition; expected NAME=NUMBER");
    if (!options.defines.emplace(name, *value).second) throw UsageError("-D " + define + ": the name is given twice");
  }
  return options;
}

int run(const CommandLine& line) {
  if (!line.has("output")) throw UsageError("-o IMAGE is missing");
  const auto assembled = assembly::assemble_file(line.argument(0), options_of(line));
  if (const auto* errors = std::get_if<std::vector<assembly::Error>>(&assembled)) {
    for (const assembly::Error& error : *errors) std::cerr << assembly::to_string(error) << "\n";
    std::cerr << "hvsim asm: " << errors->size() << (errors->size() == 1 ? " error" : " errors")
              << "; no image is written\n";
    return kUsage;
  }
  const auto& program = std::get<assembly::Program>(assembled);
  if (const auto listing = line.value("listing")) write_file(*listing, assembly::listing_text(program));
  write_file(*line.value("output"), assembly::image_text(program.image));
  return kDone;
}

}  // namespace

Command asm_command() {
  return {
      "asm",
      "assemble a program of the canonical machine",
      {{"FILE.hvs"},
       {{"output", "IMAGE", "the image to write (must be there)", false, 'o'},
        {"listing", "F", "also write addresses, words and lines, and the symbols"},
        {"define", "NAME=NUMBER", "a constant", true, 'D'},
        {"include", "DIR", "where .include looks after the file's own directory", true, 'I'}}},
      "models/ISA.md describes language and image. All errors of the source are listed; then no image is written.\n",
      run};
}

}  // namespace hv::cli
