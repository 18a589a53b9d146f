// SPDX-License-Identifier: Apache-2.0
// A writer of VCD files (IEEE 1800, value change dump). Ours, because Debian has no library that writes them, and
// SystemC's own compares every signal at every time, where a recorder knows what it sets.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hv::tb {

/// Signals hold numbers or texts, or are all z or all x; what is in the file at a time is what they were set to last at
/// that time. Nothing in the file depends on when and where it was written.
class VcdWriter {
 public:
  /// Takes what has to be written, in pieces.
  using Sink = std::function<void(std::string_view)>;
  /// By the order of declaration.
  using Signal = std::uint32_t;

  explicit VcdWriter(Sink sink);
  VcdWriter(const VcdWriter&) = delete;
  VcdWriter& operator=(const VcdWriter&) = delete;

  /// Before the first at(). All z at first. `name` is "scope.name"; those of a scope come one after the other.
  Signal declare(const std::string& name, unsigned bits);
  /// It is this time (ns), not before the one told last: what has been set until now is written with its own.
  void at(std::uint64_t time) {
    if (time != time_ || !begun_) go_to(time);
  }

  /// A number that does not fit becomes all x. Only the lowest 64 bits of a wider signal can be other than 0.
  void set(Signal signal, std::uint64_t number) {
    const bool fits = number <= variables_[signal].most;
    put(signal, {fits ? number : 0, fits ? State::number : State::x});
  }
  void set_z(Signal signal) { put(signal, {0, State::z}); }
  void set_x(Signal signal) { put(signal, {0, State::x}); }
  /// As GTKWave shows it with its ASCII format: a byte a character, the last one lowest. What does not fit behind the
  /// first ones is cut off.
  void set_text(Signal signal, std::string_view text);

  /// Ends the file with a time stamp, not before that of at(): nothing may follow.
  void finish(std::uint64_t end);
  /// The same at the time of at(), of which nothing is written but the stamp: what has been set there is left out.
  void finish_before();

 private:
  enum class State : std::uint8_t { number, z, x, text };
  struct Value {
    std::uint64_t number = 0;
    State state = State::z;
    bool operator!=(const Value& other) const { return number != other.number || state != other.state; }
  };
  struct Variable {
    Value now, written;
    bool changed = false;    ///< it is in changed_
    std::uint64_t most = 0;  ///< the greatest number that fits
    unsigned bits = 0;
    std::string name, code;          ///< code: its short name
    std::string text, text_written;  ///< where the states are text
    std::string ending;              ///< of the line of a change: what stands behind the value
  };

  void put(Signal signal, Value value) {
    Variable& variable = variables_[signal];
    if (!(variable.now != value)) return;
    variable.now = value;
    will_change(signal);
  }
  void will_change(Signal signal) {
    if (variables_[signal].changed) return;
    variables_[signal].changed = true;
    changed_.push_back(signal);
  }
  void go_to(std::uint64_t time);
  void write_pending();
  void write_head();
  void write_first_values();
  void write_changes();
  void write_time(std::uint64_t time);
  void write_value(Variable& variable);
  void write(std::string_view text);
  char* room(std::size_t bytes);
  void wrote_up_to(const char* end) { used_ = static_cast<std::size_t>(end - buffer_.data()); }
  void pass_on();

  Sink sink_;
  std::vector<Variable> variables_;
  std::vector<Signal> changed_;
  std::uint64_t time_ = 0;
  std::optional<std::uint64_t> stamped_;  ///< the last time stamp in the file
  bool begun_ = false;                    ///< at() has been called
  bool first_written_ = false;            ///< and the values of that time are in the file
  std::vector<char> buffer_;
  std::size_t used_ = 0;
};

}  // namespace hv::tb
