// SPDX-License-Identifier: Apache-2.0
#include "exploration/sweep_file.h"

#include <unistd.h>

#include <utility>

#include "trace/input_file.h"
#include "trace/output_file.h"
#include "trace/trace_error.h"

namespace hv::tb {

using explore::TableError;

std::string read_table(const std::string& path) {
  constexpr std::size_t kMost = std::size_t{1} << 30;  // bytes
  return trace::read_file(path, kMost);
}

SweepFile::SweepFile(const std::string& out, explore::SweepTable table, bool resume)
    : out_(out), table_(std::move(table)) {
  if (!trace::is_written_directly(out)) {
    journal_.emplace(out);
    begin(resume);
  } else if (resume) {
    throw TableError(out + " is no file that a sweep could be resumed from");
  }
}

void SweepFile::begin(bool resume) {
  const std::string text = journal_->read();
  const std::string& header = table_.header();
  if (header.compare(0, text.size(), text) == 0) {  // killed before the first row, or new
    finished_ = resume && take_finished();
    if (finished_)
      journal_->remove();
    else
      journal_->begin(header);
    return;
  }
  if (!resume)
    throw TableError(journal_->name() + " is there, with what a sweep had done when it ended too early: --resume " +
                     "goes on with it; to begin again, delete it");
  journal_->cut(table_.take(journal_->name(), text));
}

/// Under the journal's lock: nobody else writes `out` now.
bool SweepFile::take_finished() {
  if (::access(out_.c_str(), F_OK) != 0) return false;
  const std::string text = read_table(out_);
  table_.take(out_, text);
  if (table_.done() < table_.size() || table_.text() != text)
    throw TableError(out_ + " is damaged: its rows are not those that this sweep writes; delete it to begin again");
  return true;
}

void SweepFile::add(const explore::Group& points, const std::vector<explore::RunResult>& results) {
  std::string rows;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::string row = explore::table_row(*points[i], results[i]);
    table_.put(row);
    rows += row;
  }
  if (journal_) journal_->append(rows);
}

void SweepFile::finish() {
  trace::OutputFile file(out_);
  file.write(table_.text());
  file.commit();
  if (journal_) journal_->remove();
}

}  // namespace hv::tb
