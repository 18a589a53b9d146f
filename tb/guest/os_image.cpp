// SPDX-License-Identifier: Apache-2.0
#include "guest/os_image.h"

#include <iterator>
#include <stdexcept>

#include "asm/assembler.h"
#include "guest/sources.h"

namespace hv::tb {
namespace {

constexpr const char* kPrograms[] = {"sieve", "matrix", "sort",   "search", "list",    "hash",  "runs",
                                     "bits",  "grow",   "halter", "stray",  "garbled", "divide"};
constexpr std::size_t kMostPrograms = 16;  // os/process.hvs

// os/calls.hvs: what a program begins with
constexpr std::size_t kFileFixed = 2, kFileUnit = 3, kFileGrowth = 4, kFileTitle = 5;

std::string program_path(const std::string& name) { return "os/programs/" + name + ".hvs"; }

void require(const char* what, Word value, Word low, Word high) {
  if (value < low || value > high)
    throw std::invalid_argument(std::string(what) + " is " + std::to_string(value) + "; it must lie between " +
                                std::to_string(low) + " and " + std::to_string(high));
}

void require_valid(const OsParameters& parameters) {
  require("the operating system's page size in words", parameters.page_words, 32, Word{1} << 20);
  require("its workload", parameters.workload, 4, 65536);
  require("the number of its programs", parameters.programs.size(), 1, kMostPrograms);
}

Word whole_pages(Word words, Word page_words) { return (words + page_words - 1) / page_words; }

std::vector<Word> program_file(const OsProgram& program, Word page_words) {
  assembly::Options options;
  options.reader = guest_source;
  const auto assembled = assembly::must_assemble_text(program.source, program_path(program.name), options);
  std::vector<Word> file = guest_image(assembled.image, page_words).words;
  if (file.size() <= kFileTitle)
    throw std::invalid_argument("the program " + program.name + " has no head; expected `program` at its beginning");
  return file;
}

/// Pages that the kernel gives a program.
Word region_pages(const std::vector<Word>& file, const OsParameters& parameters) {
  const Word words = file[kFileFixed] + file[kFileUnit] * parameters.workload;
  return whole_pages(words, parameters.page_words) + file[kFileGrowth];
}

GuestImage build(const OsParameters& parameters) {
  require_valid(parameters);
  GuestImage image = built_in_guest("os/kernel.hvs", parameters.page_words);
  const Word files = image.words.size();
  Word regions = 0;
  for (const OsProgram& program : parameters.programs) {
    const std::vector<Word> file = program_file(program, parameters.page_words);
    image.words.insert(image.words.end(), file.begin(), file.end());
    regions += region_pages(file, parameters);
  }
  const Word end = image.words.size();
  const Word needed = whole_pages(end, parameters.page_words) + regions;
  image.pages = parameters.pages != 0 ? parameters.pages : needed;
  if (image.pages < needed)
    throw std::invalid_argument("the operating system has " + std::to_string(image.pages) + " pages; it needs " +
                                std::to_string(needed));
  put_boot_block(image, {parameters.page_words,
                         parameters.console,
                         parameters.slice,
                         parameters.workload,
                         parameters.seed,
                         {files, parameters.programs.size(), end}});
  return image;
}

}  // namespace

std::vector<std::string> os_programs() { return {std::begin(kPrograms), std::end(kPrograms)}; }

OsProgram os_program(const std::string& name) {
  const auto source = guest_source(program_path(name));
  if (!source) throw std::invalid_argument("the operating system has no program " + name);
  return {name, *source};
}

GuestImage os_image(const OsParameters& parameters) {
  if (!parameters.programs.empty()) return build(parameters);
  OsParameters all = parameters;
  for (const std::string& name : os_programs()) all.programs.push_back(os_program(name));
  return build(all);
}

}  // namespace hv::tb
