// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "scenarios/guest_scenarios.h"

namespace hv::tb {

/// A user's program as a scenario: on the real machine, or under as many VMMs as configured. `path` is a source in
/// assembly language or an image file, told apart by their first words. The boot block is filled in where the program
/// leaves names 16 to 21 free. Throws assembly::AssemblyError or assembly::ImageError.
GuestScenario program_scenario(const std::string& path);

}  // namespace hv::tb
