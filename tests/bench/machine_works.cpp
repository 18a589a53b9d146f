// SPDX-License-Identifier: Apache-2.0
#include "guests.h"
#include "machine_run.h"
#include "works.h"

namespace hv::bench {
namespace {

bool nearly(double value, double expected) { return value > 0.99 * expected && value < 1.01 * expected; }

using sc::CpuModule;

/// The machine, each access a chain of b_transport() calls; in lock-step it waits after each.
class MachineWork : public Work {
 public:
  MachineWork(bool lock_step, std::uint64_t attempts)
      : lock_step_(lock_step),
        attempts_(attempts),
        run_(lock_step ? CpuModule::Execution::lock_step : CpuModule::Execution::transport) {}

  void prepare() override {
    run_.warm_up();
    before_ = run_.machine().counters();
    waits_before_ = sc_core::sc_delta_count();
  }

  std::uint64_t run() override {
    run_.go_on(attempts_);
    return attempts_;
  }

  /// The guest's rhythm, which the bare rows imitate, is what has been measured.
  void check() override {
    const Counters work = run_.machine().counters() - before_;
    const auto instructions = static_cast<double>(work.instructions);
    require(!run_.machine().cpu.processor().stopped(), "the guest stopped");
    require(
        nearly(static_cast<double>(work.references) / instructions, 1.0 * kElementReferences / kElementInstructions),
        "the guest does not make the references that transport.bare makes");
    require(work.associator_misses == 0 && work.associator_hits == work.references,
            "not all references are answered by the associator");
    const auto waits = static_cast<double>(sc_core::sc_delta_count() - waits_before_);
    require(!lock_step_ || nearly(waits / instructions, 1.0 * kElementWaits / kElementInstructions),
            "the machine does not wait as often as lockstep.bare");
  }

 protected:
  sc::Machine& machine() { return run_.machine(); }

 private:
  bool lock_step_;
  std::uint64_t attempts_;
  MachineRun run_;
  Counters before_;
  sc_dt::uint64 waits_before_ = 0;
};

/// By direct memory pointers, as hvsim runs it where nobody watches.
class FastWork final : public Work {
 public:
  FastWork(const Guest& guest, bool quick)
      : endless_(guest.endless),
        warm_up_(guest.warm_up),
        attempts_(quick ? guest.attempts / 1000 : guest.attempts),
        run_(guest.scenario, CpuModule::Execution::direct) {}

  void prepare() override { run_.warm_up(warm_up_); }
  std::uint64_t run() override {
    const std::uint64_t before = run_.machine().counters().instructions;
    run_.go_on(attempts_);
    return run_.machine().counters().instructions - before;
  }
  void check() override { require(!endless_ || !run_.machine().cpu.processor().stopped(), "the guest stopped"); }

 private:
  bool endless_;
  std::uint64_t warm_up_, attempts_;
  MachineRun run_;
};

class VcdWork final : public MachineWork {
 public:
  explicit VcdWork(bool quick) : MachineWork(true, quick ? 1000 : 5000), waves_(machine()) {}
  ~VcdWork() override { waves_.close(); }

 private:
  Waves waves_;
};

}  // namespace

std::unique_ptr<Work> make_fast(const std::string& guest, unsigned depth, bool quick) {
  return std::make_unique<FastWork>(make_guest(guest, depth), quick);
}
std::unique_ptr<Work> make_transport(bool quick) {
  return std::make_unique<MachineWork>(false, quick ? 10000 : 500000);
}
std::unique_ptr<Work> make_lockstep(bool quick) { return std::make_unique<MachineWork>(true, quick ? 10000 : 100000); }
std::unique_ptr<Work> make_vcd(bool quick) { return std::make_unique<VcdWork>(quick); }

}  // namespace hv::bench
