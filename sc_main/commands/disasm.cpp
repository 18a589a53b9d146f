// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include "asm/image_file.h"
#include "asm/listing.h"
#include "commands/commands.h"
#include "common.h"

namespace hv::cli {
namespace {

int run(const CommandLine& line) {
  std::cout << assembly::disassembly_text(assembly::read_image_file(line.argument(0)));
  return kDone;
}

}  // namespace

Command disasm_command() {
  return {"disasm",
          "show the program in an image",
          {{"IMAGE"}, {}},
          "The output is a source that assembles to the same words. Comments give address, word, and what an operand "
          "names.\n",
          run};
}

}  // namespace hv::cli
