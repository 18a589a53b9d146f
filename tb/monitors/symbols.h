// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "asm/program.h"
#include "semantics/map_form.h"
#include "semantics/processor/processor.h"

namespace hv::tb {

/// φ of the instruction counter, where that takes no memory: identity and relocation-bounds maps.
std::optional<Word> place_of(const ProcessorState& state, FormCode phi_form);

/// Labels of the software of several machines, by tree name.
class Symbols {
 public:
  using Labels = std::map<std::string, std::vector<assembly::Label>>;
  Symbols() = default;  ///< knows none
  /// `phi_form`: of the machine's φ.
  Symbols(Labels labels, FormCode phi_form);

  bool empty() const { return labels_.empty(); }
  /// "label" or "label+3" for a resource name of the machine, by the nearest label at or below it; nothing further than
  /// kReach words from any.
  std::optional<std::string> name_of(const std::string& machine, Word name) const;
  /// The same for where the processor is.
  std::optional<std::string> name_of(const std::string& machine, const ProcessorState& state) const;
  std::optional<Word> address_of(const std::string& machine, const std::string& label) const;

 private:
  static constexpr Word kReach = 512;

  Labels labels_;  ///< each by value, then name
  FormCode phi_form_ = FormCode::relocation_bounds;
};

}  // namespace hv::tb
