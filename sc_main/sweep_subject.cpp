// SPDX-License-Identifier: Apache-2.0
#include "sweep_subject.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <system_error>

#include "common.h"
#include "explore/one_pass.h"
#include "scenario_session.h"
#include "scenarios/pure_run.h"
#include "trace_arguments.h"

namespace hv::cli {
namespace {

using explore::Axis;
using explore::Group;
using explore::RunResult;
using explore::SweepPoint;

class TraceSubject final : public SweepSubject {
 public:
  explicit TraceSubject(const CommandLine& line) : line_(line), arguments_(line) {}

  explore::Configuration base() const override { return arguments_.resolve(); }

  void prepare(const std::vector<Axis>& axes, const std::vector<SweepPoint>& points) override {
    if (line_.has("max-instructions")) throw UsageError("--max-instructions is for scenarios; a trace has its end");
    for (const SweepPoint& point : points) load(point);
    for (const SweepPoint& point : points) try {
        check(point.configuration, traces_of(point));
      } catch (const explore::ReplayImpossible& error) {
        throw UsageError("the point " + explore::describe(axes, point) + ": " + error.what());
      } catch (const UsageError& error) {
        throw UsageError("the point " + explore::describe(axes, point) + ": " + error.what());
      }
  }

  std::vector<std::string> comments() const override {
    std::vector<std::string> lines = {"input: " + traces_.begin()->second.facts().hash};
    for (const auto& [which, loaded] : traces_)
      for (const tb::LoadedTrace& one : loaded.traces)
        lines.push_back("pages of " + std::to_string(one.trace.page_words()) + " words: " +
                        std::to_string(one.trace.size()) + " references on " + std::to_string(one.trace.pages()) +
                        " pages, " + std::to_string(one.trace.straddling()) + " straddling");
    return lines;
  }

  /// What differs only in the shape of the associator takes one pass over the trace; not over several, where LVMID may
  /// forget entries.
  std::vector<Group> groups(const std::vector<const SweepPoint*>& points) const override {
    return arguments_.in_tree() ? explore::each_alone(points) : explore::one_pass_groups(points);
  }
  std::vector<RunResult> evaluate(const Group& points) const override {
    const LoadedTraces& loaded = traces_of(*points.front());
    std::vector<explore::Configuration> family;
    for (const SweepPoint* point : points) family.push_back(point->configuration);
    if (arguments_.in_tree())
      return {explore::replay_vms(family.front(), loaded.in_vms(arguments_.names(family.front().depth)))};
    return explore::replay_family(family, loaded.traces.front().trace);
  }

 private:
  /// Page size, how pages are numbered, and what is taken of each file.
  using Which = std::array<std::uint64_t, 4>;
  static Which which(const SweepPoint& point) {
    const explore::Configuration& configuration = point.configuration;
    return {configuration.machine.page_words, configuration.block_bits(), configuration.trace.skip,
            configuration.trace.references};
  }
  void load(const SweepPoint& point) {
    if (traces_.count(which(point))) return;
    const auto& paths = arguments_.paths();
    if (std::count(paths.begin(), paths.end(), "-") > 0 && !traces_.empty())
      throw UsageError(
          "standard input can be read only once, but what varies (page.words, trace.skip, trace.references, "
          "fmap.page-bits, associator.superpage-bits) needs it read anew; give the trace as a file");
    const explore::Configuration& configuration = point.configuration;
    traces_.emplace(which(point), load_traces(arguments_, configuration, line_));
  }
  void check(const explore::Configuration& configuration, const LoadedTraces& loaded) const {
    arguments_.check_depth(configuration.depth);
    if (arguments_.in_tree())
      return explore::check_vms(configuration, loaded.in_vms(arguments_.names(configuration.depth)));
    const explore::CompactTrace& trace = loaded.traces.front().trace;
    explore::replay_setup(configuration, trace.pages());
    if (const auto reason = explore::warm_up_objection(configuration.trace.warm_up, trace.size()))
      throw explore::ReplayImpossible(*reason);
  }
  const LoadedTraces& traces_of(const SweepPoint& point) const { return traces_.at(which(point)); }

