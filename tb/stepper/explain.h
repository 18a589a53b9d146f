// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <iosfwd>
#include <vector>

#include "explore/pure_machine.h"

namespace hv::tb {

/// Prints how a name of the running machine becomes a real one: a map a line, the table words that it reads before it,
/// further in the deeper they lie. `by_process`: a process name, which φ maps first. Changes nothing.
void explain(std::ostream& out, PureMachine& machine, bool by_process, Word name);

/// The same for a resource name of any active level.
Translation real_name(PureMachine& machine, ResourceName name);

/// Enters these VMs from the front panel, each in the last. False where one cannot be entered, or where entering it
/// goes on into VMs below.
bool enter_exactly(PureMachine& machine, const std::vector<Word>& syllables);

}  // namespace hv::tb
