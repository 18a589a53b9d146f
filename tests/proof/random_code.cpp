// SPDX-License-Identifier: Apache-2.0
#include "proof/random_code.h"

#include "semantics/devices/console.h"
#include "semantics/map_form.h"

namespace hv::test {
namespace {

using isa::encode;
using isa::Op;

unsigned some_register(Dice& dice) { return static_cast<unsigned>(dice.below(isa::kRegisters)); }

Word beyond(Dice& dice, const CodePlaces& places) {
  return dice.of({places.names, places.names + dice.below(300), Word{1} << 40, ~Word{0}, Word{0} - dice.below(64)});
}

Word data_name(Dice& dice, const CodePlaces& places) {
  if (dice.percent(4)) return beyond(dice, places);
  if (dice.percent(6)) return dice.below(places.names);
  if (dice.percent(3)) return dice.between(2, 9);
  return places.data + dice.below(places.data_words);
}

Op arithmetic(Dice& dice) { return static_cast<Op>(static_cast<unsigned>(Op::add) + dice.below(14)); }

Word jump(Dice& dice, const CodePlaces& places) {
  const Op op = dice.of({Op::jmp, Op::jz, Op::jnz, Op::jn, Op::jnn, Op::call});
  const Word target = dice.percent(3) ? beyond(dice, places) : places.code + dice.below(places.code_words);
  return encode(op, some_register(dice), target);
}

/// Only LOAD and STORE, and by absolute names: a VMM knows no other instruction on a virtual console.
Word console(Dice& dice, const CodePlaces& places) {
  const Word base = kConsolePage * places.page_words;
  const unsigned a = some_register(dice);
  if (places.console_input && dice.percent(30)) return encode(Op::store, a, base + Console::kControl);
  if (dice.percent(15)) return encode(Op::store, a, base + 2 + dice.below(20));
  if (dice.percent(40)) return encode(Op::load, a, base + dice.below(3));
  return encode(Op::store, a, base + Console::kData);
}

Word privileged(Dice& dice, const CodePlaces& places) {
  const Word triple = places.triples + 3 * dice.below(places.triple_count);
  switch (dice.below(12)) {
    case 0: return encode(Op::lrb, 0, triple + 1);
    case 1: return encode(Op::rrb, some_register(dice), 0);
    case 2: return encode(Op::resume, 0, triple);
    case 3: return encode(Op::ltim, some_register(dice), 0);
    case 4: return encode(Op::rtim, some_register(dice), 0);
    case 5: return encode(Op::halt, 0, dice.below(1000));
    case 6:
    case 7: return encode(Op::resume, 0, triple);
    default: return encode(Op::lvmid, 0, places.syllables + dice.below(places.syllable_count));
  }
}

}  // namespace

Word random_r(Dice& dice, const CodePlaces& places) {
  if (dice.percent(60)) return 0;
  if (dice.percent(10)) return dice.of({Word{1}, places.page_words + 1, ~Word{0} - places.page_words});
  return dice.below(4) * places.page_words;
}

Word random_b(Dice& dice, const CodePlaces& places) {
  if (dice.percent(60)) return kUnbounded;
  if (dice.percent(8)) return dice.of({Word{1}, Word{77}, kUnbounded - 1});
  return dice.between(1, places.names / places.page_words + 2) * places.page_words;
}

Word random_value(Dice& dice, const CodePlaces& places) {
  switch (dice.below(8)) {
    case 0: return dice.word();
    case 1: return dice.below(places.names / places.page_words + 3) * places.page_words;
    case 2: return Word{0} - dice.below(100);
    case 3: return Word{1} << dice.below(64);
    case 4: return places.data + dice.below(places.data_words);
    default: return dice.below(100);
  }
}

Word random_instruction(Dice& dice, const CodePlaces& places) {
  const unsigned a = some_register(dice);
  const unsigned x = dice.percent(12) ? some_register(dice) : 0;
  const Word dot = dice.below(100);
  if (dot < 2) return dice.word();
  if (dot < 4) return encode(static_cast<Op>(dice.of({0x00, 0x04, 0x1e, 0x2f, 0x36, 0x41, 0x7f, 0x87, 0xff})), a, 7);
  if (dot < 30) {
    const auto immediate = static_cast<Op>(static_cast<unsigned>(arithmetic(dice)) + 0x10);
    return encode(immediate, a, dice.percent(80) ? dice.below(40) : Word{0} - dice.below(40), x);
  }
  if (dot < 36) return encode(Op::la, a, dice.percent(70) ? dice.below(120) : data_name(dice, places), x);
  if (dot < 48) return encode(arithmetic(dice), a, data_name(dice, places), x);
  if (dot < 58) return encode(Op::load, a, data_name(dice, places), x);
  if (dot < 68) return encode(Op::store, a, data_name(dice, places), x);
  if (dot < 70) return encode(Op::store, a, places.code + dice.below(places.code_words));
  if (dot < 80) return jump(dice, places);
  if (dot < 84) return encode(Op::svc, 0, dice.below(200), x);
  if (dot < 90 && places.console) return console(dice, places);
  if (dot < 93 && dot >= 90) return encode(dice.of({Op::load, Op::store, Op::add}), a, beyond(dice, places));
  return privileged(dice, places);
}

}  // namespace hv::test
