// SPDX-License-Identifier: Apache-2.0
// The table that a sweep writes, as text, and how it is put together again from rows that were written
// earlier or elsewhere. Whatever way the rows came, the finished text is the same.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include "explore/run_result.h"
#include "explore/sweep_points.h"

namespace hv::explore {

/// A text is no table, or not the one wanted. what() is for the user: the file, the line, what is wrong.
class TableError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Comment lines (# …): `comments`, the axes, the shard if there is more than one, the parameters that do not
/// vary; then a line of column names: the axes, all counters, cycles, real_digest. A counter by level is one
/// column, its values separated by slashes, beginning with level 0. Where misses.apart asks for them, the kinds of miss
/// stand before cycles, conflict misses with a sign where they are negative.
std::string table_header(const std::vector<std::string>& comments, const Configuration& base,
                         const std::vector<Axis>& axes, const Shard& shard = {});

/// With what the row of a point begins: its values of the axes, a comma after each.
std::string row_key(const std::vector<std::string>& values);
std::string table_row(const SweepPoint& point, const RunResult& result);

/// Rows, each with its place, that come in any order.
class SweepTable {
 public:
  /// `header` ends with the line of column names; `keys` are the row_key()s, in the order of the rows.
  SweepTable(std::string header, std::vector<std::string> keys);

  /// Takes all rows of `text`, which begins with the header; what follows its last line end is left out.
  /// Returns the length of what was taken. Throws TableError, with `name` as the file's, where header or rows
  /// are not those of this table.
  std::size_t take(const std::string& name, const std::string& text);
  /// A row with its line end. Throws TableError where it is no row of this table, or is there already.
  void put(const std::string& row);

  const std::string& header() const { return header_; }
  std::size_t size() const { return rows_.size(); }
  std::size_t done() const { return done_; }
  bool has(std::size_t place) const { return !rows_[place].empty(); }
  const std::string& row(std::size_t place) const { return rows_[place]; }
  /// Header and rows. All rows must be there.
  std::string text() const;

 private:
  const std::string header_;
  const std::size_t columns_, axes_;
  std::unordered_map<std::string, std::size_t> places_;  ///< by key
  std::vector<std::string> rows_;                        ///< empty: not there yet
  std::size_t done_ = 0;
};

/// Compares two texts line by line: nothing if the first begins with all of the second, else a sentence
/// that says which line differs and how.
std::string difference(const std::string& text, const std::string& header);

}  // namespace hv::explore
