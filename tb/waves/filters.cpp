// SPDX-License-Identifier: Apache-2.0
#include "waves/filters.h"

#include "semantics/processor/isa.h"
#include "semantics/vm_layout.h"
#include "waves/wave_codes.h"

namespace hv::tb {

using namespace waves;

namespace {

// X11 colours that white text stands out from, by what they say everywhere.
constexpr const char* kQuiet = "gray25";
constexpr const char* kPlain = "SteelBlue4";
constexpr const char* kGood = "DarkGreen";
constexpr const char* kSlow = "DarkGoldenrod4";
constexpr const char* kEnters = "purple4";
constexpr const char* kException = "OrangeRed3";
constexpr const char* kFault = "red3";

/// A file of the form that GTKWave reads: the value as it prints it, and what to show instead.
class Lines {
 public:
  template <class Code>
  Lines& add(Code code, const char* colour, const std::string& text) {
    return add_value(std::to_string(static_cast<std::uint64_t>(code)), colour, text);
  }
  Lines& add_value(const std::string& value, const char* colour, const std::string& text) {
    text_ += value + " ?" + colour + "?" + text + "\n";
    return *this;
  }
  Filter as(const std::string& name) const { return {name, text_}; }

 private:
  std::string text_;
};

Filter modes() { return Lines().add(Mode::master, kQuiet, "master").add(Mode::slave, kSlow, "slave").as("mode"); }

Filter phases() {
  return Lines()
      .add(Phase::none, kQuiet, "-")
      .add(Phase::fetch, kPlain, "fetch")
      .add(Phase::execute, kGood, "execute")
      .add(Phase::lvmid, kEnters, "LVMID")
      .add(Phase::exception, kException, "exception")
      .add(Phase::vm_fault, kFault, "VM-fault")
      .add(Phase::halted, kQuiet, "halted")
      .as("phase");
}

Filter outcomes() {
  return Lines()
      .add(0, kQuiet, "running")
      .add(outcome_code(StepOutcome::done), kGood, "done")
      .add(outcome_code(StepOutcome::exception), kException, "exception")
      .add(outcome_code(StepOutcome::vm_fault), kFault, "VM-fault")
      .add(outcome_code(StepOutcome::halt), kQuiet, "halt")
      .as("outcome");
}

Filter kinds() {
  return Lines()
      .add(Kind::none, kQuiet, "-")
      .add(Kind::fetch, kPlain, "fetch")
      .add(Kind::read, kGood, "read")
      .add(Kind::write, kSlow, "write")
      .add(Kind::swap_read, kException, "swap: read")
      .add(Kind::swap_write, kException, "swap: write")
      .as("kind");
}

Filter results() {
  return Lines()
      .add(Result::none, kQuiet, "-")
      .add(Result::reached, kGood, "real")
      .add(Result::exception, kException, "e")
      .add(Result::vm_fault, kFault, "t")
      .add(Result::nonexistent, kFault, "no memory")
      .as("result");
}

Filter associator_events() {
  return Lines()
      .add(Associator::none, kQuiet, "-")
      .add(Associator::bypassed, kQuiet, "bypassed")
      .add(Associator::hit, kGood, "hit")
      .add(Associator::miss, kFault, "miss")
      .add(Associator::miss_and_fill, kSlow, "miss, fill")
      .as("associator");
}

Filter exception_causes() {
  Lines lines;
  for (auto cause = ExceptionCause::addressing; cause <= ExceptionCause::bad_map;
       cause = static_cast<ExceptionCause>(static_cast<unsigned>(cause) + 1))
    lines.add(cause, kException, to_string(cause));
  return lines.as("exception-cause");
}

Filter fault_causes() {
  Lines lines;
  for (auto cause = FaultCause::absent; cause <= FaultCause::ended;
       cause = static_cast<FaultCause>(static_cast<unsigned>(cause) + 1))
    lines.add(cause, kFault, to_string(cause));
  return lines.as("fault-cause");
}

Filter operations() {
  Lines lines;
  lines.add(0, kQuiet, "-");
  for (unsigned code = 1; code < 256; ++code)
    if (const isa::OpInfo* op = isa::info(static_cast<std::uint8_t>(code)))
      lines.add(code, op->privileged ? kEnters : kPlain, op->mnemonic);
  return lines.as("op");
}

/// Words that are no ordinary numbers: what is loaded for the identity, and a table's word for t.
Filter words() { return Lines().add(kUnbounded, kQuiet, "all").add(kAbsentBit, kFault, "t").as("word"); }

/// Where the way down ended: the map had no value for the name of the level above.
Filter names() { return Lines().add_value("XXX", kFault, "none").as("name"); }

}  // namespace

std::vector<Filter> filters() {
  return {modes(),
          phases(),
          outcomes(),
          kinds(),
          results(),
          words(),
          names(),
          associator_events(),
          exception_causes(),
          fault_causes(),
          operations()};
}

Filter filter_of_notes(const Scenario& scenario) {
  Lines lines;
  for (std::size_t i = 0; i < scenario.notes.size(); ++i)
    lines.add(i + 1, i % 2 == 0 ? kPlain : kEnters, std::to_string(i + 1) + " " + scenario.notes[i]);
  return lines.as(scenario.name);
}

}  // namespace hv::tb
