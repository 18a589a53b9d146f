// SPDX-License-Identifier: Apache-2.0
#include "measure.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <stdexcept>

namespace hv::bench {
namespace {

constexpr int kRepetitions = 2;
constexpr double kQuickSeconds = 0.001;

class Best final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.error_occurred) throw std::runtime_error(run.error_message);
      const auto counter = run.counters.find("items_per_second");  // of CPU time, or of real time
      if (run.run_type == Run::RT_Iteration && counter != run.counters.end())
        rate_ = std::max<double>(rate_, counter->second);
    }
  }
  double rate() const { return rate_; }

 private:
  double rate_ = 0;
};

}  // namespace

double measure(const Row& row, bool quick) {
  const std::unique_ptr<Work> work = row.make(quick);
  work->prepare();
  auto* const benchmark = benchmark::RegisterBenchmark(row.name.c_str(), [&](benchmark::State& state) {
    std::uint64_t items = 0;
    for (auto _ : state) items += work->run();
    state.SetItemsProcessed(static_cast<std::int64_t>(items));
  });
  benchmark->MeasureProcessCPUTime();
  if (row.real_time) benchmark->UseRealTime();
  if (row.once)
    benchmark->Iterations(1);
  else
    benchmark->MinTime(quick ? kQuickSeconds : row.seconds)->Repetitions(quick ? 1 : kRepetitions);
  Best best;
  benchmark::RunSpecifiedBenchmarks(&best);
  benchmark::ClearRegisteredBenchmarks();
  work->check();
  if (!(best.rate() > 0)) throw std::runtime_error("no time was measured");
  return best.rate();
}

}  // namespace hv::bench
