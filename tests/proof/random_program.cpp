// SPDX-License-Identifier: Apache-2.0
#include "proof/random_program.h"

#include "proof/random_code.h"
#include "semantics/map_form.h"

namespace hv::test {
namespace {

using isa::Op;

// On the first page.
constexpr Word kCount = 24, kLogAt = 25, kSaved = 26, kSkips = 40;
constexpr Word kCode = 64, kHandlerWords = 48, kTriples = 6, kSyllables = 4, kDataWords = 48;
constexpr Word kMostExceptions = 14, kLogWords = 4;

/// Logs cause, name, old IC and timer, and goes on behind the instruction; φ without value is set right.
void put_handler(Dice& dice, tb::GuestImage& image, Word entry, Word end) {
  Emitter code(image, entry);
  const auto triple = [&](Word old, Word at) { code.op(Op::load, 1, old), code.op(Op::store, 1, at, 2); };
  code.op(Op::store, 1, kSaved);
  code.op(Op::store, 2, kSaved + 1);
  code.op(Op::load, 1, kCount);
  code.op(Op::subi, 1, 1);
  code.op(Op::jz, 1, end);
  code.op(Op::jn, 1, end);
  code.op(Op::store, 1, kCount);
  code.op(Op::load, 2, kLogAt);
  triple(isa::kCause, 0);
  triple(isa::kName, 1);
  triple(isa::kOldIc, 2);
  code.op(Op::rtim, 1, 0);
  code.op(Op::store, 1, 3, 2);
  code.op(Op::addi, 2, kLogWords);
  code.op(Op::store, 2, kLogAt);
  code.op(Op::load, 2, isa::kCause);  // how far to go on, and with which φ
  code.op(Op::load, 1, isa::kOldIc);
  code.op(Op::add, 1, kSkips, 2);
  code.op(Op::store, 1, isa::kOldIc);
  code.op(Op::subi, 2, 7);
  const Word past = code.at() + 8;
  code.op(Op::jz, 2, code.at() + 3);
  code.op(Op::addi, 2, 6);
  code.op(Op::jnz, 2, past);
  code.op(Op::la, 2, dice.percent(90) ? 0 : 64);
  code.op(Op::store, 2, isa::kOldR);
  code.op(Op::la, 2, Word{0} - 1);
  code.op(Op::store, 2, isa::kOldB);
  code.go_to(past);
  code.op(Op::load, 1, kSaved);
  code.op(Op::load, 2, kSaved + 1);
  code.op(Op::resume, 0, isa::kOldIc);
}

void put_skips(Dice& dice, tb::GuestImage& image) {
  for (Word cause = 1; cause < 14; ++cause) {
    const bool between = cause == 4 || cause >= 12;  // the old IC is already that of the next instruction
    image.put(kSkips + cause, between ? 0 : 1);
  }
  // Interrupts were enabled; they stay so, or are from now on.
  if (dice.percent(50)) image.put(kSkips + 4, isa::kInterruptBit);
}

}  // namespace

tb::GuestImage random_program(Dice& dice, const GuestTraits& traits) {
  tb::GuestImage image;
  const Word page = traits.page_words;
  CodePlaces places;
  places.page_words = page;
  places.console = traits.console;
  places.console_input = traits.console_input;
  places.code = kCode + kHandlerWords;
  places.code_words = dice.between(8, 70);
  places.triples = places.code + places.code_words + 4;
  places.triple_count = kTriples;
  places.syllables = places.triples + 3 * kTriples;
  places.syllable_count = kSyllables;
  places.data = places.syllables + kSyllables;
  places.data_words = kDataWords;
  const Word log = places.data + kDataWords;
  image.pages = (log + kMostExceptions * kLogWords + page - 1) / page + dice.below(3);
  places.names = image.pages * page;

  const Word end = places.code + places.code_words;
  image.put(kCount, dice.between(2, kMostExceptions));
  image.put(kLogAt, log);
  put_skips(dice, image);
  put_handler(dice, image, kCode, end);
  image.put(isa::kNewIc, kCode | (dice.percent(3) ? isa::kSlaveBit : 0));
  image.put(isa::kNewR, 0);
  image.put(isa::kNewB, kUnbounded);
  image.put(0, dice.percent(20) ? dice.below(places.names) : 0);  // ROOT of no VMTAB
  for (Word i = 0; i < places.code_words; ++i) image.put(places.code + i, random_instruction(dice, places));
  Emitter(image, end).op(Op::halt, 0, dice.below(1000), static_cast<unsigned>(dice.below(2)));
  for (Word i = 0; i < kTriples; ++i) {
    const Word r = random_r(dice, places);
    const Word bits = (dice.percent(30) ? isa::kSlaveBit : 0) | (dice.percent(60) ? isa::kInterruptBit : 0);
    image.put(places.triples + 3 * i, ((places.code + dice.below(places.code_words) - r) & isa::kNameMask) | bits);
    image.put(places.triples + 3 * i + 1, r);
    image.put(places.triples + 3 * i + 2, random_b(dice, places));
  }
  for (Word i = 0; i < kSyllables; ++i) image.put(places.syllables + i, i);
  for (Word i = 0; i < kDataWords; ++i) image.put(places.data + i, random_value(dice, places));

  // The start: registers, a timer, and into the program.
  image.entry = log;  // the log is written over it
  Emitter start(image, image.entry);
  for (unsigned a = 1; a < isa::kRegisters; a += 2) start.op(Op::la, a, dice.below(200));
  start.op(Op::la, 1, dice.percent(70) ? dice.between(1, 60) : 0);
  start.op(Op::ltim, 1, 0);
  start.op(Op::resume, 0, places.triples);
  return image;
}

}  // namespace hv::test
