// SPDX-License-Identifier: Apache-2.0
#include "monitors/symbols.h"

#include <algorithm>
#include <tuple>

namespace hv::tb {

using assembly::Label;

std::optional<Word> place_of(const ProcessorState& state, FormCode phi_form) {
  const Word name = state.address();
  if (phi_form == FormCode::identity || (state.r == 0 && state.b == kUnbounded)) return name;
  if (phi_form != FormCode::relocation_bounds || name >= state.b) return std::nullopt;
  return name + state.r;
}

Symbols::Symbols(Labels labels, FormCode phi_form) : labels_(std::move(labels)), phi_form_(phi_form) {
  for (auto& [machine, list] : labels_)
    std::sort(list.begin(), list.end(),
              [](const Label& a, const Label& b) { return std::tie(a.value, a.name) < std::tie(b.value, b.name); });
}

std::optional<std::string> Symbols::name_of(const std::string& machine, Word name) const {
  const auto found = labels_.find(machine);
  if (found == labels_.end()) return std::nullopt;
  const std::vector<Label>& list = found->second;
  const auto above = std::upper_bound(list.begin(), list.end(), name,
                                      [](Word value, const Label& label) { return value < label.value; });
  if (above == list.begin()) return std::nullopt;
  const Word at = std::prev(above)->value;
  if (name - at > kReach) return std::nullopt;
  const auto first =
      std::lower_bound(list.begin(), above, at, [](const Label& label, Word value) { return label.value < value; });
  return name == at ? first->name : first->name + "+" + std::to_string(name - at);
}

std::optional<std::string> Symbols::name_of(const std::string& machine, const ProcessorState& state) const {
  if (empty()) return std::nullopt;
  const auto place = place_of(state, phi_form_);
  return place ? name_of(machine, *place) : std::nullopt;
}

std::optional<Word> Symbols::address_of(const std::string& machine, const std::string& label) const {
  const auto found = labels_.find(machine);
  if (found == labels_.end()) return std::nullopt;
  for (const Label& each : found->second)
    if (each.name == label) return each.value;
  return std::nullopt;
}

}  // namespace hv::tb
