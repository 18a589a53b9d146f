// SPDX-License-Identifier: Apache-2.0
// A file of waves: VCD, or what GTKWave's own converter makes of it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "trace/output_file.h"

namespace hv::cli {

/// A file that appears under its name only when it is complete. VCD, or FST where the name ends in ".fst": that takes
/// the program vcd2fst. All members throw trace::TraceError.
class WaveFile {
 public:
  /// Also where the converter is needed and not there.
  explicit WaveFile(const std::string& path);
  ~WaveFile();
  WaveFile(const WaveFile&) = delete;
  WaveFile& operator=(const WaveFile&) = delete;

  /// VCD, whatever the format.
  void write(std::string_view text) { vcd_->write(text); }
  void commit();

 private:
  void convert();

  std::string path_;
  std::string converter_;  ///< empty: none is needed
  std::string folder_;     ///< temporary, beside the file, for what has to be converted
  std::unique_ptr<trace::OutputFile> vcd_;
};

}  // namespace hv::cli
