// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

namespace hv::trace {

// Anything that keeps a trace from being read, written or recorded in full. what() is one line for the
// user: the file, the place in it (line, byte or reference number), what is wrong, what would be right.
class TraceError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace hv::trace
