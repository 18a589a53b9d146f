// SPDX-License-Identifier: Apache-2.0
// What is in the memory of a machine, real or virtual, when it is switched on.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "asm/program.h"
#include "semantics/names.h"

namespace hv::tb {

/// A machine's memory, and where it starts. The same image runs at every depth.
struct GuestImage {
  std::vector<Word> words;  ///< from name 0 on; what is not there is 0
  Word pages = 0;           ///< memory of the machine that it is made for; `words` are not more
  Word entry = 0;           ///< IC
  unsigned levels = 0;      ///< of VMMs in it
  std::vector<assembly::Label> labels;

  /// Makes `words` long enough.
  void put(Word name, Word value);
};

/// Names 16 to 31 of every image (tb/guest/boot.hvs).
struct BootBlock {
  Word page_words = 512;
  Word console = 0;  ///< name of the console's first register; 0: none
  Word slice = 0;    ///< of an operating system, in instructions
  Word size = 0;     ///< of its work
  Word seed = 0;
  std::vector<Word> own;  ///< the program's own, up to 10
};

/// Writes the boot block; the memory's size is that of the image.
void put_boot_block(GuestImage& image, const BootBlock& block);

/// The program as an image with just the pages that it fills. Throws std::invalid_argument where it is longer than
/// 2^24 words.
GuestImage guest_image(const assembly::Image& program, Word page_words);

/// Assembles a guest program that is built into this library, by its path under tb/guest ("vmm/vmm.hvs").
/// Throws std::logic_error with the assembler's errors.
GuestImage built_in_guest(const std::string& path, Word page_words, const std::map<std::string, Word>& defines = {});

}  // namespace hv::tb
