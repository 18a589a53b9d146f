// SPDX-License-Identifier: Apache-2.0
#include "agree/busy_guest.h"

#include "agree/busy_program.h"
#include "proof/random_code.h"
#include "semantics/vm_layout.h"

namespace hv::test {
namespace {

using isa::Op;

constexpr Word kVmmWords = 220, kStages = 8;

explore::NestShape nest_shape(const BusyGuest::Shape& shape, std::uint64_t seed) {
  explore::NestShape nest;
  nest.depth = shape.depth;
  nest.page_words = shape.machine.page_words;
  // One page more than the words: for a radix φ, and for pages of data in any case.
  nest.pages = std::max<Word>(4, kBusyWords / nest.page_words + 2);
  nest.vmm_pages = kVmmWords / nest.page_words + 1;
  explore::LevelMap map;
  map.form = shape.f_form;
  map.radix_levels = 2;
  map.segments = seed % 2 ? explore::SegmentKind::paged : explore::SegmentKind::bounded;
  map.segment_bits = static_cast<unsigned>(seed % 3);
  nest.maps = {map};
  return nest;
}

/// The VMM of one level, in the memory of which it is put word by word.
class Vmm {
 public:
  Vmm(Dice& dice, const explore::VmPlace& vm, tb::GuestImage& image) : dice_(dice), vm_(vm), code_(image, vm.vmm) {}

  /// Returns where the VMM is to be begun. `patch`: a real name to store instructions to, and only for the real
  /// machine's VMM; 0 otherwise.
  Word make(Word patch, Word data) {
    const Word variables = vm_.vmm, stages = vm_.vmm + 8, go = stages + kStages;
    taken_ = variables, value_ = variables + 1, stage_ = variables + 2;
    code_.go_to(variables + 3);
    code_.word(1);  // the syllable
    code_.go_to(go);
    code_.op(Op::lvmid, 0, variables + 3);
    go_ = go;
    put_entry();
    for (Word i = 0; i < kStages; ++i) {
      const Word stage = code_.at();
      code_.go_to(stages + i);
      code_.word(stage);
      code_.go_to(stage);
      put_stage(patch, data);
      code_.op(Op::jmp, 0, go);
    }
    return entry_;
  }
  Word go() const { return go_; }

 private:
  /// What is absent comes back; timers go on; else the instruction is skipped, and something changes.
  void put_entry() {
    entry_ = code_.at();
    code_.op(Op::la, 1, vm_.vmcb);
    code_.op(Op::load, 2, layout::kStatus, 1);
    code_.op(Op::andi, 2, 255);
    code_.op(Op::subi, 2, static_cast<Word>(FaultCause::timer));
    code_.op(Op::jz, 2, go_);
    code_.op(Op::addi, 2, static_cast<Word>(FaultCause::timer) - 1);
    code_.op(Op::jz, 2, code_.at() + 6);
    code_.op(Op::load, 3, layout::kNextSyllable, 1);
    code_.op(Op::jnz, 3, code_.at() + 4);
    code_.op(Op::load, 3, layout::kProcessorHead, 1);
    code_.op(Op::addi, 3, 1);
    code_.op(Op::store, 3, layout::kProcessorHead, 1);
    code_.op(Op::load, 4, taken_);
    code_.op(Op::jz, 4, code_.at() + 5);
    code_.op(Op::load, 5, value_);
    code_.op(Op::store, 5, 0, 4);
    code_.op(Op::la, 5, 0);
    code_.op(Op::store, 5, taken_);
    code_.op(Op::jz, 2, go_);
    code_.op(Op::load, 6, stage_);
    code_.op(Op::addi, 6, 1);
    code_.op(Op::remi, 6, kStages);
    code_.op(Op::store, 6, stage_);
    code_.op(Op::load, 7, vm_.vmm + 8, 6);
    code_.op(Op::jmp, 0, 0, 7);
  }
  void put_stage(Word patch, Word data) {
    if (vm_.map.form != FormCode::relocation_bounds && dice_.percent(60)) put_eviction();
    if (patch != 0 && dice_.percent(60)) {
      const Word at = code_.at();
      code_.op(Op::load, 3, at + 3);
      code_.op(Op::store, 3, patch);
      code_.op(Op::jmp, 0, at + 4);
      code_.word(harmless_instruction(dice_, data));
    }
    if (dice_.percent(50)) {
      code_.op(Op::la, 8, dice_.between(5, 200));
      code_.op(Op::ltim, 8, 0);
    }
  }
  /// A table word becomes absent: of one page, of a segment, or of a whole table.
  void put_eviction() {
    const Word page = dice_.below(vm_.pages);
    const Word entry = vm_.map.form == FormCode::paged       ? vm_.table + page
                       : vm_.map.form == FormCode::segmented ? vm_.table + 2 * (page / vm_.map.segment_pages())
                                                             : vm_.table;
    const Word at = code_.at();
    code_.op(Op::la, 4, entry);
    code_.op(Op::load, 5, 0, 4);
    code_.op(Op::store, 5, value_);
    code_.op(Op::store, 4, taken_);
    code_.op(Op::load, 5, at + 7);
    code_.op(Op::store, 5, 0, 4);
    code_.op(Op::jmp, 0, at + 8);
    code_.word(kAbsentBit);
  }

  Dice& dice_;
  const explore::VmPlace& vm_;
  Emitter code_;
  Word taken_ = 0, value_ = 0, stage_ = 0, go_ = 0, entry_ = 0;
};

}  // namespace

BusyGuest::BusyGuest(const Shape& shape, std::uint64_t seed) : shape_(shape), nest_(nest_shape(shape, seed)) {
  Dice dice(seed);
  const BusyProgram program(dice, shape.machine, nest_.shape().pages, shape.depth > 0);
  for (Word name = 0; name < program.image.words.size(); ++name)
    if (program.image.words[name] != 0) put_at(shape.depth, name, program.image.words[name]);
  begin_ = program.image.entry;
  auto contents = nest_.resumable();
  for (unsigned level = 1; level <= shape.depth; ++level) {
    auto& processor = contents[level - 1].processor;
    processor.resize(isa::kProcessorWords, 0);
    processor[0] = program.image.entry;
    processor[isa::kTimerWord] = dice.percent(50) ? dice.between(10, 300) : 0;
  }
  nest_.build([this](RealName name, Word word) { memory_.put(name.value, word); }, contents);
  for (unsigned level = 0; level < shape.depth; ++level) put_vmm(dice, level, program.image, program.patch);
}

void BusyGuest::put_vmm(Dice& dice, unsigned level, const tb::GuestImage& guest, Word patch) {
  tb::GuestImage own;
  Vmm vmm(dice, nest_.vm(level + 1), own);
  const Word real_patch = level == 0 ? nest_.real(shape_.depth, patch).value : 0;
  const Word entry = vmm.make(real_patch, guest.pages * shape_.machine.page_words - 50);
  own.put(layout::kVmFaultEntry, isa::encode(Op::jmp, 0, entry));
  own.put(isa::kNewIc, vmm.go());
  own.put(isa::kNewB, kUnbounded);
  for (Word name = 0; name < own.words.size(); ++name)
    if (own.words[name] != 0) put_at(level, name, own.words[name]);
  if (level == 0) begin_ = vmm.go();
}

MachineConfig BusyGuest::config() const {
  MachineConfig config = shape_.machine;
  config.memory_pages = nest_.real_pages();
  return config;
}

ProcessorState BusyGuest::start() const {
  ProcessorState state;
  state.ic = begin_;
  return state;
}

}  // namespace hv::test