  const CommandLine& line_;
  const TraceArguments arguments_;
  std::map<Which, LoadedTraces> traces_;  ///< read when the sweep is prepared
};

/// In the pure core, which agrees with the SystemC machine in all that a table holds.
class ScenarioSubject final : public SweepSubject {
 public:
  explicit ScenarioSubject(const CommandLine& line)
      : line_(line), entry_(scenario_entry(line.argument(0))), attempts_(max_instructions(line)) {}

  explore::Configuration base() const override { return resolve_for(entry_, line_); }

  void prepare(const std::vector<Axis>& axes, const std::vector<SweepPoint>& points) override {
    axes_ = axes;
    for (const SweepPoint& point : points) try {
        check_fixed(entry_, point.configuration);
        const std::string hash = make_scenario(entry_, point.configuration).image.hash();
        hashes_.put(point.index, {std::stoull(hash, nullptr, 16)});
      } catch (const UsageError& error) {
        throw UsageError("the point " + explore::describe(axes, point) + ": " + error.what());
      }
  }

  /// One hash, of the hashes of all points' memory images.
  std::vector<std::string> comments() const override { return {"input: " + hashes_.hash()}; }

  std::vector<RunResult> evaluate(const Group& points) const override {
    std::vector<RunResult> results;
    for (const SweepPoint* point : points) results.push_back(run(*point));
    return results;
  }

 private:
  /// One at a time: guest software is assembled here.
  tb::Scenario build(const SweepPoint& point) const {
    const std::lock_guard<std::mutex> lock(building_);
    return make_scenario(entry_, point.configuration);
  }
  RunResult run(const SweepPoint& point) const {
    const tb::Scenario scenario = build(point);
    tb::PureRun run(scenario);
    const bool complete = run.run(attempts_);
    const auto halt = run.machine().processor().halt_code();
    const std::string where = "the point " + explore::describe(axes_, point) + ": the machine ";
    if (!complete)
      throw RunFailed(where + "had not stopped after " + std::to_string(run.counters().instructions) + " instructions");
    if (scenario.halt_code && halt != scenario.halt_code)
      throw RunFailed(where + "stopped " + (halt ? "with HALT " + std::to_string(*halt) : std::string("without HALT")) +
                      "; HALT " + std::to_string(*scenario.halt_code) + " was expected");
    return {run.counters(), run.cycles(), run.machine().composer().real_digest()};
  }

  const CommandLine& line_;
  const tb::CatalogueEntry entry_;
  const std::uint64_t attempts_;
  std::vector<Axis> axes_;
  tb::Image hashes_;  ///< a word for each point
  mutable std::mutex building_;
};

/// By its name, or by how an image begins; everything else that is in a file is a trace.
bool is_program(const std::string& path) {
  const std::filesystem::path file(path);
  std::error_code unknown;
  if (!std::filesystem::is_regular_file(file, unknown)) return false;
  std::ifstream in(file, std::ios::binary);
  std::string start(8, ' ');
  in.read(start.data(), static_cast<std::streamsize>(start.size()));
  return file.extension() == ".hvs" || start == "hv-image";
}

}  // namespace

std::unique_ptr<SweepSubject> sweep_subject(const CommandLine& line) {
  if (line.arguments().empty()) return std::make_unique<TraceSubject>(line);  // --vm, or only --print-config
  const std::string& name = line.argument(0);
  std::error_code unknown;
  const bool is_file = name == "-" || std::filesystem::exists(name, unknown);
  if (tb::find_scenario(name) || !is_file || is_program(name)) {
    if (line.arguments().size() > 1)
      throw UsageError("'" + line.argument(1) + "' is one argument too many: " + name + " runs software, by itself");
    if (line.has("vm")) throw UsageError("--vm gives a VM a trace to replay, but " + name + " is a scenario");
    if (line.has(trace_memory_option().name))
      throw UsageError("--trace-memory is for traces, but " + name + " is none");
    return std::make_unique<ScenarioSubject>(line);
  }
  return std::make_unique<TraceSubject>(line);
}

}  // namespace hv::cli
