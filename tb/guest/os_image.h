// SPDX-License-Identifier: Apache-2.0
// The small operating system of tb/guest/os and its programs, put together for one machine whose φ is a
// relocation-bounds pair.
#pragma once

#include <string>
#include <vector>

#include "guest/guest_image.h"

namespace hv::tb {

/// A program that runs as a process of the operating system.
struct OsProgram {
  std::string name;    ///< in messages of the assembler; what it is called on the console is written in the source
  std::string source;  ///< assembly language, beginning as os/programs/program.hvs says
};

struct OsParameters {
  Word page_words = 512;            ///< 32 to 2^20
  Word pages = 0;                   ///< memory of the machine; 0: as many as are needed
  Word console = 0;                 ///< name of the console's first register; 0: no output
  Word slice = 2000;                ///< instructions; 0: processes are never interrupted
  Word workload = 256;              ///< 4 to 65536; work and memory grow in proportion
  Word seed = 1973;                 ///< of the programs' pseudo-random numbers
  std::vector<OsProgram> programs;  ///< up to 16, in the order in which they are started; none: all of os_programs()
};

/// The default workload makes about 0.8 million instructions, this one less than 0.1 million.
constexpr Word kSmallWorkload = 8;

/// The programs that come with the operating system.
std::vector<std::string> os_programs();
/// One of them. Throws std::invalid_argument where there is none.
OsProgram os_program(const std::string& name);

/// Throws std::invalid_argument where the parameters are out of range or the pages too few, and
/// assembly::AssemblyError where a program is wrong.
GuestImage os_image(const OsParameters& parameters);

}  // namespace hv::tb
