// SPDX-License-Identifier: Apache-2.0
#include "asm/literals.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "asm/mistake.h"
#include "asm/statement.h"

namespace hv::assembly {
namespace {

bool is_hexadecimal(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// The character that an escape stands for; `at` is at the backslash, then behind the escape.
char escape_value(std::string_view text, std::size_t& at, unsigned column) {
  const unsigned here = column + static_cast<unsigned>(at);
  const char kind = text[at + 1];
  at += 2;
  switch (kind) {
    case 'n': return '\n';
    case 't': return '\t';
    case '0': return '\0';
    case '\\':
    case '"':
    case '\'': return kind;
    case 'x': break;
    default:
      throw Mistake{here,
                    "there is no escape \\" + printable({&kind, 1}) + R"(; expected one of \n \t \\ \" \' \0 \xNN)"};
  }
  if (at + 2 > text.size() || !is_hexadecimal(text[at]) || !is_hexadecimal(text[at + 1]))
    throw Mistake{here, "the escape \\x is cut short; expected two hexadecimal digits behind it"};
  unsigned value = 0;
  std::from_chars(text.data() + at, text.data() + at + 2, value, 16);
  at += 2;
  return static_cast<char>(value);
}

}  // namespace

Word number_value(std::string_view token, unsigned column) {
  int base = 10;
  std::string_view digits = token;
  if (token.size() > 1 && token[0] == '0' && (token[1] == 'x' || token[1] == 'X')) base = 16;
  if (token.size() > 1 && token[0] == '0' && (token[1] == 'b' || token[1] == 'B')) base = 2;
  if (base != 10) digits.remove_prefix(2);
  Word value = 0;
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (digits.empty() || end != digits.data() + digits.size())
    throw Mistake{column, "'" + std::string(token) +
                              "' is no number; expected decimal digits, 0x with hexadecimal or "
                              "0b with binary ones"};
  if (code == std::errc::result_out_of_range)
    throw Mistake{column, std::string(token) + " has more than 64 bits; expected at most 18446744073709551615"};
  return value;
}

Word character_value(std::string_view token, unsigned column) {
  const std::string value = string_value(token, column);
  if (value.size() != 1)
    throw Mistake{column, printable(token) + " is not one character; expected one byte between single quotes"};
  return static_cast<unsigned char>(value[0]);
}

std::string string_value(std::string_view token, unsigned column) {
  const std::string_view text = token.substr(0, token.size() - 1);  // without the closing quote
  std::string value;
  for (std::size_t at = 1; at < text.size();) {
    if (text[at] == '\\')
      value += escape_value(text, at, column);
    else
      value += text[at++];
  }
  return value;
}

bool is_register_name(std::string_view name) {
  return name.size() > 1 && (name[0] == 'R' || name[0] == 'r') &&
         std::all_of(name.begin() + 1, name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

unsigned register_number(std::string_view token, unsigned column) {
  unsigned value = 0;
  const auto [end, code] = std::from_chars(token.data() + 1, token.data() + token.size(), value);
  (void)end;
  if (code != std::errc{} || value > 15 || (token.size() > 2 && token[1] == '0'))
    throw Mistake{column, "there is no register " + std::string(token.substr(0, 20)) + "; expected R0 to R15"};
  return value;
}

std::string printable(std::string_view text) {
  std::string result;
  for (const char c : text) {
    char hex[5];
    std::snprintf(hex, sizeof hex, "\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(c)));
    result += c >= ' ' && c < 127 ? std::string(1, c) : std::string(hex);
  }
  return result;
}

std::string counted(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string capitals(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return result;
}

}  // namespace hv::assembly
