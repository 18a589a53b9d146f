// SPDX-License-Identifier: Apache-2.0
// ChampSim's instruction traces: binary records of 64 bytes, little-endian, one an instruction:
//   byte 0   8 bytes  address of the instruction
//   byte 8   1 byte   1: a branch, else 0
//   byte 9   1 byte   1: a branch taken, else 0
//   byte 10  6 bytes  registers written (2) and read (4)
//   byte 16  16 bytes two addresses written, 0 for none
//   byte 32  32 bytes four addresses read, 0 for none
// (struct input_instr of ChampSim's inc/trace_instruction.h.) The references of an instruction: its fetch, what it
// reads, what it writes; an address that it reads and writes is a modify. There are no sizes in the format: every
// reference counts as kChampSimSize bytes, so that none straddles pages. The format has no mark either: a file is taken
// for one if its bytes are no text, its first instruction has an address, and both flags of all records at its
// beginning are 0 or 1.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "trace/byte_source.h"
#include "trace/trace_reader.h"

namespace hv::trace {

constexpr std::size_t kChampSimRecord = 64;   // bytes
constexpr std::uint32_t kChampSimSize = 1;    // bytes
constexpr std::size_t kChampSimMost = 1 + 6;  // references of one record

// Whether a file may be such a trace that begins with these bytes (some thousands, or all there are).
bool looks_like_champsim(std::string_view start);

// Stores the references of a record (kChampSimRecord bytes) into out[0 ..], at most kChampSimMost; returns how many.
std::size_t decode_champsim(const char* record, Reference* out);

// `name` stands in messages. A file that ends within a record is an error.
std::unique_ptr<TraceReader> make_champsim_reader(std::string name, std::unique_ptr<ByteSource> records);

}  // namespace hv::trace
