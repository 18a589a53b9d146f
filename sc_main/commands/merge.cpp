// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "commands/commands.h"
#include "common.h"
#include "exploration/sweep_file.h"
#include "explore/sweep_merge.h"

namespace hv::cli {
namespace {

int run(const CommandLine& line) {
  const std::vector<std::string>& names = line.arguments();
  std::vector<explore::NamedText> shards;
  for (std::size_t i = 1; i < names.size(); ++i) shards.push_back({names[i], tb::read_table(names[i])});
  write_file(names[0], explore::merge_shards(shards));
  if (names[0] != "-") std::cout << names[0] << ": merged from " << shards.size() << " shards\n";
  return kDone;
}

}  // namespace

Command merge_command() {
  return {"merge",
          "join the tables of a sweep's shards",
          {{"OUT.csv", "SHARD.csv"}, {}, false, {}, true},
          "All shards of one sweep, in any order, become the very table that the sweep writes when it is not "
          "split.\n"
          "OUT.csv may be - (standard output).\n",
          run};
}

}  // namespace hv::cli
