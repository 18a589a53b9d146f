// SPDX-License-Identifier: Apache-2.0
// The file that a sweep writes, with the journal beside it: the sweep can be killed at any moment and resumed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "exploration/sweep_journal.h"
#include "explore/sweep.h"
#include "explore/sweep_table.h"

namespace hv::tb {

/// The whole text of a file. Throws trace::TraceError.
std::string read_table(const std::string& path);

class SweepFile {
 public:
  /// `table`: without rows. With `resume`, rows are taken from the journal, or from `out` itself if it is
  /// finished. Throws explore::TableError where a journal is there and is not to be resumed, or what is there
  /// is of another sweep; trace::TraceError where the system refuses. Standard output ("-") and devices have no
  /// journal, and cannot be resumed.
  SweepFile(const std::string& out, explore::SweepTable table, bool resume);

  /// As taken so far.
  const explore::SweepTable& table() const { return table_; }
  /// True where `out` is finished already; there is nothing to add then.
  bool finished() const { return finished_; }

  void add(const explore::Group& points, const std::vector<explore::RunResult>& results);
  /// Once all rows are there: `out` appears with all of them, and the journal goes.
  void finish();

 private:
  void begin(bool resume);
  bool take_finished();

  const std::string out_;
  explore::SweepTable table_;
  std::optional<SweepJournal> journal_;
  bool finished_ = false;
};

}  // namespace hv::tb
