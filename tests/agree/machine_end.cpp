// SPDX-License-Identifier: Apache-2.0
#include "agree/machine_end.h"

#include <algorithm>
#include <sstream>

namespace hv::test {
namespace {

void compare_counters(std::ostream& text, const Counters& expected, const Counters& found) {
  std::vector<std::uint64_t> values;
  Counters::for_each(expected, [&](const char*, const char*, std::uint64_t value) { values.push_back(value); });
  std::size_t i = 0;
  Counters::for_each(found, [&](const char* name, const char*, std::uint64_t value) {
    if (values[i] != value) text << name << ": " << values[i] << ", " << value << "\n";
    ++i;
  });
  if (text.tellp() == std::streampos(0) && expected != found) text << "counters by level\n";
}

template <class Value>
void compare(std::ostream& text, const char* what, const Value& expected, const Value& found) {
  if (!(expected == found)) text << what << ": " << expected << ", " << found << "\n";
}

void compare_words(std::ostream& text, const char* what, const std::vector<Word>& expected,
                   const std::vector<Word>& found) {
  compare(text, what, expected.size(), found.size());
  unsigned shown = 0;
  for (std::size_t i = 0; i < std::min(expected.size(), found.size()) && shown < 4; ++i)
    if (expected[i] != found[i]) {
      text << what << " " << i << ": " << expected[i] << ", " << found[i] << "\n";
      ++shown;
    }
}

std::string text_of(const std::vector<MachineEnd::Entry>& entries) {
  std::ostringstream text;
  for (const auto& entry : entries) text << " " << entry.tag.page << "@" << entry.tag.space << "=" << entry.frame;
  return text.str();
}

}  // namespace

std::vector<MachineEnd::Entry> entries_of(const MapComposer& composer) {
  std::vector<MachineEnd::Entry> entries;
  if (!composer.associator()) return entries;
  for (const AssociatorArray& array : composer.associator()->arrays()) {
    std::vector<std::pair<Associator::Time, MachineEnd::Entry>> used;
    for (Associator::Slot slot = 0; slot < array.entries(); ++slot)
      if (const Associator::Time time = array.last_use(slot))
        used.push_back({time, {array.tag(slot), array.frame(slot).value}});
    std::sort(used.begin(), used.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (const auto& each : used) entries.push_back(each.second);
  }
  return entries;
}

MachineEnd end_of(PureMachine& machine, const Counters& front_panel) {
  MachineEnd end;
  end.counters = machine.counters() - front_panel;
  end.cycles = cycles_of(end.counters, machine.config().latencies());
  end.real_digest = machine.composer().real_digest();
  end.vmid = machine.vmid_unit().vmid().name();
  end.processor = machine.processor().state().to_words();
  for (unsigned level = 0; level <= machine.vmid_unit().vmid().depth(); ++level)
    end.processor.push_back(machine.processor().timer(level));
  end.stopped = machine.processor().stopped();
  end.halt_code = machine.processor().halt_code();
  end.console = machine.console().output();
  end.entries = entries_of(machine.composer());
  end.memory.assign(machine.memory().data(), machine.memory().data() + machine.memory().size());
  return end;
}

std::string difference(const MachineEnd& expected, const MachineEnd& found) {
  std::ostringstream text;
  compare_counters(text, expected.counters, found.counters);
  compare(text, "attempts", expected.attempts, found.attempts);
  compare(text, "cycles", expected.cycles, found.cycles);
  compare(text, "digest", expected.real_digest, found.real_digest);
  compare(text, "VMID", expected.vmid, found.vmid);
  compare_words(text, "processor word", expected.processor, found.processor);
  compare(text, "stopped", expected.stopped, found.stopped);
  compare(text, "has a halt code", expected.halt_code.has_value(), found.halt_code.has_value());
  compare(text, "halt code", expected.halt_code.value_or(0), found.halt_code.value_or(0));
  compare(text, "console", expected.console, found.console);
  compare(text, "entries", text_of(expected.entries), text_of(found.entries));
  compare_words(text, "memory word", expected.memory, found.memory);
  return text.str();
}

}  // namespace hv::test
