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

/// All of them, read once.
struct LoadedTraces {
  std::vector<tb::LoadedTrace> traces;

  /// Hashes, in order, with commas.
  std::string hash() const;
  std::uint64_t references() const;
  std::uint64_t pages() const;
  std::uint64_t straddling() const;
  std::vector<explore::VmTrace> in_vms(const std::vector<explore::VmName>& names) const;
};
LoadedTraces load_traces(const TraceArguments& arguments, const explore::Configuration& configuration,
                         tb::TraceHash hash = tb::TraceHash::wanted, trace::Reading reading = trace::Reading::here);

/// The option --vm.
Option vm_option();

}  // namespace hv::cli
