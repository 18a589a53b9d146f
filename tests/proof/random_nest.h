// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proof/random_program.h"

namespace hv::test {

/// A small VMM as a guest: control blocks, tables and virtual machines that are good or bad at random, some of them
/// with a VM of their own. It goes through stages. Each changes a few words of the maps and control blocks and executes
/// LVMID; whatever comes of it (VM-fault, exception, interrupt) is logged and leads to the next stage. Its interval
/// timer bounds each stage, so that nearly all of them end.
///
/// It looks at the processor's words in a control block, and lets them be loaded, only while NEXT_SYLLABLE is NULL: the
/// state of an issuer of LVMID is saved nowhere ("it always goes on at location 1"), so that these words mean nothing
/// while the VM is running VMs, and what they hold depends on how often the VM was interrupted from below before.
RandomGuest random_nest(Dice& dice, const GuestTraits& traits);

}  // namespace hv::test
