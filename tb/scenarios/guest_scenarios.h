// SPDX-License-Identifier: Apache-2.0
// Scenarios that run guest software: an operating system, VMMs, VMMs in VMMs.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "explore/configuration.h"
#include "guest/vmm_image.h"
#include "scenarios/scenario.h"

namespace hv::tb {

struct GuestScenario {
  std::string name, title;
  explore::Configuration base;
  bool fixed_tree;  ///< the nest cannot be changed
  std::function<Scenario(const explore::Configuration&)> make;
};

const std::vector<GuestScenario>& guest_scenarios();

/// The image under configuration.depth VMMs, with maps, pools and slices as configured. Throws std::invalid_argument
/// where no such nest can be built.
Scenario under_vmms(const GuestImage& innermost, const explore::Configuration& configuration);

/// Name of the console's first register in every machine of such a scenario.
Word console_name(const explore::Configuration& configuration);

/// Page of the console's registers, unless configured otherwise: far behind any memory.
constexpr Word kConsolePage = 65536;

}  // namespace hv::tb
