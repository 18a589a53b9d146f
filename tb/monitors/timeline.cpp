// SPDX-License-Identifier: Apache-2.0
#include "monitors/timeline.h"

#include <nlohmann/json.hpp>

#include "monitors/event.h"

namespace hv::tb {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kPiece = 1 << 16;  // bytes written at once

Json event_of(const char* phase, const std::string& name, const char* category, std::uint64_t time_ns) {
  return {{"name", name}, {"cat", category}, {"ph", phase}, {"ts", static_cast<double>(time_ns) / 1000.0},
          {"pid", 1},     {"tid", 1}};
}

Json metadata(const char* what, const std::string& name) {
  return {{"name", what}, {"ph", "M"}, {"pid", 1}, {"tid", 1}, {"args", {{"name", name}}}};
}

std::string bar_name(const std::vector<Word>& syllables, std::size_t level) {
  if (level == 0) return "real machine";
  return "VM " + tree_name({syllables.begin(), syllables.begin() + static_cast<std::ptrdiff_t>(level)});
}

}  // namespace

Timeline::Timeline(const VmidRegister& vmid, Now now, Write write, const std::string& title)
    : vmid_(vmid), now_(std::move(now)), write_(std::move(write)) {
  pending_ = R"({"displayTimeUnit":"ns","otherData":{"time":"simulated, ts in microseconds"},"traceEvents":[)";
  put(metadata("process_name", title).dump());
  put(metadata("thread_name", "processor").dump());
}

void Timeline::turned(const StepResult& result) {
  const std::uint64_t time = now_();
  if (result.outcome != StepOutcome::done) instant(result, time);
  follow(time);
}

void Timeline::finish() {
  const std::uint64_t time = now_();
  close_to(0, time);
  if (open_) put(event_of("E", bar_name(bars_, 0), "vm", time).dump());
  open_ = false;
  write_(pending_ + "\n]}\n");
  pending_.clear();
}

/// Opens and closes bars until those of the running machine and of all above it are open.
void Timeline::follow(std::uint64_t time) {
  if (!open_) put(event_of("B", bar_name(bars_, 0), "vm", time).dump());
  open_ = true;
  std::size_t same = 0;
  while (same < bars_.size() && same < vmid_.depth() &&
         bars_[same] == vmid_.at(static_cast<unsigned>(same) + 1).syllable)
    ++same;
  close_to(same, time);
  while (bars_.size() < vmid_.depth()) {
    bars_.push_back(vmid_.at(static_cast<unsigned>(bars_.size()) + 1).syllable);
    Json event = event_of("B", bar_name(bars_, bars_.size()), "vm", time);
    event["args"] = {{"vmid", tree_name(bars_)}, {"level", bars_.size()}};
    put(event.dump());
  }
}

void Timeline::close_to(std::size_t levels, std::uint64_t time) {
  for (; bars_.size() > levels; bars_.pop_back()) put(event_of("E", bar_name(bars_, bars_.size()), "vm", time).dump());
}

/// Before the bars follow: those that are open are of the machine that did it.
void Timeline::instant(const StepResult& result, std::uint64_t time) {
  std::string what = to_string(result.outcome), cause;
  Json arguments{{"vmid", tree_name(bars_)}};
  if (result.fault) {
    const VmFault& fault = *result.fault;
    cause = to_string(fault.cause);
    // A nest being restarted may fault in a map whose bar was never opened.
    const bool known = fault.level <= bars_.size();
    arguments.update({{"map", known ? map_name(bars_, fault.level) : "level " + std::to_string(fault.level)},
                      {"name", fault.name.value},
                      {"access", to_string(fault.kind)},
                      {"to_level", fault.level - 1}});
  } else if (result.exception) {
    cause = to_string(result.exception->cause);
    arguments["name"] = result.exception->name.value;
  }
  if (!cause.empty()) arguments["cause"] = cause;
  Json event = event_of("i", cause.empty() ? what : what + ": " + cause, what.c_str(), time);
  event["s"] = "t";
  event["args"] = arguments;
  put(event.dump());
}

void Timeline::put(const std::string& event) {
  pending_ += first_ ? "\n" : ",\n";
  pending_ += event;
  first_ = false;
  if (pending_.size() < kPiece) return;
  write_(pending_);
  pending_.clear();
}

}  // namespace hv::tb
