// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "explore/pure_machine.h"
#include "guest.h"
#include "plain_cpu.h"
#include "works.h"

namespace hv::bench {
namespace {

PlainCpu plain_cpu(const tb::Scenario& scenario) {
  std::vector<Word> memory(scenario.config.memory_words());
  scenario.image.for_each([&](RealName name, Word word) { memory.at(name.value) = word; });
  return PlainCpu(std::move(memory), scenario.starts.at(0).registers->ic);
}

/// The same guest on both to its end: registers, IC and all of memory must be the same.
void compare_with_pure_machine() {
  constexpr Word kRounds = 3;
  const tb::Scenario scenario = guest(0, kGuestWords, kRounds);
  PureMachine pure(scenario.config);
  scenario.image.for_each([&](RealName name, Word word) { pure.memory().write(name, word); });
  ProcessorState state;
  state.ic = scenario.starts.at(0).registers->ic;
  pure.processor().set_state(state);
  const std::uint64_t attempts = pure.run(tb::Start::kForever);
  PlainCpu plain = plain_cpu(scenario);
  require(plain.run(tb::Start::kForever) == attempts && plain.stop() == PlainCpu::Stop::halt &&
              attempts == guest_instructions(kGuestWords, kRounds),
          "the plain processor does not stop where the machine does");
  require(plain.ic() == pure.processor().state().address(), "IC is not the machine's");
  for (unsigned i = 0; i < isa::kRegisters; ++i)
    require(plain.general_register(i) == pure.processor().state().registers[i], "a register is not the machine's");
  require(std::equal(plain.memory().begin(), plain.memory().end(), pure.memory().data(),
                     pure.memory().data() + pure.memory().size()),
          "memory is not the machine's");
}

class PlainWork final : public Work {
 public:
  explicit PlainWork(bool quick)
      : attempts_(quick ? 10000 : 10000000), cpu_(plain_cpu(guest(0, kGuestWords, kEndlessRounds))) {}

  std::uint64_t run() override { return cpu_.run(attempts_); }

  void check() override {
    require(cpu_.stop() == PlainCpu::Stop::none, "the guest stopped");
    compare_with_pure_machine();
  }

 private:
  std::uint64_t attempts_;
  PlainCpu cpu_;
};

}  // namespace

std::unique_ptr<Work> make_plain(bool quick) { return std::make_unique<PlainWork>(quick); }

}  // namespace hv::bench
