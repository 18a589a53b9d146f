// SPDX-License-Identifier: Apache-2.0
// Outcomes as text, every field of them, so that a test can state what it expects in one line and read what
// it got.
#pragma once

#include <string>

#include "semantics/outcome.h"
#include "semantics/processor/processor.h"

namespace hv::test {

inline std::string show(RealName real) { return "real " + std::to_string(real.value); }
inline std::string show(ResourceName name) { return std::to_string(name.value) + "@" + std::to_string(name.level); }
inline std::string show(const LevelWord& word) { return std::to_string(word.value) + " at " + show(word.real); }
inline std::string show(const ProcessException& e) {
  return std::string("e ") + to_string(e.cause) + " " + std::to_string(e.name.value);
}
inline std::string show(const VmFault& t) {
  return "t" + std::to_string(t.level) + " " + show(t.name) + " " + to_string(t.cause) + " " + to_string(t.kind) +
         (t.implicit ? " implicit" : "");
}
inline std::string show(const NonexistentMemory& n) {
  return "nonexistent " + show(n.real) + " " + to_string(n.kind) + (n.implicit ? " implicit" : "");
}
inline std::string show(const Entered&) { return "entered"; }
template <class... Alternatives>
std::string show(const std::variant<Alternatives...>& outcome) {
  return std::visit([](const auto& alternative) { return show(alternative); }, outcome);
}
inline std::string show(const StepResult& result) {
  std::string text = to_string(result.outcome);
  if (result.exception) text += " " + show(*result.exception);
  if (result.fault) text += " " + show(*result.fault);
  return text;
}

}  // namespace hv::test
