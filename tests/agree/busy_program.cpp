// SPDX-License-Identifier: Apache-2.0
#include "agree/busy_program.h"

#include "proof/random_code.h"

namespace hv::test {
namespace {

using isa::Op;

// On the first pages: fixed locations, words to take instructions from, the handler, then the rounds.
constexpr Word kTable = 32, kTableWords = 16, kHandler = 64, kRounds = 96, kRoundWords = 560;
constexpr Word kTriples = kRounds + kRoundWords, kTripleCount = 24, kRoutines = kTriples + 3 * kTripleCount;
constexpr Word kRoutineWords = 8, kRoutineCount = 12, kTables = kRoutines + kRoutineWords * kRoutineCount;
constexpr Word kTablesWords = 80, kData = kTables + kTablesWords;

// R1 counts loops, R2 takes words, R3 to R8 are anyone's, R9 to R11 index, R13 links, R14 and R15 are the handler's.
unsigned any(Dice& dice) { return static_cast<unsigned>(dice.between(3, 8)); }

class Rounds {
 public:
  Rounds(Dice& dice, const MachineConfig& machine, Word pages, bool virtual_machine, BusyProgram& program)
      : dice_(dice),
        machine_(machine),
        page_(machine.page_words),
        words_(pages * machine.page_words),
        virtual_(virtual_machine),
        program_(program),
        code_(program.image, kHandler) {}

  void make() {
    for (Word i = 0; i < kTableWords; ++i) put(kTable + i, harmless());
    for (Word i = 0; i < kRoutineCount; ++i) put_routine(kRoutines + i * kRoutineWords);
    for (Word name = kData; name < words_; ++name)
      if (dice_.percent(40)) put(name, dice_.percent(30) ? dice_.word() : dice_.below(200));
    put_handler();
    put_process_map();
    code_.go_to(kRounds);
    program_.image.entry = kRounds;
    for (unsigned a = 3; a <= 8; ++a) code_.op(Op::la, a, dice_.below(500));
    program_.patch = code_.at();
    code_.word(harmless());
    const Word again = program_.patch;
    while (code_.at() < kRounds + kRoundWords - 60) put_piece();
    code_.op(Op::jmp, 0, again);
  }

 private:
  void put(Word name, Word word) { program_.image.put(name, word); }
  Word data() { return kData + dice_.below(words_ - kData - 40); }
  Word harmless() { return harmless_instruction(dice_, data()); }
  void some(Word most) {
    for (Word left = dice_.below(most + 1); left > 0; --left) code_.word(harmless());
  }
  Word again_from(Word loop) {
    code_.op(Op::subi, 1, 1);
    code_.op(Op::jnz, 1, loop);
    return code_.at();
  }
  void put_routine(Word at) {
    Emitter routine(program_.image, at);
    for (Word i = 1; i < kRoutineWords; ++i) routine.word(harmless());
    routine.op(Op::jmp, 0, 0, 13);
  }
  Word routine() { return kRoutines + dice_.below(kRoutineCount) * kRoutineWords; }

  /// A supervisor call leads to its name; timers go on; everything else is skipped.
  void put_handler() {
    put(isa::kNewIc, kHandler);
    put(isa::kNewB, kUnbounded);
    code_.op(Op::load, 14, isa::kCause);
    code_.op(Op::subi, 14, static_cast<Word>(ExceptionCause::supervisor_call));
    code_.op(Op::jz, 14, kHandler + 9);
    code_.op(Op::subi, 14, static_cast<Word>(ExceptionCause::timer) - 4);
    code_.op(Op::jz, 14, kHandler + 11);
    code_.op(Op::load, 14, isa::kOldIc);
    code_.op(Op::addi, 14, 1);
    code_.op(Op::store, 14, isa::kOldIc);
    code_.op(Op::resume, 0, isa::kOldIc);
    code_.op(Op::load, 15, isa::kName);
    code_.op(Op::jmp, 0, 0, 15);
    code_.op(Op::la, 14, dice_.between(15, 90));
    code_.op(Op::ltim, 14, 0);
    code_.op(Op::resume, 0, isa::kOldIc);
  }

  // --- φ: r, b and what is added to the names of code

