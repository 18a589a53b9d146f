// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace hv::assembly {

/// Thrown within the assembler: what is wrong in the line at hand, and from which column (in bytes, from 1) on. With an
/// empty text it has been reported already.
struct Mistake {
  unsigned column = 1;
  std::string text;
};

}  // namespace hv::assembly
