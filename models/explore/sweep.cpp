// SPDX-License-Identifier: Apache-2.0
#include "explore/sweep.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace hv::explore {

std::vector<Group> each_alone(const std::vector<const SweepPoint*>& points) {
  std::vector<Group> groups;
  for (const SweepPoint* point : points) groups.push_back({point});
  return groups;
}

void run_sweep(const std::vector<Group>& groups, const Evaluate& evaluate, unsigned jobs, const Finished& finished) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;  // of what follows
  std::exception_ptr failure;
  const auto work = [&] {
    for (std::size_t i = next++; i < groups.size(); i = next++) try {
        const std::vector<RunResult> results = evaluate(groups[i]);
        if (results.size() != groups[i].size()) throw std::logic_error("a group of points without a result for each");
        const std::lock_guard<std::mutex> lock(mutex);
        finished(groups[i], results);
      } catch (...) {
        const std::lock_guard<std::mutex> lock(mutex);
        if (!failure) failure = std::current_exception();
        next = groups.size();  // the others finish their group and stop
      }
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < std::min<std::size_t>(jobs, groups.size()); ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace hv::explore
