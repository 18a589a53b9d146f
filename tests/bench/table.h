// SPDX-License-Identifier: Apache-2.0
// The table of all rows, from the lines that the rows print.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace hv::bench {

struct Measured {
  std::string name;
  double rate = 0;
  std::string unit;
  std::string yardstick;
  double ratio = 0;     ///< of the rate to the yardstick's
  double wanted = 0;    ///< least ratio; 0: nothing is asked of it
  double possible = 0;  ///< what the ratio would be if the row's parts were all of its work; 0: it has none
};

/// What `hv_bench ROW` prints: {"name":…,"rate":…,"unit":…}.
std::string line_of(const std::string& name, double rate);

/// Reads such lines, in any order; returns their rows in the table's order. Of several lines of a row, the best
/// rate counts. Throws std::runtime_error where a line is none, or a row or its yardstick is missing.
std::vector<Measured> read_lines(std::istream& lines);

/// An array of {"name","rate","unit","yardstick","ratio"}, with "wanted" and "possible" where they are not 0.
std::string to_json(const std::vector<Measured>& table);
/// Aligned, for people.
std::string to_text(const std::vector<Measured>& table);

}  // namespace hv::bench
