// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace hv::trace {

// The file that a shell would run for this name: itself if it holds a slash, else the first executable
// file of that name along PATH. Throws TraceError if there is none.
std::string find_program(const std::string& name);

// The instruction set of an ELF program, as in the names of QEMU's user-mode emulators: x86_64, aarch64,
// riscv64, ... Throws TraceError if the file is no ELF program or QEMU has no emulator for it.
std::string isa_of_program(const std::string& path);

}  // namespace hv::trace
