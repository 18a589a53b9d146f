// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "commands/commands.h"
#include "common.h"
#include "trace/trace_tools.h"

namespace hv::cli {
namespace {

int run(const CommandLine& line) {
  const std::string& out = line.argument(1);
  const std::uint64_t references = trace::convert(line.argument(0), out);
  if (out != "-") std::cout << out << ": " << references << " references\n";
  return kDone;
}

}  // namespace

Command convert_command() {
  return {"convert",
          "copy a trace into another format",
          {{"IN", "OUT"}, {}},
          "IN is lackey text, Dinero din, a ChampSim or a native trace, plain or compressed with gzip, zstd or xz, told "
          "apart by\n"
          "content; - is standard input. OUT ends in .hvt (native), or in .lackey or .txt (lackey text); - "
          "is standard\n"
          "output, as lackey text. OUT appears only when all of IN has been read and found complete.\n",
          run};
}

}  // namespace hv::cli
