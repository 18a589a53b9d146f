// SPDX-License-Identifier: Apache-2.0
#include "trace_arguments.h"

#include <algorithm>

#include "common.h"

namespace hv::cli {
namespace {

constexpr const char* kVm = "vm";

explore::VmName name_in(const std::string& text, std::size_t equals) try {
  if (equals == std::string::npos || equals + 1 == text.size()) throw UsageError("--vm " + text + ": it is NAME=TRACE");
  return explore::parse_vm_name(text.substr(0, equals));
} catch (const explore::ParameterError& error) {
  throw UsageError("--vm " + text + ": the name of a VM is numbers with dots, such as 1.2: " + error.what());
}

}  // namespace

TraceArguments::TraceArguments(const CommandLine& line) : line_(line), paths_(line.arguments()) {
  if (line.has(kVm) && !paths_.empty())
    throw UsageError("'" + paths_.front() + "' has no VM: either every trace is given with --vm, or none");
  for (const std::string& text : line.all(kVm)) {
    const std::size_t equals = text.find('=');
    named_.push_back(name_in(text, equals));
    paths_.push_back(text.substr(equals + 1));
  }
  if (std::count(paths_.begin(), paths_.end(), "-") > 1)
    throw UsageError("standard input can be only one of the traces");
}

explore::Configuration TraceArguments::resolve() const {
  explore::Configuration base;
  if (!named_.empty()) base.depth = explore::depth_of(named_);
  const explore::Configuration configuration = cli::resolve(line_, base);
  check_depth(configuration.depth);
  return configuration;
}

void TraceArguments::check_depth(unsigned depth) const {
  if (!named_.empty() && depth != explore::depth_of(named_))
    throw UsageError("depth is " + std::to_string(depth) + ", but the VMs given with --vm are of at most " +
                     std::to_string(explore::depth_of(named_)) + " levels; leave depth out");
  if (in_tree() && depth == 0)
    throw UsageError("several traces run in VMs of the deepest level, and at depth 0 there are no VMs");
}

std::vector<explore::VmName> TraceArguments::names(unsigned depth) const {
  return named_.empty() ? explore::sibling_names(depth, paths_.size()) : named_;
}

std::string LoadedTraces::hash() const {
  std::string text;
  for (const tb::LoadedTrace& each : traces) text += (text.empty() ? "" : ",") + each.hash;
  return text;
}

std::uint64_t LoadedTraces::references() const {
  std::uint64_t sum = 0;
  for (const tb::LoadedTrace& each : traces) sum += each.trace.size();
  return sum;
}

std::uint64_t LoadedTraces::pages() const {
  std::uint64_t sum = 0;
  for (const tb::LoadedTrace& each : traces) sum += each.trace.pages();
  return sum;
}

std::uint64_t LoadedTraces::straddling() const {
  std::uint64_t sum = 0;
  for (const tb::LoadedTrace& each : traces) sum += each.trace.straddling();
  return sum;
}

std::vector<explore::VmTrace> LoadedTraces::in_vms(const std::vector<explore::VmName>& names) const {
  std::vector<explore::VmTrace> vms;
  for (std::size_t i = 0; i < traces.size(); ++i) vms.push_back({names[i], &traces[i].trace});
  return vms;
}

LoadedTraces load_traces(const TraceArguments& arguments, const explore::Configuration& configuration,
                         tb::TraceHash hash, trace::Reading reading) {
  LoadedTraces loaded;
  for (const std::string& path : arguments.paths())
    loaded.traces.push_back(tb::load_trace(path, configuration.machine.page_words, configuration.trace,
                                           configuration.block_bits(), hash, reading));
  return loaded;
}

Option vm_option() { return {kVm, "NAME=TRACE", "replay a trace in this VM of a tree, such as 1.2", true}; }

}  // namespace hv::cli
