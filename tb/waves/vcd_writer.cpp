// SPDX-License-Identifier: Apache-2.0
#include "waves/vcd_writer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>

namespace hv::tb {
namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 16;
constexpr std::size_t kLine = 128;  ///< a time stamp or the change of a number is shorter
constexpr unsigned kByte = 8;

/// The eight digits of each byte.
using ByteDigits = std::array<std::array<char, kByte>, 256>;

constexpr ByteDigits byte_digits() {
  ByteDigits all{};
  for (unsigned byte = 0; byte < all.size(); ++byte)
    for (unsigned i = 0; i < kByte; ++i) all[byte][i] = static_cast<char>('0' + (byte >> (kByte - 1 - i) & 1));
  return all;
}
constexpr ByteDigits kByteDigits = byte_digits();

/// Without leading zeros, but for a lone one.
char* write_number(char* out, std::uint64_t number) {
  const unsigned digits = number == 0 ? 1 : 64 - static_cast<unsigned>(__builtin_clzll(number));
  unsigned bytes = (digits + kByte - 1) / kByte;
  const unsigned first = digits - (bytes - 1) * kByte;  // digits of the highest byte
  --bytes;
  std::memcpy(out, kByteDigits[number >> bytes * kByte & 0xff].data() + kByte - first, first);
  out += first;
  for (; bytes > 0; out += kByte) {
    --bytes;
    std::memcpy(out, kByteDigits[number >> bytes * kByte & 0xff].data(), kByte);
  }
  return out;
}

char* write_text(char* out, const std::string& text) {
  const char* const begin = out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (out == begin)
      out = byte == 0 ? out : write_number(out, byte);
    else
      out = std::copy_n(kByteDigits[byte].data(), kByte, out);
  }
  return out == begin ? write_number(out, 0) : out;
}

/// The short names of VCD: digits of base 94, from '!' on.
std::string code_of(VcdWriter::Signal signal) {
  constexpr VcdWriter::Signal kBase = '~' - '!' + 1;
  std::string code;
  for (;; signal = signal / kBase - 1) {
    code += static_cast<char>('!' + signal % kBase);
    if (signal < kBase) return code;
  }
}

std::string scope_of(const std::string& name) { return name.substr(0, name.find('.')); }

}  // namespace

VcdWriter::VcdWriter(Sink sink) : sink_(std::move(sink)), buffer_(kBuffer) {}

VcdWriter::Signal VcdWriter::declare(const std::string& name, unsigned bits) {
  const auto signal = static_cast<Signal>(variables_.size());
  Variable variable;
  variable.most = bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
  variable.name = name;
  variable.code = code_of(signal);
  variable.ending = (bits == 1 ? "" : " ") + variable.code + "\n";
  variable.bits = bits;
  variables_.push_back(std::move(variable));
  return signal;
}

void VcdWriter::set_text(Signal signal, std::string_view text) {
  Variable& variable = variables_[signal];
  const std::string_view fits = text.substr(0, variable.bits / kByte);
  if (variable.now.state == State::text && variable.text == fits) return;
  variable.now = {0, State::text};
  variable.text = fits;
  will_change(signal);
}

void VcdWriter::go_to(std::uint64_t time) {
  if (begun_)
    write_pending();
  else
    write_head();
  begun_ = true;
  time_ = time;
}

void VcdWriter::finish(std::uint64_t end) {
  at(time_);  // an empty recording has a head and first values too
  write_pending();
  write_time(end);
  pass_on();
}

void VcdWriter::finish_before() {
  at(time_);
  if (!first_written_) write_pending();
  write_time(time_);
  pass_on();
}

// --- what is in the file

void VcdWriter::write_head() {
  write("$timescale 1 ns $end\n$scope module SystemC $end\n");
  std::string scope;
  for (const Variable& variable : variables_) {
    if (const std::string next = scope_of(variable.name); next != scope) {
      if (!scope.empty()) write("$upscope $end\n");
      scope = next;
      write("$scope module " + scope + " $end\n");
    }
    const std::string range = variable.bits == 1 ? "" : " [" + std::to_string(variable.bits - 1) + ":0]";
    write("$var wire " + std::to_string(variable.bits) + " " + variable.code + " " +
          variable.name.substr(scope.size() + 1) + range + " $end\n");
  }
  if (!scope.empty()) write("$upscope $end\n");
  write("$upscope $end\n$enddefinitions $end\n");
}

void VcdWriter::write_pending() {
  first_written_ ? write_changes() : write_first_values();
  first_written_ = true;
}

void VcdWriter::write_first_values() {
  write_time(time_);
  write("$dumpvars\n");
  for (Variable& variable : variables_) write_value(variable);
  write("$end\n");
  changed_.clear();
}

void VcdWriter::write_changes() {
  for (const Signal signal : changed_) {
    Variable& variable = variables_[signal];
    variable.changed = false;
    const bool same_text = variable.now.state != State::text || variable.text == variable.text_written;
    if (!(variable.now != variable.written) && same_text) continue;  // there and back within the time
    write_time(time_);
    write_value(variable);
  }
  changed_.clear();
}

void VcdWriter::write_time(std::uint64_t time) {
  if (stamped_ == time) return;
  stamped_ = time;
  char* out = room(kLine);
  *out++ = '#';
  out = std::to_chars(out, out + kLine - 2, time).ptr;
  *out++ = '\n';
  wrote_up_to(out);
}

/// Shortened where VCD's readers extend it again: numbers by 0, z and x by themselves.
void VcdWriter::write_value(Variable& variable) {
  variable.changed = false;
  variable.written = variable.now;
  char* out = room(kLine + variable.bits);
  if (variable.bits > 1) *out++ = 'b';
  switch (variable.now.state) {
    case State::z: *out++ = 'z'; break;
    case State::x: *out++ = 'x'; break;
    case State::text: out = write_text(out, variable.text_written = variable.text); break;
    case State::number: out = write_number(out, variable.now.number); break;
  }
  wrote_up_to(std::copy(variable.ending.begin(), variable.ending.end(), out));
}

void VcdWriter::write(std::string_view text) {
  char* const out = room(text.size());
  wrote_up_to(std::copy(text.begin(), text.end(), out));
}

char* VcdWriter::room(std::size_t bytes) {
  if (used_ + bytes > buffer_.size()) pass_on();
  if (bytes > buffer_.size()) buffer_.resize(bytes);
  return buffer_.data() + used_;
}

void VcdWriter::pass_on() {
  sink_({buffer_.data(), used_});
  used_ = 0;
}

}  // namespace hv::tb
