// SPDX-License-Identifier: Apache-2.0
#include "stepper/stepper.h"

#include <istream>
#include <ostream>

#include "monitors/event.h"
#include "stepper/view.h"

namespace hv::tb {

void Stepper::greet() {
  out_ << walk_.scenario().name << ": " << walk_.scenario().title << "\n" << next_line(walk_) << "\n";
}

/// Steps until something stops it, and says what did.
void Stepper::go(const Until& until) {
  interrupted_ = false;
  std::string reason;
  bool shown = true;  // the last step
  for (std::uint64_t done = 0; done < until.steps && reason.empty(); ++done) {
    const Walk::Ready ready = walk_.prepare();
    if (ready == Walk::Ready::over) break;
    if (ready == Walk::Ready::new_start) {
      if (!shown) out_ << line_of(walk_.last(), walk_.symbols()) << "\n";
      shown = true;
      out_ << "start " << walk_.start() << " of " << walk_.scenario().starts.size() << "\n";
    }
    if (done > 0 && !(reason = reason_before()).empty()) break;
    const Stepped& step = walk_.step();
    shown = until.show_each;
    if (shown) out_ << line_of(step, walk_.symbols()) << "\n";
    reason = reason_after();
    if (until.levels && walk_.running().size() <= *until.levels) break;
    if (interrupted_) reason = "interrupted";
  }
  if (!shown) out_ << line_of(walk_.last(), walk_.symbols()) << "\n";
  if (!reason.empty()) out_ << reason << "\n";
  out_ << next_line(walk_) << "\n";
}

/// The breakpoint before the next instruction, if there is one.
std::string Stepper::reason_before() {
  for (const Breakpoint& point : breakpoints_)
    if (point.kind == Breakpoint::Kind::place && is_at(point))
      return "breakpoint " + std::to_string(point.number) + ": " + point.text;
  return "";
}

bool Stepper::is_at(const Breakpoint& point) {
  const ProcessorState& state = walk_.machine().processor().state();
  if (!point.place.is_label && state.address() != point.place.name) return false;
  if (point.place.is_label && place_of(state, walk_.scenario().config.phi_form) != point.place.name) return false;
  return walk_.running() == point.vmid;
}

/// What the last step did that someone waits for.
std::string Stepper::reason_after() {
  if (breakpoints_.empty()) return "";
  using Kind = Breakpoint::Kind;
  const Stepped& last = walk_.last();
  const StepOutcome outcome = last.result.outcome;
  std::string reason;
  for (Breakpoint& point : breakpoints_) {
    const bool hit = (point.kind == Kind::fault && outcome == StepOutcome::vm_fault) ||
                     (point.kind == Kind::exception && outcome == StepOutcome::exception) ||
                     (point.kind == Kind::interrupt && outcome == StepOutcome::interrupt) ||
                     (point.kind == Kind::lvmid && last.entered());
    if (hit) reason = "breakpoint " + std::to_string(point.number) + ": " + point.text;
    if (point.kind != Kind::watch) continue;
    const Word now = walk_.machine().debug().read(point.watched).value_or(0);
    if (now == point.seen) continue;
    reason = "watchpoint " + std::to_string(point.number) + ": " + point.text + " was " + std::to_string(point.seen) +
             ", is " + std::to_string(now);
    point.seen = now;
  }
  return reason;
}

void Stepper::add(Breakpoint point) {
  point.number = ++last_number_;
  out_ << (point.kind == Breakpoint::Kind::watch ? "watchpoint " : "breakpoint ") << point.number << ": " << point.text
       << "\n";
  breakpoints_.push_back(std::move(point));
}

std::optional<std::string> run_script(Stepper& stepper, std::istream& lines) {
  std::string line;
  for (unsigned number = 1; std::getline(lines, line); ++number) {
    if (const std::size_t comment = line.find('#'); comment != std::string::npos) line.resize(comment);
    try {
      if (!stepper.command(line)) return std::nullopt;
    } catch (const StepperError& error) {
      return "line " + std::to_string(number) + ": " + error.what();
    }
  }
  return std::nullopt;
}

}  // namespace hv::tb
