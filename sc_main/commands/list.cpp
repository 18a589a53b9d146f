// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "commands/commands.h"
#include "common.h"
#include "scenarios/catalogue.h"

namespace hv::cli {
namespace {

int run(const CommandLine&) {
  for (const auto& entry : tb::catalogue()) {
    std::string name = entry.name;
    if (name.size() < 15) name.resize(15, ' ');
    std::cout << name << "  " << entry.title << "\n";
  }
  return kDone;
}

}  // namespace

Command list_command() { return {"list", "list the scenarios", {}, "", run}; }

}  // namespace hv::cli
