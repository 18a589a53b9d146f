// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstdio>
#include <iosfwd>
#include <string>
#include <vector>

namespace hv::bench {

/// The value changes of a VCD file, as values: what a simulator knows when it comes to writing them.
class VcdChanges {
 public:
  /// Takes those of a whole file; its head, which declares the variables, is left out. Throws
  /// std::runtime_error where a line is no change of a bit or vector.
  explicit VcdChanges(std::istream& vcd);

  /// Writes them, each with one formatted output; byte by byte what was read.
  void write(std::FILE* file) const;

  std::size_t size() const { return changes_.size(); }

 private:
  enum class Kind : std::uint8_t { time, vector, bit, other };
  struct Change {
    Kind kind;
    std::uint16_t digits = 0;  ///< of a vector: leading zeros are not written
    std::uint32_t text = 0;    ///< index into texts_: the variable's short name, or the line
    std::uint64_t value = 0;   ///< the time, or index into planes_
  };
  /// 64 four-valued digits: 0, 1, Z, X.
  struct Planes {
    std::uint64_t value = 0, special = 0;
  };

  Change parse(const std::string& line);
  std::uint64_t add_digits(const std::string& digits);
  std::uint32_t add_text(const std::string& text);
  void format(const Change& change, char* digits) const;

  std::vector<Change> changes_;
  std::vector<Planes> planes_;
  std::vector<std::string> texts_;
};

}  // namespace hv::bench
