// SPDX-License-Identifier: Apache-2.0
#include "explore/sweep.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

namespace hv::explore {
namespace {

std::string joined(const std::vector<std::uint64_t>& numbers) {
  std::string text;
  for (const std::uint64_t number : numbers) text += (text.empty() ? "" : "/") + std::to_string(number);
  return text;
}

std::string column_names(const std::vector<Axis>& axes) {
  std::string line;
  for (const Axis& axis : axes) line += axis.name + ",";
  Counters::for_each({}, [&](const char* name, const char*, std::uint64_t) { line += std::string(name) + ","; });
  Counters::for_each_by_level(
      {}, [&](const char* name, const char*, const Counters::ByLevel&) { line += std::string(name) + ","; });
  return line + "cycles,real_digest\n";
}

std::string row(const SweepPoint& point, const RunResult& result) {
  std::string line;
  for (const std::string& value : point.values) line += value + ",";
  Counters::for_each(result.counters,
                     [&](const char*, const char*, std::uint64_t count) { line += std::to_string(count) + ","; });
  Counters::for_each_by_level(result.counters, [&](const char*, const char*, const Counters::ByLevel& counts) {
    line += joined(shown_levels(counts, point.configuration.depth)) + ",";
  });
  return line + std::to_string(result.cycles) + "," + digest_text(result.real_digest) + "\n";
}

}  // namespace

std::vector<RunResult> run_sweep(const std::vector<SweepPoint>& points, const Evaluate& evaluate, unsigned jobs,
                                 const Progress& progress) {
  std::vector<RunResult> results(points.size());
  std::atomic<std::size_t> next{0};
  std::mutex mutex;  // of what follows
  std::size_t done = 0;
  std::exception_ptr failure;
  const auto work = [&] {
    for (std::size_t i = next++; i < points.size(); i = next++) try {
        results[i] = evaluate(points[i].configuration);
        const std::lock_guard<std::mutex> lock(mutex);
        ++done;
        if (progress) progress(done, points.size());
      } catch (...) {
        const std::lock_guard<std::mutex> lock(mutex);
        if (!failure) failure = std::current_exception();
        next = points.size();  // the others finish their point and stop
      }
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < std::min<std::size_t>(jobs, points.size()); ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
  return results;
}

std::string sweep_csv(const std::vector<std::string>& comments, const Configuration& base,
                      const std::vector<Axis>& axes, const std::vector<SweepPoint>& points,
                      const std::vector<RunResult>& results) {
  std::string text;
  for (const std::string& comment : comments) text += "# " + comment + "\n";
  for (const Parameter& fixed : parameters()) {
    const bool varies =
        std::any_of(axes.begin(), axes.end(), [&](const Axis& axis) { return axis.name == fixed.name; });
    if (!varies) text += "# " + fixed.name + " = " + fixed.get(base) + "\n";
  }
  text += column_names(axes);
  for (std::size_t i = 0; i < points.size(); ++i) text += row(points[i], results[i]);
  return text;
}

}  // namespace hv::explore
