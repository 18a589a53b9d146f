// SPDX-License-Identifier: Apache-2.0
#include "explore/sweep.h"

#include <algorithm>
#include <iostream>
#include <memory>
#include <thread>
#include <utility>

#include "commands/commands.h"
#include "common.h"
#include "exploration/sweep_file.h"
#include "explore/value_text.h"
#include "progress_line.h"
#include "scenario_session.h"
#include "sweep_subject.h"
#include "trace_arguments.h"

namespace hv::cli {
namespace {

using explore::Axis;
using explore::Group;
using explore::RunResult;
using explore::Shard;
using explore::SweepPoint;

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

Shard shard_of(const CommandLine& line) {
  const auto text = line.value("shard");
  if (!text) return {};
  try {
    return explore::parse_shard(*text);
  } catch (const explore::ParameterError& error) {
    throw UsageError(std::string("--shard: ") + error.what());
  }
}

/// The command that makes the same table: without what changes nothing in it, or only who computes it.
std::string command_text(const CommandLine& line) {
  std::string text = "hvsim sweep";
  for (const std::string& name : line.arguments()) text += " " + shell_word(name);
  for (const std::string& vm : line.all("vm")) text += " --vm " + shell_word(vm);
  for (const std::string& axis : line.all("axis")) text += " --axis " + shell_word(axis);
  for (const explore::Setting& setting : line.settings())
    text += " --" + setting.name + " " + shell_word(setting.value);
  if (const auto limit = line.value("max-instructions")) text += " --max-instructions " + shell_word(*limit);
  return text;
}

std::string header_of(const CommandLine& line, const SweepSubject& subject, const std::vector<Axis>& axes,
                      const Shard& shard) {
  std::vector<std::string> comments = {"hvsim " + program_version(), "command: " + command_text(line)};
  for (std::string& comment : subject.comments()) comments.push_back(std::move(comment));
  return explore::table_header(comments, subject.base(), axes, shard);
}

/// Runs what the file lacks.
void run_missing(const std::vector<const SweepPoint*>& points, unsigned jobs, const SweepSubject& subject,
                 tb::SweepFile& file) {
  std::vector<const SweepPoint*> missing;
  for (std::size_t i = 0; i < points.size(); ++i)
    if (!file.table().has(i)) missing.push_back(points[i]);
  ProgressLine progress("points", file.table().done());
  const auto evaluate = [&](const Group& group) { return subject.evaluate(group); };
  explore::run_sweep(subject.groups(missing), evaluate, jobs,
                     [&](const Group& group, const std::vector<RunResult>& results) {
                       file.add(group, results);
                       progress(file.table().done(), file.table().size());
                     });
}

explore::SweepTable empty_table(std::string header, const std::vector<const SweepPoint*>& points) {
  std::vector<std::string> keys;
  for (const SweepPoint* point : points) keys.push_back(explore::row_key(point->values));
  return {std::move(header), std::move(keys)};
}

int run(const CommandLine& line) {
  const std::unique_ptr<SweepSubject> subject = sweep_subject(line);
  const explore::Configuration base = subject->base();
  if (printed_config(line, base)) return kDone;
  const std::vector<Axis> axes = axes_of(line);
  const std::vector<SweepPoint> all = explore::sweep_points(base, axes);
  const Shard shard = shard_of(line);
  const std::vector<const SweepPoint*> points = explore::points_of(all, shard);
  const unsigned jobs = jobs_of(line);
  if (line.has("dry-run")) {
    for (const SweepPoint* point : points) std::cout << explore::describe(axes, *point) << "\n";
    return kDone;
  }
  const auto out = line.value("out");
  if (!out) throw UsageError("--out F.csv is missing");
  subject->prepare(axes, all);
  tb::SweepFile file(*out, empty_table(header_of(line, *subject, axes, shard), points), line.has("resume"));
  const std::size_t before = file.table().done();
  if (!file.finished()) try {
      run_missing(points, jobs, *subject, file);
      file.finish();
    } catch (const RunFailed& failure) {
      std::cerr << "hvsim sweep: " << failure.what() << "; there is no table\n";
      return kFailed;
    }
  if (*out != "-")
    std::cout << *out << ": " << points.size() << " points"
              << (before > 0 ? ", " + std::to_string(before) + " of them from before" : "") << "\n";
  return kDone;
}

}  // namespace

Command sweep_command() {
  return {"sweep",
          "replay an address trace, or run a scenario, at every point of a grid of parameters",
          {{"TRACE|SCENARIO"},
           {vm_option(),
            trace_memory_option(),
            {"axis", "NAME=LIST", "a parameter that varies: a,b,c or a:b (step 1) or a:b:xK (times K)", true},
            {"out", "F.csv", "where the table goes; - is standard output"},
            {"jobs", "N", "how many points run at once; one for each core unless given"},
            {"dry-run", "", "print the points, and do nothing else"},
            {"shard", "I/N", "only the points I, I+N, I+2N, … of the sweep, I from 1; hvsim merge joins the tables"},
            max_instructions_option(),
            {"resume", "", "go on where this sweep was when it was ended; what is finished is not done again"}},
           true,
           {},
           true,
           vm_option().name},
          "One row a point: the axes, all counters, cycles, and a digest of every real name reached. For "
          "example\n"
          "  hvsim sweep TRACE --axis associator.entries=4:4096:x2 --axis depth=0:4 --out sweep.csv\n"
          "scripts/plot-sweep draws such a table, scripts/report-sweep makes an interactive page of it. A SCENARIO "
          "(hvsim list), or a program (F.hvs or an image), runs its "
          "software\n"
          "at each point, without SystemC, with the results of hvsim run; one that does not end well ends the sweep "
          "with\n"
          "status 1. Several traces, or --vm NAME=TRACE, run at once at each point, as in hvsim replay.\n"
          "While it runs, finished points are kept in F.csv.part. If the sweep is ended, even by a kill, the same "
          "command\n"
          "with --resume goes on there (and with --resume from the first, it can simply be repeated). F.csv is the "
          "same byte\n"
          "for byte, however often that happened, with any number of jobs, and merged from any number of shards. "
          "Shards are\n"
          "commands of their own, on this machine or others:\n"
          "  hvsim sweep TRACE --axis … --shard 1/2 --out 1.csv\n"
          "  hvsim sweep TRACE --axis … --shard 2/2 --out 2.csv\n"
          "  hvsim merge sweep.csv 1.csv 2.csv\n"
          "scripts/sweep-slurm runs them as a job array of Slurm.\n",
          run};
}

}  // namespace hv::cli
