// SPDX-License-Identifier: Apache-2.0
// The small operating system of tb/guest/os and its programs, put together for one machine.
#pragma once

#include <string>
#include <vector>

#include "guest/guest_image.h"

namespace hv::tb {

struct OsProgram {
  std::string name;    ///< for messages of the assembler; what it prints is the source's own title
  std::string source;  ///< assembly language; begins as os/programs/program.hvs says
};

struct OsParameters {
  Word page_words = 512;            ///< 32 to 2^20
  Word pages = 0;                   ///< memory of the machine; 0: just what is needed
  Word console = 0;                 ///< name of the console's page; 0: no output
  Word slice = 2000;                ///< instructions; 0: processes are never interrupted
  Word workload = 256;              ///< 4 to 65536; the work is proportional
  Word seed = 1973;                 ///< of the programs' pseudo-random numbers
  std::vector<OsProgram> programs;  ///< up to 16; none: all of os_program_names()
};

/// A workload for tests and for event logs.
constexpr Word kSmallWorkload = 8;

/// The programs that come with the operating system, in the order in which they are started.
std::vector<std::string> os_program_names();
/// One of them. Throws std::invalid_argument where there is none.
OsProgram os_program(const std::string& name);

/// Throws std::invalid_argument: parameters out of range, too few pages, or errors in a program.
GuestImage os_image(const OsParameters& parameters);

}  // namespace hv::tb
