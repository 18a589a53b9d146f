// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace hv::tb {

/// Where a sweep keeps what it has done while it runs: the file OUT.part, header and rows in the order in which
/// they were done, locked for this process. Whatever is appended survives the end of the process, however it
/// ends; only a kill in the middle of an append can leave half a row, as the last. All members throw
/// trace::TraceError when the system refuses.
class SweepJournal {
 public:
  /// Opens the journal of the file `out`, or creates it. Refused while another process has it.
  explicit SweepJournal(const std::string& out);
  /// A journal without rows is removed.
  ~SweepJournal();
  SweepJournal(const SweepJournal&) = delete;
  SweepJournal& operator=(const SweepJournal&) = delete;

  const std::string& name() const { return name_; }
  /// All that is in it.
  std::string read() const;
  /// Leaves only the first `length` bytes.
  void cut(std::size_t length);
  /// Empties it, but for the header.
  void begin(const std::string& header);
  /// Adds rows. After a failure none of them is in the file.
  void append(const std::string& rows);
  /// When it is not needed any more.
  void remove();

 private:
  bool open_and_lock();
  void write(const std::string& text);
  [[noreturn]] void fail(const std::string& what) const;

  const std::string name_;
  int descriptor_ = -1;
  bool worthless_ = false;  ///< to be removed with this object
};

}  // namespace hv::tb
