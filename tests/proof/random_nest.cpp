// SPDX-License-Identifier: Apache-2.0
#include "proof/random_nest.h"

#include "proof/nest_memory.h"
#include "semantics/devices/console.h"
#include "semantics/vm_layout.h"

namespace hv::test {
namespace {

using isa::Op;

// On the first page.
constexpr Word kCurrent = 22, kLogAt = 23, kStageAt = 24, kCode = 64;
constexpr Word kLogWords = 6, kSyllables = 5, kMostStages = 12;

class NestGuest {
 public:
  NestGuest(Dice& dice, const GuestTraits& traits)
      : dice_(dice),
        traits_(traits),
        page_(traits.page_words),
        memory_(dice, image_, page_, dice.between(1, 2)),
        code_(image_, kCode) {}

  RandomGuest make() {
    const Word stages = dice_.between(3, kMostStages);
    stage_table_ = kCode;
    syllables_ = stage_table_ + kMostStages + 1;
    log_ = syllables_ + kSyllables;
    code_.go_to(log_ + kLogWords * (kMostStages + 1));
    // An upper bound for the code, so that what lies behind it has its place before it is written.
    memory_.place(code_.at() + 80 + stages * kStageWords);
    for (Word i = 0; i < kSyllables; ++i) image_.put(syllables_ + i, i);
    put_handlers();
    for (Word i = 0; i < stages; ++i) {
      image_.put(stage_table_ + i, code_.at());
      put_stage();
    }
    image_.put(stage_table_ + stages, code_.at());
    code_.op(Op::halt, 0, dice_.below(1000));
    image_.put(kCurrent, memory_.vmcb(0));
    image_.put(kLogAt, log_);
    image_.put(kStageAt, stage_table_);
    image_.put(isa::kNewB, kUnbounded);
    memory_.fill();
    image_.levels = 1;
    return {std::move(image_), memory_.control_blocks()};
  }

 private:
  static constexpr Word kStageWords = 52;

