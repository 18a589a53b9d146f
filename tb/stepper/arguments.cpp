// SPDX-License-Identifier: Apache-2.0
#include "stepper/arguments.h"

#include <algorithm>

#include "monitors/event.h"
#include "stepper/explain.h"

namespace hv::tb {

Word parse_word(const std::string& text, const std::string& what) {
  try {
    std::size_t used = 0;
    if (text.empty() || text[0] < '0' || text[0] > '9') throw std::invalid_argument(text);
    const bool hexadecimal = text.size() > 2 && (text[1] == 'x' || text[1] == 'X');
    const Word value = std::stoull(text, &used, hexadecimal ? 16 : 10);
    if (used == text.size()) return value;
  } catch (const std::logic_error&) {
  }
  throw StepperError("'" + text + "' is no " + what);
}

std::vector<Word> parse_vmid(const std::string& text) {
  std::vector<Word> syllables;
  if (text == "NULL") return syllables;
  const std::string what = "VMID: it is NULL, or syllables with dots as in 1.1";
  const std::string name = text.rfind("vm", 0) == 0 ? text.substr(2) : text;
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t dot = std::min(name.find('.', at), name.size());
    syllables.push_back(parse_word(name.substr(at, dot - at), what));
    if (syllables.back() == 0 || syllables.size() > kLevelLimit) throw StepperError("'" + text + "' is no " + what);
    at = dot + 1;
  }
  return syllables;
}

bool names_machine(const std::string& text) {
  const std::string name = text.rfind("vm", 0) == 0 ? text.substr(2) : text;
  return text == "NULL" || (!name.empty() && name[0] >= '0' && name[0] <= '9');
}

Place parse_place(const Symbols& symbols, const std::string& machine, const std::string& text) {
  if (!text.empty() && text[0] >= '0' && text[0] <= '9') return {parse_word(text, "name"), false};
  const std::size_t plus = text.find('+');
  const auto address = symbols.address_of(machine, text.substr(0, plus));
  if (!address)
    throw StepperError("'" + text + "' is no number, and no label of " +
                       (machine == "NULL" ? "the real machine" : "VM " + machine));
  return {*address + (plus == std::string::npos ? 0 : parse_word(text.substr(plus + 1), "number")), true};
}

MemoryView::MemoryView(Walk& walk) : in_(&walk.machine()), level_(walk.vmid().depth()), machine_(walk.running_name()) {}

MemoryView::MemoryView(Walk& walk, const std::string& which) : MemoryView(walk) {
  const bool is_level =
      !which.empty() && std::all_of(which.begin(), which.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_level) {
    enter(walk, parse_vmid(which));
    return;
  }
  const Word level = parse_word(which, "level");
  if (level > walk.vmid().depth())
    throw StepperError("there is no level " + which + " now: VMID is " + walk.running_name() +
                       " (a machine that does not run is named by its tree name, as in vm1 or 1.1)");
  level_ = static_cast<unsigned>(level);
  machine_ = walk.vmid().name(level_);
}

namespace {

/// Like enter_exactly(), where nests that are suspended beneath these VMs stay asleep: their restart is struck out.
bool enter_alone(PureMachine& machine, const std::vector<Word>& syllables) {
  const VmidRegister& vmid = machine.vmid_unit().vmid();
  for (std::size_t tries = 0; tries <= syllables.size(); ++tries) {
    machine.vmid_unit().reset();
    machine.processor().set_state({});
    unsigned level = 0;
    while (level < syllables.size() && vmid.depth() == level) {
      machine.enter(syllables[level]);
      if (vmid.depth() <= level) return false;
      ++level;
    }
    if (vmid.depth() == syllables.size()) return true;
    machine.memory().write(RealName{vmid.at(level).vmcb_real.value + layout::kNextSyllable}, 0);
  }
  return false;
}

}  // namespace

void MemoryView::enter(Walk& walk, const std::vector<Word>& syllables) {
  level_ = static_cast<unsigned>(syllables.size());
  machine_ = tree_name(syllables);
  const std::vector<Word>& running = walk.running();
  if (syllables.size() <= running.size() && std::equal(syllables.begin(), syllables.end(), running.begin())) return;
  copy_ = std::make_shared<PureMachine>(walk.machine().config());
  std::copy_n(walk.machine().memory().data(), walk.machine().memory().size(), copy_->memory().data());
  if (!enter_alone(*copy_, syllables)) throw StepperError("there is no VM " + machine_ + " that could be entered now");
  in_ = copy_.get();
}

std::optional<RealName> MemoryView::real(Word name) const {
  const Translation outcome = real_name(*in_, {name, level_});
  if (const auto* real = std::get_if<RealName>(&outcome)) return *real;
  return std::nullopt;
}

std::optional<Word> MemoryView::read(Word name) const {
  const auto at = real(name);
  return at ? in_->debug().read(*at) : std::nullopt;
}

}  // namespace hv::tb
