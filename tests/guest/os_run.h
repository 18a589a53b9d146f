// SPDX-License-Identifier: Apache-2.0
// The operating system on the pure machine, watched.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "asm/assembler.h"
#include "explore/pure_machine.h"
#include "guest/os_image.h"

namespace hv::tb {

/// For the names of tests.
inline void PrintTo(const OsParameters& parameters, std::ostream* out) {
  *out << "slice " << parameters.slice << " workload " << parameters.workload << " page " << parameters.page_words
       << " seed " << parameters.seed;
}

}  // namespace hv::tb

namespace hv::test {

using tb::GuestImage;
using tb::OsParameters;
using tb::OsProgram;

/// What processes do, seen from outside. A process is told by its relocation.
class ProcessWatch final : public InstructionObserver {
 public:
  struct Seen {
    std::uint64_t last = 0;                          ///< number of the step of its last instruction
    Word first_store = ~Word{0}, last_store = 0;     ///< real names
    std::vector<std::uint64_t> slices;               ///< instructions before a timer interrupt, since the kernel
    std::map<ExceptionCause, std::uint64_t> causes;  ///< of its exceptions and interrupts
  };
  void instruction_begins(const ProcessorState& state) override {
    before_ = state;
    ++step_;
  }
  void instruction_fetched(Word word) override { instruction_ = isa::decode(word); }
  void instruction_ends(const ProcessorState&, const StepResult& result) override {
    if (before_.master()) {
      master_exceptions_ += result.outcome == StepOutcome::exception;
      return;
    }
    Seen& seen = processes_[before_.r];
    seen.last = step_;
    if (result.exception) ++seen.causes[result.exception->cause];
    if (result.outcome == StepOutcome::interrupt) seen.slices.push_back(slice_);
    slice_ = result.outcome == StepOutcome::done ? slice_ + 1 : 0;
    if (result.outcome == StepOutcome::done && instruction_.code == static_cast<std::uint8_t>(isa::Op::store))
      stored(seen);
  }
  const std::map<Word, Seen>& processes() const { return processes_; }
  std::uint64_t master_exceptions() const { return master_exceptions_; }
  std::uint64_t count(ExceptionCause cause) const {
    std::uint64_t sum = 0;
    for (const auto& [r, seen] : processes_)
      if (const auto found = seen.causes.find(cause); found != seen.causes.end()) sum += found->second;
    return sum;
  }

 private:
  void stored(Seen& seen) {
    const Word index = instruction_.x ? before_.registers[instruction_.x] : 0;
    const Word real = ((instruction_.displacement + index) & isa::kNameMask) + before_.r;
    seen.first_store = std::min(seen.first_store, real);
    seen.last_store = std::max(seen.last_store, real);
  }
  ProcessorState before_;
  isa::Instruction instruction_{};
  std::uint64_t step_ = 0, slice_ = 0, master_exceptions_ = 0;
  std::map<Word, Seen> processes_;
};

/// The image on a machine with as much memory as it asks for and the console at 2^20 pages.
struct OsRun {
  static constexpr Word kConsolePage = Word{1} << 20;

  explicit OsRun(OsParameters parameters) : OsRun(make(parameters), parameters.page_words) {}
  OsRun(GuestImage os, Word page_words) : image(std::move(os)) {
    MachineConfig config;
    config.page_words = page_words;
    config.memory_pages = image.pages;
    config.console_page = kConsolePage;
    machine = std::make_unique<PureMachine>(config);
    for (Word name = 0; name < image.words.size(); ++name) machine->memory().write(RealName{name}, image.words[name]);
    machine->processor().observe(&watch);
    ProcessorState state;
    state.ic = image.entry;
    machine->processor().set_state(state);
    machine->run(20'000'000);
  }
  static GuestImage make(OsParameters& parameters) {
    parameters.console = kConsolePage * parameters.page_words;
    return os_image(parameters);
  }
  std::optional<Word> halt_code() const { return machine->processor().halt_code(); }
  const std::string& text() const { return machine->console().output(); }
  std::vector<std::string> lines() const {
    std::vector<std::string> all;
    std::istringstream stream(text());
    for (std::string line; std::getline(stream, line);) all.push_back(line);
    return all;
  }
  Word word(Word name) const { return machine->memory().data()[name]; }
  Word label(const std::string& name) const {
    for (const auto& each : image.labels)
      if (each.name == name) return each.value;
    ADD_FAILURE() << "no label " << name;
    return 0;
  }

  GuestImage image;
  ProcessWatch watch;
  std::unique_ptr<PureMachine> machine;
};

/// A program of the test's own.
inline OsProgram own_program(const std::string& title, const std::string& body, unsigned growth = 0) {
  return {title, ".include \"program.hvs\"\n program \"" + title + "\", 0, 0, " + std::to_string(growth) +
                     "\nstart:\n" + body + "\n SVC EXIT\nend:\n"};
}

}  // namespace hv::test
