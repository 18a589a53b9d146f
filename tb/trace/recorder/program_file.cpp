// SPDX-License-Identifier: Apache-2.0
#include "trace/recorder/program_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "trace/trace_error.h"

namespace hv::trace {
namespace {

// The numbers of the ELF specification.
constexpr unsigned kClass64 = 2;
constexpr unsigned kBigEndian = 2;
struct Machine {
  unsigned number;  // e_machine
  unsigned elf_class;
  unsigned byte_order;
  const char* isa;
};
constexpr std::array<Machine, 17> kMachines = {{{62, kClass64, 1, "x86_64"},
                                                {3, 1, 1, "i386"},
                                                {183, kClass64, 1, "aarch64"},
                                                {40, 1, 1, "arm"},
                                                {40, 1, kBigEndian, "armeb"},
                                                {243, kClass64, 1, "riscv64"},
                                                {243, 1, 1, "riscv32"},
                                                {21, kClass64, 1, "ppc64le"},
                                                {21, kClass64, kBigEndian, "ppc64"},
                                                {20, 1, kBigEndian, "ppc"},
                                                {22, kClass64, kBigEndian, "s390x"},
                                                {8, kClass64, 1, "mips64el"},
                                                {8, kClass64, kBigEndian, "mips64"},
                                                {8, 1, 1, "mipsel"},
                                                {8, 1, kBigEndian, "mips"},
                                                {43, kClass64, kBigEndian, "sparc64"},
                                                {258, kClass64, 1, "loongarch64"}}};

bool is_executable_file(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

std::string find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) {
    if (is_executable_file(name)) return name;
    throw TraceError(name + ": no executable file");
  }
  const char* const path = std::getenv("PATH");
  std::istringstream directories(path == nullptr ? "/usr/bin:/bin" : path);
  for (std::string directory; std::getline(directories, directory, ':');) {
    std::string file = (directory.empty() ? "." : directory) + "/" + name;
    if (is_executable_file(file)) return file;
  }
  throw TraceError(name + ": not found along PATH");
}

std::string isa_of_program(const std::string& path) {
  std::array<char, 20> start{};
  std::ifstream file(path, std::ios::binary);
  if (!file.read(start.data(), start.size()) || std::string(start.data(), 4) !=
                                                    "\x7f"
                                                    "ELF") {
    throw TraceError(path + ": no ELF program. For a script, record its interpreter: bash " + path);
  }
  const auto byte = [&](std::size_t i) { return static_cast<unsigned>(static_cast<unsigned char>(start[i])); };
  const unsigned elf_class = byte(4);
  const unsigned byte_order = byte(5);
  const unsigned machine = byte_order == kBigEndian ? byte(18) << 8 | byte(19) : byte(19) << 8 | byte(18);
  for (const Machine& known : kMachines) {
    if (known.number == machine && known.elf_class == elf_class && known.byte_order == byte_order) {
      return known.isa;
    }
  }
  throw TraceError(path + ": an ELF program for machine " + std::to_string(machine) +
                   ", which the recorder does not know");
}

}  // namespace hv::trace
