// SPDX-License-Identifier: Apache-2.0
#include "semantics/map_form.h"

#include "semantics/maps/forms.h"

namespace hv {

const MapForm& map_form(FormCode code) {
  switch (code) {
    case FormCode::paged: return paged_form();
    case FormCode::relocation_bounds: return relocation_bounds_form();
    case FormCode::radix: return radix_form();
    case FormCode::identity: return identity_form();
    case FormCode::segmented: return segmented_form();
  }
  return identity_form();
}

const char* to_string(FormCode code) {
  switch (code) {
    case FormCode::paged: return "paged";
    case FormCode::relocation_bounds: return "rb";
    case FormCode::radix: return "radix";
    case FormCode::identity: return "identity";
    case FormCode::segmented: return "segmented";
  }
  return "?";
}

const char* to_string(MapFailure failure) {
  switch (failure) {
    case MapFailure::absent: return "absent";
    case MapFailure::beyond_bound: return "beyond bound";
    case MapFailure::bad_map: return "bad map";
  }
  return "?";
}

}  // namespace hv