  /// Tables for the forms that have some: pages of code are where they are, the last two change places.
  void put_process_map() {
    const Word pages = words_ / page_;
    const auto frame = [&](Word page) {
      return page + 2 < pages || pages < 4 ? page : page + 1 == pages ? page - 1 : page + 1;
    };
    if (machine_.phi_form == FormCode::segmented) {
      table_ = kTables;
      for (Word segment = 0; segment << machine_.phi_segment_bits < pages; ++segment) {
        put(table_ + 2 * segment, (segment << machine_.phi_segment_bits) * page_);
        put(table_ + 2 * segment + 1, Word{1} << machine_.phi_segment_bits);
      }
      return;
    }
    const bool radix = machine_.phi_form == FormCode::radix;
    table_ = radix ? words_ - page_ : kTables;  // a radix table has a page of its own
    if (radix) words_ -= page_;
    if (radix || machine_.phi_form == FormCode::paged)
      for (Word page = 0; page < words_ / page_; ++page) put(table_ + page, (radix ? page : frame(page)) * page_);
  }
  struct Phi {
    Word r, b;
  };
  Phi phi(Word lowest_code) {
    const Word whole = words_ / page_ * page_;
    switch (machine_.phi_form) {
      case FormCode::relocation_bounds: {
        const Word r = dice_.below(lowest_code / page_ + 1) * page_;
        return {r, dice_.percent(30) ? kUnbounded : whole - r - (dice_.percent(50) ? page_ : 0)};
      }
      case FormCode::identity: return {dice_.below(3) * page_, whole - dice_.below(60)};
      default: return {table_, whole - (dice_.percent(30) ? page_ : 0)};
    }
  }
  /// RESUME into what follows, under another φ. Returns what has to be taken off the names of code there.
  Word put_resume(Word bits) {
    const Word triple = kTriples + 3 * (next_triple_++ % kTripleCount);
    const Word here = code_.at() + 1;
    const Phi map = (bits & isa::kSlaveBit) ? phi(here) : Phi{0, kUnbounded};
    const Word shift = machine_.phi_form == FormCode::relocation_bounds ? map.r : 0;
    put(triple, (here - shift) | bits);
    put(triple + 1, map.r);
    put(triple + 2, map.b);
    code_.op(Op::resume, 0, triple);
    return shift;
  }

  // --- the pieces

