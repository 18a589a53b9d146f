// SPDX-License-Identifier: Apache-2.0
#include "semantics/access.h"

namespace hv {

const char* to_string(AssociatorEvent event) {
  switch (event) {
    case AssociatorEvent::none: return "none";
    case AssociatorEvent::bypassed: return "bypassed";
    case AssociatorEvent::hit: return "hit";
    case AssociatorEvent::miss: return "miss";
  }
  return "?";
}

}  // namespace hv
