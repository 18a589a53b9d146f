// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "semantics/names.h"

namespace hv {

/// The console: a page of registers among the real names ("I/O resources are memory names", as on the PDP-11).
///
///   word 0  DATA     written: one character goes out; read: the next character of the input, or all ones if none is
///   left word 1  CONTROL  read: how many characters of the input are left; written: bit 0, interrupts enabled
///
/// Other words read 0 and take no notice of stores. While interrupts are enabled, an interrupt is requested when
/// CONTROL is written and when DATA is read, each time provided that input is left.
class Console {
 public:
  static constexpr unsigned kDevice = 0;  ///< its number, and its bit in I/O maps
  static constexpr Word kData = 0, kControl = 1;
  static constexpr Word kNoInput = ~Word{0};

  Word read(Word offset);
  /// The same without any effect.
  Word peek(Word offset) const;
  void write(Word offset, Word value);

  bool requests_interrupt() const { return request_; }
  void acknowledge() { request_ = false; }

  /// What can be read, from its beginning.
  void set_input(std::string text);
  /// Everything that was written.
  const std::string& output() const { return output_; }

 private:
  Word left() const { return input_.size() - at_; }
  void request() { request_ = enabled_ && left() > 0; }

  std::string input_, output_;
  std::size_t at_ = 0;
  bool enabled_ = false, request_ = false;
};

}  // namespace hv
