// SPDX-License-Identifier: Apache-2.0
#include "vcd_changes.h"

#include <algorithm>
#include <cinttypes>
#include <istream>
#include <stdexcept>

namespace hv::bench {
namespace {

constexpr char kDigits[] = "01zx";  // the high bit says that it is special
constexpr unsigned kMostDigits = 512;

}  // namespace

VcdChanges::VcdChanges(std::istream& vcd) {
  std::string line;
  while (std::getline(vcd, line) && line.rfind("$enddefinitions", 0) != 0) continue;
  while (std::getline(vcd, line)) changes_.push_back(parse(line));
}

VcdChanges::Change VcdChanges::parse(const std::string& line) {
  if (line[0] == '#') return {Kind::time, 0, 0, std::stoull(line.substr(1))};
  if (!line.empty() && std::string(kDigits).find(line[0]) != std::string::npos)
    return {Kind::bit, 1, add_text(line.substr(1)), add_digits(line.substr(0, 1))};
  if (line[0] != 'b') return {Kind::other, 0, add_text(line), 0};  // "$dumpvars" and what else stands around it
  const std::size_t space = line.find(' ');
  if (space == std::string::npos || space > kMostDigits) throw std::runtime_error("no change of a value: " + line);
  return {Kind::vector, static_cast<std::uint16_t>(space - 1), add_text(line.substr(space + 1)),
          add_digits(line.substr(1, space - 1))};
}

std::uint64_t VcdChanges::add_digits(const std::string& digits) {
  const std::uint64_t at = planes_.size();
  planes_.resize(at + (digits.size() + 63) / 64);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const char* const end = kDigits + 4;
    const char* const digit = std::find(kDigits, end, digits[digits.size() - 1 - i]);
    if (digit == end) throw std::runtime_error("no four-valued digit in " + digits);
    Planes& planes = planes_[at + i / 64];
    planes.value |= static_cast<std::uint64_t>((digit - kDigits) & 1) << i % 64;
    planes.special |= static_cast<std::uint64_t>((digit - kDigits) >> 1) << i % 64;
  }
  return at;
}

std::uint32_t VcdChanges::add_text(const std::string& text) {
  const auto found = std::find(texts_.begin(), texts_.end(), text);
  const auto index = static_cast<std::uint32_t>(found - texts_.begin());
  if (found == texts_.end()) texts_.push_back(text);
  return index;
}

void VcdChanges::format(const Change& change, char* digits) const {
  for (unsigned i = 0; i < change.digits; ++i) {
    const Planes& planes = planes_[change.value + i / 64];
    digits[change.digits - 1 - i] = kDigits[(planes.special >> i % 64 & 1) * 2 + (planes.value >> i % 64 & 1)];
  }
  digits[change.digits] = 0;
}

void VcdChanges::write(std::FILE* file) const {
  char digits[kMostDigits + 1];
  for (const Change& change : changes_) {
    const char* const text = texts_[change.text].c_str();
    format(change, digits);
    switch (change.kind) {
      case Kind::time: std::fprintf(file, "#%" PRIu64 "\n", change.value); break;
      case Kind::vector: std::fprintf(file, "b%s %s\n", digits, text); break;
      case Kind::bit: std::fprintf(file, "%s%s\n", digits, text); break;
      case Kind::other: std::fprintf(file, "%s\n", text); break;
    }
  }
}

}  // namespace hv::bench
