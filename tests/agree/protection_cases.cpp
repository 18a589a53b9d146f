// SPDX-License-Identifier: Apache-2.0
#include "agree/protection_cases.h"

#include <algorithm>

#include "asm/assembler.h"
#include "explore/nest.h"

namespace hv::test {
namespace {

constexpr Word kPage = 64, kPages = 32;

const char* const kCommon = R"(
TARGET = 517
X = 2 * 64 + 5
FRAME = 12 * 64 + 5
vm1 = 640
vm2 = 1280
.macro touch name
        .if KIND == 0
        CALL R13, \name
        .endif
        .if KIND == 1
        LOAD R5, \name
        .endif
        .if KIND == 2
        STORE R6, \name
        .endif
.endm
; Uses the name often enough; `base` is where the machine's name 0 stands in this program.
.macro use name, base
        LA R6, 85
        LA R1, 6
use\@:  touch \name
        SUBI R1, 1
        JNZ R1, use\@ - \base
.endm
.macro keep name
        LOAD R1, \name
        STORE R1, kept
        LA R5, 119
        LA R6, 341
.endm
; A word that must have this value.
.macro said name, value
        LOAD R1, \name
        SUBI R1, \value
        JNZ R1, bad
.endm
.macro same_as_kept name
        LOAD R1, \name
        SUB R1, kept
        JNZ R1, bad
.endm
; Neither was the word stored to, nor R5 loaded from it: as it is, or as it was saved in the control block.
.macro untouched name
        same_as_kept \name
        .if KIND == 1
        SUBI R5, 119
        JNZ R5, bad
        .endif
.endm
.macro untouched_by_vm name, block
        same_as_kept \name
        .if KIND == 1
        said \block + 11 + 5, 119
        .endif
.endm
.macro moved name, other
        same_as_kept \name
        .if KIND == 1
        SUB R5, \other
        JNZ R5, bad
        .endif
        .if KIND == 2
        said \other, 341
        .endif
.endm
.macro vmcb table, pages, ic
        .word \table, \pages, \ic, 0, -1, 0, 1, 0, 0, 0
        .space 18, 0
.endm
; VM 1 goes on behind the HALT that it ended with.
.macro again
        LOAD R1, vmcb1 + 2
        ADDI R1, 1
        STORE R1, vmcb1 + 2
        LVMID one
.endm
        .org 0
        .word 16
        JMP vmm
        .org 7
        .word handler, 0, -1
        .org 16
        .word 2, vmcb1, vmcb2
        .org 20
one:    .word 1
two:    .word 2
stage:  .word 0
kept:   .word 0
all:    .word 0, -1
bad:    HALT 98
        .org 64
vmcb1:  vmcb table1, 4, 64
        .org 96
vmcb2:  vmcb table2, 4, 64
        .org 128
table1: .word 640, 704, 768, 832
        .org 160
table2: .word 1280, 1344, 1408, 1472
        .org TARGET
        JMP 0(R13)
        .org FRAME
        JMP 0(R13)
        .org 192
        .entry main
)";

bool has_label(const std::string& text, const std::string& label) {
  return text.find("\n" + label + ":") != std::string::npos;
}

assembly::Image assembled(const ProtectionRun& run) {
  std::string text = kCommon;
  text += run.one->text;
  for (const char* label : {"handler", "vmm"})
    if (!has_label(run.one->text, label))
      text += std::string("\n        .org ") + (label[0] == 'h' ? "60" : "61") + "\n" + label + ": HALT 97\n";
  assembly::Options options;
  options.defines["KIND"] = static_cast<Word>(run.kind);
  return assembly::must_assemble_text(text, run.one->name, options).image;
}

explore::Nest nest_of(unsigned depth) {
  explore::NestShape shape;
  shape.depth = depth;
  shape.page_words = kPage;
  shape.pages = kPages;
  shape.vmm_pages = 1;
  shape.maps = {explore::LevelMap{}, explore::LevelMap{FormCode::segmented}};
  return explore::Nest(shape);
}

/// Ends with the code that its VM ended with.
constexpr Word kVmmCode[] = {isa::encode(isa::Op::load, 2, layout::kStatus, 1),
                             isa::encode(isa::Op::subi, 2, static_cast<Word>(FaultCause::ended)),
                             isa::encode(isa::Op::load, 3, layout::kFaultName, 1)};

}  // namespace

MachineConfig ProtectionRun::config() const {
  MachineConfig config;
  config.page_words = kPage;
  config.memory_pages = nest_of(depth).real_pages();
  config.associator = associator;
  return config;
}

void ProtectionRun::put(const std::function<void(RealName, Word)>& write) const {
  const explore::Nest nest = nest_of(depth);
  const assembly::Image image = assembled(*this);
  auto contents = nest.resumable();
  if (depth > 0) contents[depth - 1].processor[0] = image.entry;
  nest.build(write, contents);
  for (const assembly::Block& block : image.blocks)
    for (Word i = 0; i < block.words.size(); ++i) write(nest.real(depth, block.at + i), block.words[i]);
  for (unsigned level = 0; level < depth; ++level) {
    Word at = nest.vm(level + 1).vmm;
    const auto word = [&](Word value) { write(nest.real(level, at++), value); };
    write(nest.real(level, layout::kVmFaultEntry), isa::encode(isa::Op::jmp, 0, at));
    word(isa::encode(isa::Op::la, 1, nest.vm(level + 1).vmcb));
    for (const Word each : kVmmCode) word(each);
    word(isa::encode(isa::Op::jnz, 2, at + 2));
    word(isa::encode(isa::Op::halt, 0, 0, 3));
    word(isa::encode(isa::Op::halt, 0, 96));
    if (level == 0) {
      word(isa::encode(isa::Op::lvmid, 0, at + 1));
      word(1);
    }
  }
}

ProcessorState ProtectionRun::start() const {
  ProcessorState state;
  state.ic = depth == 0 ? assembled(*this).entry : nest_of(depth).vm(1).vmm + 7;
  return state;
}

std::string ProtectionRun::describe() const {
  return std::string(one->name) + " by a " + to_string(kind) + " at depth " + std::to_string(depth) + ", " +
         std::to_string(associator.entries) + " entries, key " + to_string(associator.key) + ", " +
         to_string(associator.invalidation);
}

std::vector<ProtectionRun> protection_runs(const ProtectionCase& one) {
  static const AssociatorConfig associators[] = {
      {64, 0, AssociatorKey::vmid, Invalidation::snoop}, {64, 4, AssociatorKey::level, Invalidation::snoop},
      {64, 0, AssociatorKey::vmid, Invalidation::lvmid}, {64, 0, AssociatorKey::level, Invalidation::lvmid},
      {64, 2, AssociatorKey::none, Invalidation::flush}, {64, 0, AssociatorKey::vmid, Invalidation::flush}};
  std::vector<ProtectionRun> runs;
  for (const AssociatorConfig& associator : associators)
    for (unsigned depth = 0; depth <= 2; ++depth)
      for (const AccessKind kind : {AccessKind::fetch, AccessKind::read, AccessKind::write})
        if (!one.breaks_the_rule || associator.invalidation == Invalidation::snoop)
          runs.push_back({&one, kind, depth, associator});
  return runs;
}

}  // namespace hv::test
