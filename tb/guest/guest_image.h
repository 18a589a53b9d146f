// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "semantics/names.h"

namespace hv::tb {

/// The software of one machine, real or virtual, as it lies in its memory when it is switched on.
struct GuestImage {
  std::vector<Word> words;  ///< from name 0 on; memory behind is 0
  Word pages = 0;           ///< memory of the machine; all of words lies in it
  Word entry = 0;           ///< IC, in master mode with interrupts off; r = 0, b without bound, registers 0
  std::map<std::string, Word> symbols;
};

}  // namespace hv::tb