  void put_piece() {
    switch (dice_.below(virtual_ ? 12 : 11)) {
      case 0: return put_store_ahead();
      case 1: return put_store_behind();
      case 2: return put_store_elsewhere();
      case 3: return put_copy();
      case 4:
      case 5: return put_walk();
      case 6: return put_failures();
      case 7:
      case 8:
      case 9: return put_process();
      case 10: return put_load_r_b();
      default: return code_.op(Op::halt, 0, dice_.below(100));  // a VM-fault: the VMM's turn
    }
  }
  void put_store_ahead() {
    code_.op(Op::la, 1, dice_.between(2, 9));
    const Word loop = code_.at(), gap = dice_.below(4);
    code_.op(Op::load, 2, kTable + dice_.below(6), 1);
    code_.op(Op::store, 2, code_.at() + 1 + gap);
    for (Word i = 0; i <= gap; ++i) code_.word(harmless());
    again_from(loop);
  }
  void put_store_behind() {
    code_.op(Op::la, 1, dice_.between(2, 9));
    const Word loop = code_.at();
    some(3);
    const Word changed = code_.at();
    code_.word(harmless());
    some(2);
    code_.op(Op::load, 2, kTable + dice_.below(6), 1);
    code_.op(Op::store, 2, changed);
    again_from(loop);
  }
  void put_store_elsewhere() {
    const Word there = routine();
    code_.op(Op::la, 1, dice_.between(2, 5));
    const Word loop = code_.at();
    code_.op(Op::load, 2, kTable + dice_.below(6), 1);
    code_.op(Op::store, 2, there + dice_.below(kRoutineWords - 1));
    code_.op(Op::call, 13, there);
    again_from(loop);
  }
  void put_copy() {
    const Word there = routine();
    for (Word from : {routine(), routine()}) {
      code_.op(Op::la, 1, kRoutineWords);
      const Word loop = code_.at();
      code_.op(Op::load, 2, from - 1, 1);
      code_.op(Op::store, 2, there - 1, 1);
      again_from(loop);
      code_.op(Op::call, 13, there);
    }
  }
  /// A page more with each turn, so that entries go.
  void put_walk() {
    const Word stride = dice_.of({Word{1}, page_ / 2 + 1, page_, page_ + 1});
    const Word turns = std::max<Word>(2, std::min<Word>((words_ - kData - 2) / stride, dice_.between(3, 14)));
    code_.op(Op::la, 1, turns);
    code_.op(Op::la, 9, kData);
    const Word loop = code_.at();
    code_.op(Op::load, any(dice_), 0, 9);
    code_.op(dice_.of({Op::add, Op::xor_, Op::mul, Op::sltu}), any(dice_), 1, 9);
    if (dice_.percent(60)) code_.op(Op::store, any(dice_), dice_.below(2), 9);
    code_.op(Op::addi, 9, stride);
    again_from(loop);
  }
  void put_failures() {
    const Word before = data();
    code_.op(Op::load, 3, before);
    switch (dice_.below(5)) {
      case 0: code_.op(Op::divi, any(dice_), 0); break;
      case 1: code_.op(Op::la, 2, 0), code_.op(Op::store, 2, before), code_.op(Op::div, 3, before); break;
      case 2: code_.word(dice_.word() | Word{0xf} << 60); break;
      case 3: code_.op(Op::svc, 0, code_.at() + 1); break;
      default: code_.op(Op::load, 3, words_ + (virtual_ ? 0 : Word{1} << 40)); break;
    }
  }
  /// In slave mode, mostly with interrupts.
  void put_process() {
    if (dice_.percent(40)) code_.op(Op::la, 2, dice_.between(3, 40)), code_.op(Op::ltim, 2, 0);
    const Word shift = put_resume(isa::kSlaveBit | (dice_.percent(60) ? isa::kInterruptBit : 0));
    some(3);
    code_.op(Op::la, 1, dice_.between(2, 12));
    const Word loop = code_.at();
    code_.word(harmless());
    if (dice_.percent(40)) code_.op(Op::load, 2, kTable - shift + dice_.below(6), 1);
    if (dice_.percent(40)) {
      code_.op(Op::load, 2, code_.at() - shift - 1);
      code_.op(Op::store, 2, code_.at() + 1 - shift);
      code_.word(harmless());
    }
    if (dice_.percent(30)) code_.op(Op::load, any(dice_), words_ - dice_.below(2 * page_) - shift);
    code_.op(Op::subi, 1, 1);
    code_.op(Op::jnz, 1, loop - shift);
    if (dice_.percent(30)) code_.op(Op::rrb, 2, 0);
    code_.op(Op::svc, 0, code_.at() + 1);
  }
  void put_load_r_b() {
    put_resume(dice_.percent(60) ? isa::kInterruptBit : 0);
    const Word triple = kTriples + 3 * (next_triple_++ % kTripleCount);
    const bool moves = machine_.phi_form == FormCode::relocation_bounds;
    const Phi map = moves ? Phi{0, words_ / page_ * page_} : phi(0);
    put(triple, 0);
    put(triple + 1, map.r);
    put(triple + 2, map.b);
    code_.op(Op::lrb, 0, triple + 1);
    some(4);
    if (dice_.percent(50)) code_.op(Op::load, any(dice_), words_ - dice_.below(page_));
    code_.op(Op::svc, 0, code_.at() + 1);
  }

  Dice& dice_;
  const MachineConfig& machine_;
  Word page_, words_;
  bool virtual_;
  BusyProgram& program_;
  Emitter code_;
  Word table_ = 0, next_triple_ = 0;
};

}  // namespace

Word harmless_instruction(Dice& dice, Word data) {
  const unsigned a = any(dice);
  switch (dice.below(9)) {
    case 0: return isa::encode(Op::la, a, dice.below(1000));
    case 1:
    case 2: return isa::encode(dice.of({Op::addi, Op::xori, Op::muli, Op::slti}), a, dice.below(100), any(dice));
    case 3: return isa::encode(Op::load, a, data);
    case 4:
    case 5: return isa::encode(dice.of({Op::add, Op::sub, Op::or_, Op::seq}), a, data);
    case 6:
    case 7: return isa::encode(Op::store, a, data);
    default: return isa::encode(Op::divi, a, dice.below(4));
  }
}

BusyProgram::BusyProgram(Dice& dice, const MachineConfig& machine, Word pages, bool virtual_machine) {
  image.pages = pages;
  Rounds(dice, machine, pages, virtual_machine, *this).make();
}

}  // namespace hv::test
