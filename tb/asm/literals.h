// SPDX-License-Identifier: Apache-2.0
// Values of tokens. All throw Mistake at the token's column, or at the place within it.
#pragma once

#include <string>
#include <string_view>

#include "semantics/names.h"

namespace hv::assembly {

/// Decimal, 0x… or 0b…, up to 2^64 − 1.
Word number_value(std::string_view token, unsigned column);
/// 'c', with an escape '\n'.
Word character_value(std::string_view token, unsigned column);
/// "text", with escapes \n \t \\ \" \' \0 \xNN.
std::string string_value(std::string_view token, unsigned column);
/// R0 … R15.
unsigned register_number(std::string_view token, unsigned column);

/// For messages: bytes that cannot be shown are written \xNN.
std::string printable(std::string_view text);
/// "1 word", "2 words".
std::string counted(std::size_t count, const std::string& what);
/// In capital letters (ASCII only).
std::string capitals(std::string_view text);

}  // namespace hv::assembly
