// SPDX-License-Identifier: Apache-2.0
#include "asm/source_stack.h"

#include <algorithm>

#include "asm/literals.h"
#include "asm/statement.h"

namespace hv::assembly {
namespace {

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

/// Length of what stands at a backslash of a macro's line and is replaced, 0 if it stays; `value`: by what.
std::size_t replaced_at(std::string_view text, std::size_t at, const std::vector<std::string>& parameters,
                        const std::vector<std::string>& arguments, Word serial, std::string& value) {
  const std::string_view behind = text.substr(at + 1);
  if (behind.substr(0, 1) == "@") {
    value = std::to_string(serial);
    return 2;
  }
  value.clear();
  if (behind.substr(0, 2) == "()") return 3;
  std::size_t size = 0;
  while (size < behind.size() && is_word(behind[size])) ++size;
  const auto found = std::find(parameters.begin(), parameters.end(), behind.substr(0, size));
  if (size == 0 || found == parameters.end()) return 0;
  value = arguments[static_cast<std::size_t>(found - parameters.begin())];
  return size + 1;
}

}  // namespace

void SourceStack::push(Frame frame) {
  if (frames_.size() >= limits_.depth)
    throw Mistake{1, "files, macros and repetitions are nested too deep; expected at most " +
                         std::to_string(limits_.depth) + " within each other"};
  frame.serial = serial_++;
  frames_.push_back(std::move(frame));
}

void SourceStack::push_file(const std::string& name, std::string_view text) {
  std::vector<Line> lines;
  Line line;
  line.file = diagnostics_.add_file(name);
  line.number = 1;
  count(line, static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')), text.size());
  line.number = 0;
  while (!text.empty()) {
    const std::size_t size = std::min(text.find('\n'), text.size());
    line.text = text.substr(0, size);
    ++line.number;
    lines.push_back(line);
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  Frame frame;
  frame.file = name;
  frame.lines = std::make_shared<const std::vector<Line>>(std::move(lines));
  push(std::move(frame));
}

void SourceStack::push_macro(const Macro& macro, std::vector<std::string> arguments, const Line& caller) {
  Frame frame;
  frame.lines = macro.body;
  frame.parameters = macro.parameters;
  frame.arguments = std::move(arguments);
  frame.depth = caller.depth + 1;
  frame.expands = true;
  push(std::move(frame));
  frames_.back().call = diagnostics_.add_call(macro.name, caller);
}

void SourceStack::push_repetition(Lines body, Word times, const Line& from) {
  if (times == 0) return;
  Frame frame;
  frame.lines = std::move(body);
  frame.times = times;
  frame.depth = from.depth + 1;
  frame.call = from.call;
  frame.expands = true;
  push(std::move(frame));
}

/// What stands open when a file, macro or repetition ends.
void SourceStack::close_conditions() {
  for (const Condition& each : frames_.back().conditions)
    diagnostics_.add(each.line, each.order,
                     {each.column, ".if has no end; expected .endif in the same file, macro or repetition"});
  frames_.back().conditions.clear();
}

void SourceStack::count(const Line& line, std::size_t lines, std::size_t bytes) {
  lines_ += lines;
  bytes_ += bytes;
  if (lines_ <= limits_.lines && bytes_ <= limits_.bytes) return;
  diagnostics_.add(line, delivered_,
                   {1, "the source becomes too long here; expected at most " + std::to_string(limits_.lines) +
                           " lines and " + std::to_string(limits_.bytes) + " characters, as expanded"});
  throw Stop{};
}

void SourceStack::expand(Line& line, const Frame& frame) {
  line.depth = frame.depth;
  line.call = frame.call;
  if (line.text.find('\\') == std::string::npos) return;
  const Line from = line;
  line.text.clear();
  line.columns.clear();
  std::string value;
  for (std::size_t at = 0; at < from.text.size() && line.text.size() <= limits_.line_bytes;) {
    std::size_t size = 0;
    if (from.text[at] == '\\')
      size = replaced_at(from.text, at, frame.parameters, frame.arguments, frame.serial, value);
    const bool stays = size == 0;
    if (stays) {
      size = from.text.compare(at, 2, "\\\\") == 0 ? 2 : 1;
      value = from.text.substr(at, size);
    }
    const unsigned first = from.original_column(static_cast<unsigned>(at) + 1) - 1;
    for (std::size_t i = 0; i < value.size(); ++i)
      line.columns.push_back(static_cast<std::uint16_t>(stays ? first + i : first));
    line.text += value;
    at += size;
  }
}

std::optional<Line> SourceStack::next_in_frame() {
  Frame& frame = frames_.back();
  if (frame.next == frame.lines->size()) return std::nullopt;
  Line line = (*frame.lines)[frame.next++];
  if (frame.expands) {
    expand(line, frame);
    count(line, 1, line.text.size());
  }
  ++delivered_;
  if (line.text.size() > limits_.line_bytes) {
    line.text.clear();
    line.columns.clear();
    diagnostics_.add(line, delivered_ - 1,
                     {1, "the line is too long; expected at most " + std::to_string(limits_.line_bytes) +
                             " characters, as expanded"});
  }
  return line;
}

std::optional<Line> SourceStack::next() {
  while (!frames_.empty()) {
    if (auto line = next_in_frame()) return line;
    Frame& frame = frames_.back();
    close_conditions();
    if (--frame.times == 0) {
      frames_.pop_back();
      continue;
    }
    frame.next = 0;
    frame.serial = serial_++;
    if (frame.lines->empty()) frame.times = 1;  // nothing will come of it, however often
  }
  return std::nullopt;
}

std::vector<Line> SourceStack::take_body(const std::string& opening, const std::string& closing,
                                         std::optional<Line>& last) {
  std::vector<Line> body;
  std::size_t open = 1;
  while (auto line = next_in_frame()) {
    const std::string word = capitals(parse_head(line->text).word.text);
    if (word == opening) ++open;
    if (word == closing && --open == 0) {
      last = std::move(line);
      break;
    }
    body.push_back(std::move(*line));
  }
  return body;
}

bool SourceStack::reading(const std::string& name) const {
  return std::any_of(frames_.begin(), frames_.end(), [&](const Frame& frame) { return frame.file == name; });
}

}  // namespace hv::assembly
