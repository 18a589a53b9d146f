// SPDX-License-Identifier: Apache-2.0
#include "guest/os_image.h"

#include <stdexcept>

#include "guest/boot_block.h"
#include "guest/sources.h"

namespace hv::tb {
namespace {

constexpr const char* kPrograms[] = {"sieve", "matrix", "sort", "search", "list",  "hash",  "runs",
                                     "bits",  "grow",   "halter", "stray", "garbled", "divide"};
constexpr std::size_t kMostPrograms = 16;

// os/calls.hvs: what a program begins with
constexpr std::size_t kFileFixed = 2, kFileUnit = 3, kFileGrowth = 4, kFileTitle = 5;

std::string program_path(const std::string& name) { return "os/programs/" + name + ".hvs"; }

void require(const char* what, Word value, Word low, Word high) {
  if (value < low || value > high)
    throw std::invalid_argument(std::string(what) + " is " + std::to_string(value) + "; it must lie between " +
                                std::to_string(low) + " and " + std::to_string(high));
}

void require_valid(const OsParameters& parameters) {
  require("the page size in words", parameters.page_words, 32, Word{1} << 20);
  require("the workload", parameters.workload, 4, 65536);
  require("the number of programs", parameters.programs.size(), 1, kMostPrograms);
}

Word whole_pages(Word words, Word page_words) { return (words + page_words - 1) / page_words; }

/// Pages that the kernel gives a program.
Word region_pages(const std::vector<Word>& file, const OsParameters& parameters) {
  const Word words = file[kFileFixed] + file[kFileUnit] * parameters.workload;
  return whole_pages(words, parameters.page_words) + file[kFileGrowth];
}

std::vector<Word> program_file(const OsProgram& program) {
  std::vector<Word> file = words_of(assemble_guest(program.source, program_path(program.name)).image);
  if (file.size() <= kFileTitle) throw std::invalid_argument(program.name + ": a program begins with `program`");
  return file;
}

GuestImage build(const OsParameters& parameters) {
  require_valid(parameters);
  const assembly::Program kernel = assemble_guest_source("os/kernel.hvs");
  GuestImage image;
  image.entry = kernel.image.entry;
  for (const auto& [name, symbol] : kernel.symbols) image.symbols[name] = symbol.value;
  image.words = words_of(kernel.image);
  const Word files = image.words.size();
  Word regions = 0;
  for (const OsProgram& program : parameters.programs) {
    const std::vector<Word> file = program_file(program);
    image.words.insert(image.words.end(), file.begin(), file.end());
    regions += region_pages(file, parameters);
  }
  const Word needed = whole_pages(image.words.size(), parameters.page_words) + regions;
  image.pages = parameters.pages ? parameters.pages : needed;
  if (image.pages < needed)
    throw std::invalid_argument("the operating system has " + std::to_string(image.pages) + " pages; it needs " +
                                std::to_string(needed));
  BootBlock boot{parameters.page_words, image.pages,     parameters.console, parameters.slice,
                 parameters.workload,   parameters.seed, {}};
  boot.own = {files, parameters.programs.size(), image.words.size()};
  boot.fill(image.words);
  return image;
}

}  // namespace

std::vector<std::string> os_program_names() { return {std::begin(kPrograms), std::end(kPrograms)}; }

OsProgram os_program(const std::string& name) {
  const auto source = guest_source(program_path(name));
  if (!source) throw std::invalid_argument("the operating system has no program " + name);
  return {name, *source};
}

GuestImage os_image(const OsParameters& parameters) {
  if (!parameters.programs.empty()) return build(parameters);
  OsParameters all = parameters;
  for (const std::string& name : os_program_names()) all.programs.push_back(os_program(name));
  return build(all);
}

}  // namespace hv::tb
