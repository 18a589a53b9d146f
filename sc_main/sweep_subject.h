// SPDX-License-Identifier: Apache-2.0
// What a sweep does at each of its points: replay a trace, or run guest software.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "command_line.h"
#include "explore/sweep.h"

namespace hv::cli {

class SweepSubject {
 public:
  virtual ~SweepSubject() = default;

  /// The configuration, before axes change it. Throws UsageError or explore::ParameterError.
  virtual explore::Configuration base() const = 0;
  /// Reads or builds what is to be run, and refuses (UsageError) a sweep with a point that cannot run: before
  /// the first one does.
  virtual void prepare(const std::vector<explore::Axis>& axes, const std::vector<explore::SweepPoint>& points) = 0;
  /// Lines for the table: `input: HASH`, and what else is to be said. After prepare().
  virtual std::vector<std::string> comments() const = 0;
  /// Which points are done together.
  virtual std::vector<explore::Group> groups(const std::vector<const explore::SweepPoint*>& points) const {
    return explore::each_alone(points);
  }
  /// After prepare(); called by several threads at once. Throws RunFailed.
  virtual std::vector<explore::RunResult> evaluate(const explore::Group& points) const = 0;
};

/// A point came to no end, or to a wrong one.
class RunFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// By the command line's first argument: a scenario's name, a file with a program, or else a trace. The command line
/// must outlive it.
std::unique_ptr<SweepSubject> sweep_subject(const CommandLine& line);

}  // namespace hv::cli
