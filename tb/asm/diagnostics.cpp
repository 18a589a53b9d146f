// SPDX-License-Identifier: Apache-2.0
#include "asm/diagnostics.h"

#include <algorithm>
#include <tuple>

namespace hv::assembly {

std::string to_string(const Error& error) {
  std::string place = error.file + ":";
  if (error.line != 0) place += std::to_string(error.line) + ":" + std::to_string(error.column) + ":";
  return place + " " + error.text;
}

unsigned Line::original_column(unsigned column) const {
  if (columns.empty()) return column;
  return column <= columns.size() ? columns[column - 1] + 1u : columns.back() + 2u;
}

std::uint32_t Diagnostics::add_file(const std::string& name) {
  files_.push_back(name);
  return static_cast<std::uint32_t>(files_.size() - 1);
}

std::int32_t Diagnostics::add_call(const std::string& macro, const Line& line) {
  calls_.push_back({macro, line.file, line.number, line.call});
  return static_cast<std::int32_t>(calls_.size() - 1);
}

std::string Diagnostics::calls(std::int32_t call) const {
  std::string text;
  int shown = 0;
  for (; call != kNoCall; call = calls_[static_cast<std::size_t>(call)].outer) {
    const Call& each = calls_[static_cast<std::size_t>(call)];
    if (++shown > 4) return text + " …)";
    text += (shown == 1 ? " (in macro " : ", in macro ") + each.macro + " called at " + files_[each.file] + ":" +
            std::to_string(each.line);
  }
  return text.empty() ? text : text + ")";
}

void Diagnostics::add(const Line& line, std::size_t order, const Mistake& mistake) {
  if (mistake.text.empty()) return;
  Error error{files_[line.file], line.number, line.original_column(mistake.column), mistake.text + calls(line.call)};
  const bool known = std::any_of(errors_.begin(), errors_.end(), [&](const Entry& each) {
    return each.error.line == error.line && each.error.column == error.column && each.error.text == error.text &&
           each.error.file == error.file;
  });
  if (known) return;  // of a repetition, mostly
  errors_.push_back({order, std::move(error)});
  if (errors_.size() >= kMost) throw Stop{};
}

void Diagnostics::add(const std::string& file, const std::string& text) { errors_.push_back({0, {file, 0, 0, text}}); }

std::vector<Error> Diagnostics::sorted() const {
  std::vector<Entry> entries = errors_;
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tie(a.order, a.error.column) < std::tie(b.order, b.error.column);
  });
  std::vector<Error> result;
  for (Entry& entry : entries) result.push_back(std::move(entry.error));
  return result;
}

std::string Diagnostics::place(const Line& line) const { return files_[line.file] + ":" + std::to_string(line.number); }

}  // namespace hv::assembly
