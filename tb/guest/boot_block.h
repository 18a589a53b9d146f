// SPDX-License-Identifier: Apache-2.0
// The boot block: what an image is told about its machine. boot.hvs has the same names for the guest's side.
#pragma once

#include <vector>

#include "semantics/names.h"

namespace hv::tb {

struct BootBlock {
  static constexpr Word kPageWords = 16, kPages = 17, kConsole = 18, kSlice = 19, kWorkload = 20, kSeed = 21,
                        kOwn = 22, kFirstFree = 64;

  Word page_words = 512;
  Word pages = 0;          ///< memory of the machine
  Word console = 0;        ///< name of the console's page; 0: none
  Word slice = 0;          ///< in instructions
  Word workload = 0;       ///< how much work the programs do
  Word seed = 0;           ///< of their pseudo-random numbers
  std::vector<Word> own;   ///< words 22, 23, …: the image's own parameters; up to word 63

  /// Fills in words 16 to 63; `words` becomes at least 64 words long. Throws std::invalid_argument if `own` is too long.
  void fill(std::vector<Word>& words) const;
};

}  // namespace hv::tb
