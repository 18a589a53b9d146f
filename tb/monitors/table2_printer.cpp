// SPDX-License-Identifier: Apache-2.0
#include "monitors/table2_printer.h"

#include <iomanip>
#include <sstream>

namespace hv::tb {
namespace {

void add_chain(std::vector<std::string>& lines, const Access& access, const std::vector<Word>& vmid) {
  for (const auto& step : access.steps) {
    const std::string map = step.of_running_phi() ? "φ" : map_name(vmid, step);
    const std::string out = step.out ? std::to_string(*step.out) : step.of_running_phi() ? "e" : "t";
    const std::string inside = step.implicit > 0 ? "  (table word) " : "  ";
    if (step.implicit == 0 || !step.out) lines.push_back(inside + map + "(" + std::to_string(step.in) + ") = " + out);
  }
}

/// Columns of a table are counted in characters; φ has two bytes.
std::size_t width_of(const std::string& text) {
  std::size_t width = 0;
  for (const char c : text) width += (c & 0xc0) != 0x80;
  return width;
}

std::string padded(const std::string& text, std::size_t width) {
  const std::size_t have = width_of(text);
  return have < width ? text + std::string(width - have, ' ') : text;
}

std::string thousands(Word words) {
  return words % 1000 == 0 ? std::to_string(words / 1000) : std::to_string(words) + " words";
}

}  // namespace

std::vector<std::string> evaluation_sequence(const InstructionEvent& event) {
  std::vector<std::string> lines{"IC is " + std::to_string(event.state.address())};
  const bool is_lvmid =
      event.result.fetched && isa::decode(event.result.instruction).code == static_cast<std::uint8_t>(isa::Op::lvmid);
  for (const Access& access : event.accesses) {
    if (!access.by_process) continue;
    add_chain(lines, access, event.vmid);
    if (access.kind == AccessKind::fetch && event.result.fetched)
      lines.push_back("Fetch inst: " + isa::disassemble(event.result.instruction));
  }
  if (!event.result.value || event.result.outcome != StepOutcome::done) return lines;
  const std::string value = std::to_string(*event.result.value);
  lines.push_back(is_lvmid ? "Append " + value + " to VMID" : "Load " + value);
  return lines;
}

std::string table2_text(const std::vector<InstructionEvent>& events, const std::vector<std::string>& notes) {
  constexpr std::size_t kWidths[] = {6, 7, 7, 7, 28, 8};
  const auto row = [&](const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) line += i < 6 ? padded(cells[i], kWidths[i]) : cells[i];
    return line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  };
  std::string text = "TABLE II - HARDWARE VIRTUALIZER EXAMPLE: EVALUATION SEQUENCES\n\n" +
                     row({"LINE", "VMID", "R-B", "IC", "EVALUATION SEQUENCE", "VMID", "POINT"}) +
                     row({"", "", "", "", "", "AFTER", "ILLUSTRATED"});
  for (std::size_t i = 0; i < events.size(); ++i) {
    const InstructionEvent& event = events[i];
    const std::vector<std::string> sequence = evaluation_sequence(event);
    const std::string after = event.vmid_after == event.vmid ? "-" : tree_name(event.vmid_after);
    text += "\n" + row({std::to_string(i + 1), tree_name(event.vmid),
                        thousands(event.state.r) + "-" + thousands(event.state.b),
                        std::to_string(event.state.address()), sequence[0], after, i < notes.size() ? notes[i] : ""});
    for (std::size_t line = 1; line < sequence.size(); ++line) text += row({"", "", "", "", sequence[line]});
  }
  return text;
}

}  // namespace hv::tb
