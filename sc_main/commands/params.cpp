// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iostream>

#include "commands/commands.h"
#include "common.h"

namespace hv::cli {
namespace {

int run(const CommandLine&) {
  std::vector<std::vector<std::string>> rows = {{"NAME", "DEFAULT", "RANGE", "UNIT", "MEANING"}};
  for (const explore::Parameter& each : explore::parameters())
    rows.push_back({each.name, each.default_value(), each.range, each.unit.empty() ? "-" : each.unit, each.meaning});
  std::vector<std::size_t> widths(rows[0].size(), 0);
  for (const auto& row : rows)
    for (std::size_t column = 0; column < row.size(); ++column)
      widths[column] = std::max(widths[column], row[column].size());
  for (const auto& row : rows) {
    for (std::size_t column = 0; column + 1 < row.size(); ++column)
      std::cout << row[column] << std::string(widths[column] - row[column].size() + 2, ' ');
    std::cout << row.back() << "\n";
  }
  return kDone;
}

}  // namespace

Command params_command() {
  return {"params",
          "print every parameter: name, default, range, unit, meaning",
          {},
          "A value by level is written with slashes, level 1 first: --fmap.form rb/paged; the last one holds "
          "for all\n"
          "deeper levels.\n",
          run};
}

}  // namespace hv::cli
