// SPDX-License-Identifier: Apache-2.0
#include "explore/sweep.h"

#include <algorithm>
#include <iostream>
#include <map>
#include <thread>

#include "commands/commands.h"
#include "common.h"
#include "exploration/load_trace.h"
#include "explore/replay.h"
#include "explore/value_text.h"
#include "progress_line.h"

namespace hv::cli {
namespace {

using explore::Axis;
using explore::SweepPoint;

/// The trace, read once for each size of page that occurs.
using TraceBySize = std::map<Word, tb::LoadedTrace>;

void refuse_what_does_not_exist(const CommandLine& line) {
  for (const char* option : {"shard", "resume"})
    if (line.has(option))
      throw UsageError(std::string("--") + option + " does not exist yet; the whole sweep runs on this machine");
}

std::vector<Axis> axes_of(const CommandLine& line) {
  std::vector<Axis> axes;
  for (const std::string& text : line.all("axis")) axes.push_back(explore::parse_axis(text));
  if (axes.empty()) throw UsageError("--axis NAME=LIST is missing; without one there is nothing to vary");
  for (const Axis& axis : axes)
    if (line.has(axis.name)) throw UsageError("--" + axis.name + " is given, and is an axis of the sweep too");
  return axes;
}

unsigned jobs_of(const CommandLine& line) {
  const auto text = line.value("jobs");
  if (!text) return std::max(1u, std::thread::hardware_concurrency());
  try {
    return static_cast<unsigned>(explore::parse_number(*text, 1, 1024));
  } catch (const explore::ParameterError& error) {
    throw UsageError(std::string("--jobs: ") + error.what());
  }
}

TraceBySize load(const std::string& path, const std::vector<SweepPoint>& points) {
  TraceBySize traces;
  for (const SweepPoint& point : points) {
    const Word page_words = point.configuration.machine.page_words;
    if (traces.count(page_words)) continue;
    if (path == "-" && !traces.empty())
      throw UsageError("standard input can be read only once, but page.words varies; give the trace as a file");
    traces.emplace(page_words, tb::load_trace(path, page_words));
  }
  return traces;
}

/// Everything that can be refused is refused before the first point runs.
void check_setups(const std::vector<Axis>& axes, const std::vector<SweepPoint>& points, const TraceBySize& traces) {
  for (const SweepPoint& point : points) try {
      explore::replay_setup(point.configuration, traces.at(point.configuration.machine.page_words).trace.pages());
    } catch (const explore::ReplayImpossible& error) {
      throw UsageError("the point " + explore::describe(axes, point) + ": " + error.what());
    }
}

/// The command that makes the same rows: without --out and --jobs, which change nothing in them.
std::string command_text(const std::string& trace, const CommandLine& line) {
  std::string text = "hvsim sweep " + trace;
  for (const std::string& axis : line.all("axis")) text += " --axis " + axis;
  for (const explore::Setting& setting : line.settings()) text += " --" + setting.name + " " + setting.value;
  return text;
}

std::vector<std::string> comments(const CommandLine& line, const TraceBySize& traces) {
  std::vector<std::string> lines = {"hvsim " + program_version(), "command: " + command_text(line.argument(0), line),
                                    "input: " + traces.begin()->second.hash};
  for (const auto& [page_words, loaded] : traces)
    lines.push_back("pages of " + std::to_string(page_words) + " words: " + std::to_string(loaded.trace.size()) +
                    " references on " + std::to_string(loaded.trace.pages()) + " pages, " +
                    std::to_string(loaded.trace.straddling()) + " straddling");
  return lines;
}

int run(const CommandLine& line) {
  refuse_what_does_not_exist(line);
  const explore::Configuration base = resolve(line);
  if (printed_config(line, base)) return kDone;
  const std::vector<Axis> axes = axes_of(line);
  const std::vector<SweepPoint> points = explore::sweep_points(base, axes);
  const unsigned jobs = jobs_of(line);
  if (line.has("dry-run")) {
    for (const SweepPoint& point : points) std::cout << explore::describe(axes, point) << "\n";
    return kDone;
  }
  const auto out = line.value("out");
  if (!out) throw UsageError("--out F.csv is missing");
  const TraceBySize traces = load(line.argument(0), points);
  check_setups(axes, points, traces);
  const auto evaluate = [&](const explore::Configuration& configuration) {
    return explore::replay(configuration, traces.at(configuration.machine.page_words).trace);
  };
  ProgressLine progress("points");
  const auto results =
      explore::run_sweep(points, evaluate, jobs, [&](std::size_t done, std::size_t all) { progress(done, all); });
  write_file(*out, explore::sweep_csv(comments(line, traces), base, axes, points, results));
  if (*out != "-") std::cout << *out << ": " << points.size() << " points\n";
  return kDone;
}

}  // namespace

Command sweep_command() {
  return {"sweep",
          "replay an address trace at every point of a grid of parameters",
          {{"TRACE"},
           {{"axis", "NAME=LIST", "a parameter that varies: a,b,c or a:b (step 1) or a:b:xK (times K)", true},
            {"out", "F.csv", "where the table goes; - is standard output"},
            {"jobs", "N", "how many points run at once; one for each core unless given"},
            {"dry-run", "", "print the points, and do nothing else"},
            {"shard", "I/N", "does not exist yet"},
            {"resume", "", "does not exist yet"}},
           true},
          "One row a point: the axes, all counters, cycles, and a digest of every real name reached. For "
          "example\n"
          "  hvsim sweep TRACE --axis associator.entries=4:4096:x2 --axis depth=0:4 --out sweep.csv\n"
          "scripts/plot-sweep draws such a table, scripts/report-sweep makes an interactive page of it.\n",
          run};
}

}  // namespace hv::cli
