// SPDX-License-Identifier: Apache-2.0
#include "common.h"

#include <iostream>

#include "trace/output_file.h"
#include "version.h"

namespace hv::cli {

std::string program_version() { return HV_VERSION; }

explore::Configuration resolve(const CommandLine& line, explore::Configuration base) {
  explore::apply_settings(line.settings(), base);
  return base;
}

bool printed_config(const CommandLine& line, const explore::Configuration& configuration) {
  if (!line.has("print-config")) return false;
  std::cout << explore::write_settings(configuration);
  return true;
}

void write_file(const std::string& path, const std::string& text) {
  trace::OutputFile file(path);
  file.write(text);
  file.commit();
}

}  // namespace hv::cli
