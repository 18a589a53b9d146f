// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "monitors/event.h"

namespace hv::tb {

/// The evaluation sequence of one instruction in the paper's words, a line a step.
std::vector<std::string> evaluation_sequence(const InstructionEvent& event);

/// Table II as the paper prints it: line, VMID, R-B (in thousands of words), IC, evaluation sequence, VMID after, point
/// illustrated (`notes`, in order).
std::string table2_text(const std::vector<InstructionEvent>& events, const std::vector<std::string>& notes);

}  // namespace hv::tb
