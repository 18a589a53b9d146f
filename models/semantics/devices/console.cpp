// SPDX-License-Identifier: Apache-2.0
#include "semantics/devices/console.h"

#include <utility>

namespace hv {

Word Console::peek(Word offset) const {
  if (offset == kControl) return left();
  if (offset != kData) return 0;
  return left() > 0 ? static_cast<unsigned char>(input_[at_]) : kNoInput;
}

Word Console::read(Word offset) {
  const Word value = peek(offset);
  if (offset != kData) return value;
  if (left() > 0) ++at_;
  request();
  return value;
}

void Console::write(Word offset, Word value) {
  if (offset == kData) output_ += static_cast<char>(value & 0xff);
  if (offset != kControl) return;
  enabled_ = (value & 1) != 0;
  request();
}

void Console::set_input(std::string text) {
  input_ = std::move(text);
  at_ = 0;
}

}  // namespace hv
