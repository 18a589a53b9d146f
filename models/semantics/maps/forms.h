// SPDX-License-Identifier: Apache-2.0
// The map forms that exist, one file each.
#pragma once

#include "semantics/map_form.h"

namespace hv {

const MapForm& identity_form();
const MapForm& relocation_bounds_form();
const MapForm& paged_form();
const MapForm& radix_form();
const MapForm& segmented_form();

}  // namespace hv
