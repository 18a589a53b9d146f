// SPDX-License-Identifier: Apache-2.0
#include "guest.h"
#include "machine_run.h"
#include "scenarios/pure_run.h"
#include "works.h"

namespace hv::bench {
namespace {

/// What the machine does at each instruction, by function calls: nothing of SystemC, and no page granted.
class StepWork final : public Work {
 public:
  explicit StepWork(bool quick)
      : attempts_(quick ? 10000 : 1000000), scenario_(guest(kMachineDepth, kGuestWords, kEndlessRounds)) {}

  void prepare() override {
    require(run_.begin(scenario_.starts.at(0)), "the nest cannot be entered");
    step(MachineRun::kWarmUp);
  }
  std::uint64_t run() override { return step(attempts_); }
  void check() override { require(!run_.machine().processor().stopped(), "the guest stopped"); }

 private:
  std::uint64_t step(std::uint64_t attempts) {
    for (std::uint64_t i = 0; i < attempts; ++i) run_.machine().step();
    return attempts;
  }

  std::uint64_t attempts_;
  tb::Scenario scenario_;
  tb::PureRun run_{scenario_};
};

}  // namespace

std::unique_ptr<Work> make_step(bool quick) { return std::make_unique<StepWork>(quick); }

}  // namespace hv::bench
