// SPDX-License-Identifier: Apache-2.0
#include "proof/proof_run.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "proof/proof_case.h"

namespace hv::test {
namespace {

constexpr std::size_t kFailuresKept = 20;
constexpr std::uint64_t kChunk = 20;

}  // namespace

ProofResult run_cases(std::uint64_t cases, std::uint64_t seed, unsigned jobs,
                      const std::function<void(std::uint64_t)>& progress) {
  ProofResult result;
  std::atomic<std::uint64_t> next{0}, done{0};
  std::mutex mutex;
  const auto work = [&](bool tells) {
    Mix mix;
    for (std::uint64_t begin; (begin = next.fetch_add(kChunk)) < cases;) {
      const std::uint64_t end = std::min(begin + kChunk, cases);
      for (std::uint64_t number = begin; number < end; ++number) {
        const std::uint64_t one = case_seed(seed, number);
        const std::string what = run_case(one, mix);
        if (what.empty()) continue;
        const std::lock_guard<std::mutex> lock(mutex);
        ++result.failures;
        if (result.first.size() < kFailuresKept) result.first.push_back({one, what});
      }
      done += end - begin;
      if (tells && progress) progress(done);
    }
    const std::lock_guard<std::mutex> lock(mutex);
    result.mix += mix;
  };
  std::vector<std::thread> others;
  for (unsigned job = 1; job < jobs; ++job) others.emplace_back(work, false);
  work(true);
  for (std::thread& other : others) other.join();
  return result;
}

std::vector<Share> shares(const Mix& mix) {
  const double cases = mix.cases ? static_cast<double>(mix.cases) : 1;
  std::vector<Share> all;
  const auto add = [&](const std::string& name, std::uint64_t count) {
    all.emplace_back(name, static_cast<double>(count) / cases);
  };
  for (unsigned depth = 1; depth < Mix::kDepths; ++depth) add("depth " + std::to_string(depth), mix.depths[depth]);
  for (unsigned i = 0; i < Mix::kOutcomes; ++i)
    add(std::string("outcome ") + to_string(static_cast<StepOutcome>(i)), mix.outcomes[i]);
  for (unsigned i = 1; i < Mix::kExceptions; ++i)
    add(std::string("exception ") + to_string(static_cast<ExceptionCause>(i)), mix.exceptions[i]);
  for (unsigned i = 1; i < Mix::kFaults; ++i)
    add(std::string("vm-fault ") + to_string(static_cast<FaultCause>(i)), mix.faults[i]);
  add("guest that is a VMM", mix.nests);
  add("siblings", mix.siblings);
  add("watched", mix.watched);
  add("excluded", mix.excluded);
  return all;
}

}  // namespace hv::test
