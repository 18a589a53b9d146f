// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proof/random_program.h"

namespace hv::test {

/// A small VMM as a guest: control blocks, tables and virtual machines that are good or bad at random, some of them
/// with a VM of their own. It goes through stages. Each changes a few words of the maps and control blocks and executes
/// LVMID; whatever comes of it (VM-fault, exception, interrupt) is logged and leads to the next stage. Its interval
/// timer bounds each stage, so that nearly all of them end.
tb::GuestImage random_nest(Dice& dice, const GuestTraits& traits);

}  // namespace hv::test
