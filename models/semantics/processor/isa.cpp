// SPDX-License-Identifier: Apache-2.0
#include "semantics/processor/isa.h"

namespace hv::isa {
namespace {

using Table = std::array<OpInfo, 256>;

void add_arithmetic(Table& table) {
  static const char* const memory[] = {"ADD", "SUB", "MUL", "DIV", "REM", "AND",  "OR",
                                       "XOR", "SHL", "SHR", "SAR", "SLT", "SLTU", "SEQ"};
  static const char* const immediate[] = {"ADDI", "SUBI", "MULI", "DIVI", "REMI", "ANDI",  "ORI",
                                          "XORI", "SHLI", "SHRI", "SARI", "SLTI", "SLTUI", "SEQI"};
  for (unsigned i = 0; i < 14; ++i) {
    table[static_cast<unsigned>(Op::add) + i] = {memory[i], true, true, false};
    table[static_cast<unsigned>(Op::addi) + i] = {immediate[i], true, true, false};
  }
}

Table make_table() {
  Table table{};
  const auto set = [&](Op op, OpInfo entry) { table[static_cast<std::uint8_t>(op)] = entry; };
  set(Op::load, {"LOAD", true, true, false});
  set(Op::store, {"STORE", true, true, false});
  set(Op::la, {"LA", true, true, false});
  add_arithmetic(table);
  set(Op::jmp, {"JMP", false, true, false});
  set(Op::jz, {"JZ", true, true, false});
  set(Op::jnz, {"JNZ", true, true, false});
  set(Op::jn, {"JN", true, true, false});
  set(Op::jnn, {"JNN", true, true, false});
  set(Op::call, {"CALL", true, true, false});
  set(Op::svc, {"SVC", false, true, false});
  set(Op::lvmid, {"LVMID", false, true, true});
  set(Op::lrb, {"LRB", false, true, true});
  set(Op::rrb, {"RRB", true, false, true});
  set(Op::resume, {"RESUME", false, true, true});
  set(Op::halt, {"HALT", false, true, true});
  set(Op::ltim, {"LTIM", true, false, true});
  set(Op::rtim, {"RTIM", true, false, true});
  set(Op::purge, {"PURGE", false, false, true});
  return table;
}

}  // namespace

const OpInfo* info(std::uint8_t code) {
  static const Table table = make_table();
  return table[code].mnemonic ? &table[code] : nullptr;
}

std::string disassemble(Word word) {
  const Instruction instruction = decode(word);
  const OpInfo* op = info(instruction.code);
  if (!op) return ".WORD " + std::to_string(word);
  std::string text = op->mnemonic;
  if (op->has_register && (instruction.a != 0 || !op->has_operand))
    text += " R" + std::to_string(instruction.a) + (op->has_operand ? "," : "");
  else if (op->has_operand)
    text += " ";
  if (!op->has_operand) return text;
  text += std::to_string(static_cast<std::int64_t>(instruction.displacement));
  if (instruction.x != 0) text += "(R" + std::to_string(instruction.x) + ")";
  return text;
}

}  // namespace hv::isa
