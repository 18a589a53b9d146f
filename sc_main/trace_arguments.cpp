// SPDX-License-Identifier: Apache-2.0
#include "trace_arguments.h"

#include <algorithm>
#include <memory>

#include "common.h"
#include "explore/value_text.h"
#include "progress_line.h"

namespace hv::cli {
namespace {

constexpr const char* kVm = "vm";
constexpr const char* kTraceMemory = "trace-memory";
constexpr std::uint64_t kDefaultMebibytes = 1024, kMostMebibytes = std::uint64_t{1} << 30;

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

void TraceFacts::add(const explore::TracePages& trace, std::uint64_t trace_references, const std::string& trace_hash) {
  references += trace_references;
  pages += trace.pages();
  straddling += trace.straddling();
  page_words = trace.page_words();
  hash += (hash.empty() ? "" : ",") + trace_hash;
}

TraceFacts LoadedTraces::facts() const {
  TraceFacts facts;
  for (const tb::LoadedTrace& each : traces) facts.add(each.trace, each.trace.size(), each.hash);
  return facts;
}

std::vector<explore::VmTrace> LoadedTraces::in_vms(const std::vector<explore::VmName>& names) const {
  std::vector<explore::VmTrace> vms;
  for (std::size_t i = 0; i < traces.size(); ++i) vms.push_back({names[i], &traces[i].trace});
  return vms;
}

tb::TraceReading trace_reading(const CommandLine& line, tb::TraceHash hash) {
  std::uint64_t mebibytes = kDefaultMebibytes;
  if (const auto text = line.value(kTraceMemory)) try {
      mebibytes = explore::parse_number(*text, 0, kMostMebibytes);
    } catch (const explore::ParameterError& error) {
      throw UsageError(std::string("--trace-memory: ") + error.what());
    }
  const auto shown = std::make_shared<ProgressLine>("bytes of the trace read");
  return {hash, trace::usual_reading(), (mebibytes << 20) / sizeof(explore::TracePages::Packed),
          [shown](std::uint64_t done, std::uint64_t all) { all > 0 ? (*shown)(done, all) : (*shown)(done); }};
}

LoadedTraces load_traces(const TraceArguments& arguments, const explore::Configuration& configuration,
                         const CommandLine& line, tb::TraceHash hash) {
  LoadedTraces loaded;
  for (const std::string& path : arguments.paths())
    loaded.traces.push_back(tb::load_trace(path, configuration.machine.page_words, configuration.trace,
                                           configuration.block_bits(), trace_reading(line, hash)));
  return loaded;
}

Option vm_option() { return {kVm, "NAME=TRACE", "replay a trace in this VM of a tree, such as 1.2", true}; }

Option trace_memory_option() {
  return {kTraceMemory, "MIB",
          "keep at most so much of each trace in memory (default " + std::to_string(kDefaultMebibytes) +
              "; a reference takes 4 bytes); a longer file is read again by each replay"};
}

}  // namespace hv::cli
