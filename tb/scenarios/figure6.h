// SPDX-License-Identifier: Apache-2.0
// The paper's example: main memory as in Figure 6, the six lines of Table II, and four continuations of them in which
// software repairs what faulted.
#pragma once

#include "scenarios/scenario.h"

namespace hv::tb {

/// Table II: lines 1–3, line 4 and lines 5–6 are three starts of one machine.
Scenario table2();

/// Line 4 goes on: level 0 gives VM 2 its page 2, and LVMID again.
Scenario repair_page();
/// Line 6 goes on: level 1 gives VM 1.1 its page 2, and LVMID again.
Scenario repair_nested();
/// Level 0 takes VM 1's page 2 away while 1.1 is suspended; one LVMID restarts the nest after the repair.
Scenario evict_resume();
/// The same with the page that holds only 1.1's page table: the composer's own read faults.
Scenario evict_table();

/// The memory image alone.
Image figure6_image();

}  // namespace hv::tb
