// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <ostream>
#include <sstream>

#include "explore/value_text.h"
#include "monitors/event.h"
#include "stepper/explain.h"
#include "stepper/stepper.h"
#include "stepper/view.h"

namespace hv::tb {

struct Stepper::Entry {
  const char* name;
  char letter;              ///< that is enough, though others begin with it; 0: none
  std::size_t least, most;  ///< words after it
  const char* arguments;
  const char* help;
  void (Stepper::*run)(const Words&);
};

const std::vector<Stepper::Entry>& Stepper::entries() {
  static const std::vector<Entry> all{
      {"step", 's', 0, 1, "[N]", "one instruction, or N", &Stepper::step},
      {"next", 'n', 0, 0, "", "one instruction; if it enters a VM, until that is left again", &Stepper::next},
      {"continue", 'c', 0, 1, "[N]", "until something stops it, at most N instructions", &Stepper::go_on},
      {"break", 'b', 1, 1, "[VMID:]NAME|LABEL",
       "stop before the instruction at this process name (default: of the running machine)", &Stepper::set_break},
      {"break", 0, 1, 1, "fault|exception|interrupt|lvmid", "stop after the next of these", &Stepper::set_break},
      {"watch", 0, 1, 2, "[LEVEL|VMID] NAME", "stop when this word changes", &Stepper::set_watch},
      {"delete", 'd', 0, 1, "[NUMBER]", "delete a breakpoint or watchpoint, or all", &Stepper::remove},
      {"info", 'i', 0, 0, "", "list them", &Stepper::info},
      {"registers", 'r', 0, 0, "", "VMID, mode, IC, R-B, registers, interval timers", &Stepper::registers},
      {"dump", 0, 1, 3, "[LEVEL|VMID] NAME [COUNT]",
       "words of memory (default: of the running machine; level 0: real memory)", &Stepper::dump},
      {"disassemble", 0, 0, 1, "[COUNT]", "from IC on", &Stepper::disassemble},
      {"explain", 'e', 1, 2, "[phi] NAME",
       "how a resource name becomes a real one, map by map; with phi, a process name", &Stepper::explain_name},
      {"where", 'w', 0, 0, "", "the nest: control block, STATUS and saved IC of each active level", &Stepper::where},
      {"console", 0, 0, 0, "", "what was written to the console", &Stepper::console},
      {"counters", 0, 0, 0, "", "what was counted so far", &Stepper::counters},
      {"reset", 0, 0, 0, "", "begin again; breakpoints stay", &Stepper::reset},
      {"help", 'h', 0, 0, "", "this list", &Stepper::help},
      {"quit", 'q', 0, 0, "", "end", nullptr},
  };
  return all;
}

namespace {

std::uint64_t count_of(const std::string& text) {
  const Word count = parse_word(text, "number");
  if (count == 0) throw StepperError("the number must be at least 1");
  return count;
}

}  // namespace

const Stepper::Entry& Stepper::find(const std::string& word) {
  std::vector<const Entry*> fitting;
  std::vector<std::string> names;
  for (const Entry& entry : entries()) {
    const std::string name = entry.name;
    if (!names.empty() && names.back() == name) continue;
    names.push_back(name);
    if (name == word || word == std::string(1, entry.letter)) return entry;
    if (name.rfind(word, 0) == 0) fitting.push_back(&entry);
  }
  if (fitting.size() == 1) return *fitting.front();
  if (fitting.empty()) throw StepperError("there is no command " + word + "; there are " + explore::listed(names));
  names.clear();
  for (const Entry* entry : fitting) names.emplace_back(entry->name);
  throw StepperError(word + " may be " + explore::listed(names));
}

bool Stepper::command(const std::string& line) {
  std::istringstream stream(line);
  std::string name, word;
  if (!(stream >> name)) return true;
  const Entry& entry = find(name);
  Words words;
  while (stream >> word) words.push_back(word);
  if (words.size() < entry.least || words.size() > entry.most)
    throw StepperError(std::string("it is: ") + entry.name + " " + entry.arguments);
  if (!entry.run) return false;
  (this->*entry.run)(words);
  return true;
}

void Stepper::step(const Words& words) { go({words.empty() ? 1 : count_of(words[0]), true, std::nullopt}); }

void Stepper::next(const Words&) { go({Start::kForever, false, walk_.running().size()}); }

void Stepper::go_on(const Words& words) {
  go({words.empty() ? Start::kForever : count_of(words[0]), false, std::nullopt});
}

void Stepper::set_break(const Words& words) {
  using Kind = Breakpoint::Kind;
  const std::string& what = words[0];
  const std::pair<const char*, Kind> events[] = {
      {"fault", Kind::fault}, {"exception", Kind::exception}, {"interrupt", Kind::interrupt}, {"lvmid", Kind::lvmid}};
  Breakpoint point;
  point.text = what;
  for (const auto& [name, kind] : events)
    if (what == name) {
      point.kind = kind;
      return add(point);
    }
  const std::size_t colon = what.find(':');
  point.vmid = colon == std::string::npos ? walk_.running() : parse_vmid(what.substr(0, colon));
  const std::string machine = tree_name(point.vmid);
  const std::string place = colon == std::string::npos ? what : what.substr(colon + 1);
  point.place = parse_place(walk_.symbols(), machine, place);
  point.text = machine + ":" + place;
  add(point);
}

void Stepper::set_watch(const Words& words) {
  const MemoryView view = words.size() == 2 ? MemoryView(walk_, words[0]) : MemoryView(walk_);
  const Word name = parse_place(walk_.symbols(), view.machine(), words.back()).name;
  const auto real = view.real(name);
  const auto word = real ? walk_.machine().debug().read(*real) : std::nullopt;
  if (!word) throw StepperError("name " + words.back() + " of " + view.machine() + " has no real memory now");
  Breakpoint point;
  point.kind = Breakpoint::Kind::watch;
  point.watched = *real;
  point.seen = *word;
  point.text = view.machine() + ":" + words.back() + " (real " + std::to_string(real->value) + ")";
  add(point);
}

void Stepper::remove(const Words& words) {
  if (words.empty()) return breakpoints_.clear();
  const Word number = parse_word(words[0], "number of a breakpoint");
  const auto found = std::find_if(breakpoints_.begin(), breakpoints_.end(),
                                  [&](const Breakpoint& point) { return point.number == number; });
  if (found == breakpoints_.end()) throw StepperError("there is no breakpoint " + words[0]);
  breakpoints_.erase(found);
}

void Stepper::info(const Words&) {
  for (const Breakpoint& point : breakpoints_)
    out_ << point.number << "  " << (point.kind == Breakpoint::Kind::watch ? "watch " : "break ") << point.text << "\n";
  if (breakpoints_.empty()) out_ << "no breakpoints\n";
}

void Stepper::registers(const Words&) { print_registers(out_, walk_); }

void Stepper::dump(const Words& words) {
  constexpr Word kMost = 4096;
  // Of two words, the first is a machine unless it is a label.
  const bool has_view = words.size() == 3 || (words.size() == 2 && names_machine(words[0]));
  const MemoryView view = has_view ? MemoryView(walk_, words[0]) : MemoryView(walk_);
  const Word name = parse_place(walk_.symbols(), view.machine(), words[has_view ? 1 : 0]).name;
  const Word count = words.size() > (has_view ? 2u : 1u) ? count_of(words.back()) : 8;
  print_dump(out_, walk_.symbols(), view, name, std::min(count, kMost));
}

void Stepper::disassemble(const Words& words) {
  const auto place = place_of(walk_.machine().processor().state(), walk_.scenario().config.phi_form);
  if (!place) throw StepperError("IC has no resource name that could be told without tables");
  const Word count = words.empty() ? 8 : count_of(words[0]);
  print_dump(out_, walk_.symbols(), MemoryView(walk_), *place, std::min<Word>(count, 4096));
}

void Stepper::explain_name(const Words& words) {
  const bool by_process = words.size() == 2;
  if (by_process && words[0] != "phi") throw StepperError("it is: explain [phi] NAME");
  explain(out_, walk_.machine(), by_process, parse_place(walk_.symbols(), walk_.running_name(), words.back()).name);
}

void Stepper::where(const Words&) { print_nest(out_, walk_); }

void Stepper::console(const Words&) {
  const std::string& output = walk_.machine().console().output();
  out_ << output << (output.empty() || output.back() == '\n' ? "" : "\n");
}

void Stepper::counters(const Words&) { print_counters(out_, walk_); }

void Stepper::reset(const Words&) {
  walk_.reset();
  for (Breakpoint& point : breakpoints_)
    if (point.kind == Breakpoint::Kind::watch) point.seen = walk_.machine().debug().read(point.watched).value_or(0);
  greet();
}

void Stepper::help(const Words&) {
  for (const Entry& entry : entries()) {
    std::string call = std::string("  ") + entry.name + " " + entry.arguments;
    if (call.size() < 42) call.resize(42, ' ');
    out_ << call << " " << entry.help << "\n";
  }
  out_ << "Any beginning of a name that fits no other will do. LEVEL counts from 0, the real machine; a VMID is NULL "
          "or\n"
          "syllables with dots (vm1 for a single one, where a level could be meant).\n";
}

}  // namespace hv::tb
