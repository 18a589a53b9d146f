// SPDX-License-Identifier: Apache-2.0
// The rows of the benchmark table. To add one: write a Work, declare what makes it in works.h, and list it in
// row.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hv::bench {

/// What a row does over and over. SystemC elaborates once, so there is one Work a process.
class Work {
 public:
  virtual ~Work() = default;
  /// What comes before the measurement. Called once.
  virtual void prepare() {}
  /// Does it once more; returns how many instructions (or references) that were.
  virtual std::uint64_t run() = 0;
  /// Throws std::runtime_error unless what was done is what the row is about. Called once, after the
  /// measurement.
  virtual void check() {}
};

/// `quick`: so little that it says nothing about speed; for the test that the row still works.
using MakeWork = std::function<std::unique_ptr<Work>(bool quick)>;

struct Row {
  std::string name;
  std::string unit;       ///< of the rate, per second of CPU time (or of real time, see below)
  std::string yardstick;  ///< the row that its rate is divided by
  MakeWork make;
  double seconds = 0.3;    ///< of CPU time, at least, in each repetition
  bool once = false;       ///< can be done only once: the rate is that of a single long run
  bool real_time = false;  ///< of several threads: the rate is per second of real time
  double wanted = 0;       ///< least ratio to the yardstick; 0: nothing is asked of it
  /// What one item of this row cannot do without: so many items of another row. Done one after the other, and nothing
  /// else, they would be the fastest that this row can be.
  struct Part {
    double items;
    std::string row;
  };
  std::vector<Part> parts{};
};

/// In the order of the table: a yardstick stands before those that are measured by it.
const std::vector<Row>& rows();
/// Null where there is no such row.
const Row* find_row(const std::string& name);

}  // namespace hv::bench
