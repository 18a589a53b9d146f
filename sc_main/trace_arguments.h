// SPDX-License-Identifier: Apache-2.0
// The traces that a command line names, and the VMs that they are of.
#pragma once

#include <string>
#include <vector>

#include "command_line.h"
#include "exploration/load_trace.h"
#include "explore/replay_vms.h"

namespace hv::cli {

/// `TRACE…` or `--vm 1.2=TRACE …`.
class TraceArguments {
 public:
  /// Throws UsageError.
  explicit TraceArguments(const CommandLine& line);

  /// False: one trace, of the deepest VM of a nest.
  bool in_tree() const { return !named_.empty() || paths_.size() > 1; }
  const std::vector<std::string>& paths() const { return paths_; }
  /// The configuration of the command line. Throws as resolve() does, and UsageError where it says another depth than
  /// the VMs' names do.
  explore::Configuration resolve() const;
  /// Throws UsageError where the VMs cannot be those of a configuration with this depth.
  void check_depth(unsigned depth) const;
  /// A name for each trace, where they are in_tree().
  std::vector<explore::VmName> names(unsigned depth) const;

 private:
  const CommandLine& line_;
  std::vector<std::string> paths_;
  std::vector<explore::VmName> named_;
};

/// What was replayed: sums over the traces.
struct TraceFacts {
  std::uint64_t references = 0, pages = 0, straddling = 0;
  Word page_words = 0;
  std::string hash = {};  ///< of each, in order, with commas

  void add(const explore::TracePages& trace, std::uint64_t trace_references, const std::string& trace_hash);
};

/// All of them.
struct LoadedTraces {
  std::vector<tb::LoadedTrace> traces;

  TraceFacts facts() const;
  std::vector<explore::VmTrace> in_vms(const std::vector<explore::VmName>& names) const;
};

/// How a trace's file is read: as --trace-memory says, on a thread of its own where there is a processor for it, with
/// progress. Throws UsageError.
tb::TraceReading trace_reading(const CommandLine& line, tb::TraceHash hash);
LoadedTraces load_traces(const TraceArguments& arguments, const explore::Configuration& configuration,
                         const CommandLine& line, tb::TraceHash hash = tb::TraceHash::wanted);

/// The options --vm and --trace-memory.
Option vm_option();
Option trace_memory_option();

}  // namespace hv::cli