  void log(Word offset, Word from, unsigned x) {
    code_.op(Op::load, 3, from, x);
    code_.op(Op::store, 3, offset, 1);
  }
  void end_log() {
    code_.op(Op::rtim, 3, 0);
    code_.op(Op::store, 3, 5, 1);
    code_.op(Op::addi, 1, kLogWords);
    code_.op(Op::store, 1, kLogAt);
  }
  void put_handlers() {
    image_.put(layout::kVmFaultEntry, isa::encode(Op::jmp, 0, code_.at()));
    code_.op(Op::load, 1, kLogAt);
    code_.op(Op::load, 2, kCurrent);
    log(0, layout::kStatus, 2);
    log(1, layout::kFaultName, 2);
    log(3, layout::processor_word(isa::kTimerWord), 2);
    code_.op(Op::load, 3, layout::kNextSyllable, 2);
    code_.op(Op::jnz, 3, code_.at() + 5);
    log(2, layout::kProcessorHead, 2);
    log(4, layout::processor_word(3 + 9), 2);
    end_log();
    code_.op(Op::jmp, 0, code_.at() + 12);
    image_.put(isa::kNewIc, code_.at());
    code_.op(Op::load, 1, kLogAt);
    for (Word i = 0; i < 3; ++i) log(i, i == 0 ? isa::kCause : i == 1 ? isa::kName : isa::kOldIc, 0);
    end_log();
    code_.op(Op::load, 2, kStageAt);  // the next stage
    code_.op(Op::addi, 2, 1);
    code_.op(Op::store, 2, kStageAt);
    code_.op(Op::load, 1, Word{0} - 1, 2);
    code_.op(Op::jmp, 0, 0, 1);
    image_.entry = code_.at() - 5;
    put_reset();
  }
  /// The VM whose control block is at R2 begins anew at R4. Returns by R15.
  void put_reset() {
    reset_ = code_.at();
    code_.op(Op::la, 3, 0);
    code_.op(Op::store, 3, layout::kNextSyllable, 2);
    code_.op(Op::store, 3, layout::kPhiBase, 2);
    for (unsigned a = 0; a < isa::kRegisters; ++a) code_.op(Op::store, 3, layout::processor_word(3 + a), 2);
    code_.op(Op::la, 3, kUnbounded);
    code_.op(Op::store, 3, layout::kPhiBound, 2);
    code_.op(Op::store, 4, layout::kProcessorHead, 2);
    code_.op(Op::jmp, 0, 0, 15);
  }
  /// Stores a word, whatever its value.
  void store(Word name, Word value) {
    if (value >> 47 == 0) {
      code_.op(Op::la, 1, value);
    } else {
      code_.op(Op::load, 1, code_.at() + 2);
      code_.op(Op::jmp, 0, code_.at() + 2);
      code_.word(value);
    }
    code_.op(Op::store, 1, name);
  }
  void put_stage() {
    const Word vm = dice_.below(memory_.vms());
    if (dice_.percent(50)) {  // past the instruction that failed
      code_.op(Op::load, 2, kCurrent);
      code_.op(Op::load, 1, layout::kNextSyllable, 2);
      code_.op(Op::jnz, 1, code_.at() + 4);
      code_.op(Op::load, 1, layout::kProcessorHead, 2);
      code_.op(Op::addi, 1, 1);
      code_.op(Op::store, 1, layout::kProcessorHead, 2);
    }
    for (Word pokes = dice_.below(4); pokes > 0; --pokes) {
      const NestMemory::Poke poke = memory_.random_poke(dice_);
      store(poke.name, poke.value);
    }
    if (dice_.percent(20)) put_console();
    if (dice_.percent(15)) {
      code_.op(Op::la, 2, memory_.vmcb(vm));
      code_.op(Op::la, 4, memory_.random_entry_point(dice_));
      code_.op(Op::call, 15, reset_);
    }
    store(kCurrent, memory_.vmcb(vm));
    if (dice_.percent(97)) {
      code_.op(Op::la, 1, dice_.percent(40) ? dice_.between(3, 12) : dice_.between(10, 80));
      code_.op(Op::ltim, 1, 0);
    }
    put_lvmid(dice_.percent(93) ? vm + 1 : dice_.below(kSyllables));
  }
  void put_console() {
    const Word console = kConsolePage * page_;
    if (traits_.console_input && dice_.percent(60)) {
      code_.op(Op::la, 1, dice_.percent(80));
      code_.op(Op::store, 1, console + Console::kControl);
    } else if (dice_.percent(40)) {
      code_.op(Op::load, 1, console + dice_.below(2));
      code_.op(Op::store, 1, kCurrent + 3);
    } else {
      code_.op(Op::la, 1, dice_.below(256));
      code_.op(Op::store, 1, console);
    }
  }
  /// Under another φ sometimes, which Type II maps go through.
  void put_lvmid(Word syllable) {
    const Word name = syllables_ + syllable;
    if (dice_.percent(55)) return code_.op(Op::lvmid, 0, name);
    const Word r = dice_.below(3) * page_;
    const Word bound = dice_.percent(50) ? kUnbounded : dice_.between(memory_.pages() / 2, memory_.pages()) * page_;
    const Word triple = code_.at() + 2;
    code_.op(Op::resume, 0, triple);
    code_.op(Op::lvmid, 0, name - r);
    code_.word((triple - 1 - r) | (dice_.percent(50) ? isa::kInterruptBit : 0));
    code_.word(r);
    code_.word(bound);
  }

  Dice& dice_;
  const GuestTraits& traits_;
  Word page_;
  tb::GuestImage image_;
  NestMemory memory_;
  Emitter code_;
  Word reset_ = 0, stage_table_ = 0, syllables_ = 0, log_ = 0;
};

}  // namespace

RandomGuest random_nest(Dice& dice, const GuestTraits& traits) { return NestGuest(dice, traits).make(); }

}  // namespace hv::test
