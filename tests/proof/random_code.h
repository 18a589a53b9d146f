// SPDX-License-Identifier: Apache-2.0
// Random instructions, for guests and for the virtual machines of guests.
#pragma once

#include "guest/guest_image.h"
#include "proof/dice.h"
#include "semantics/processor/isa.h"

namespace hv::test {

/// The console's page: a number that no arithmetic on small numbers gives.
constexpr Word kConsolePage = 0x3a5c7;

/// Puts instructions into an image, one behind the other.
class Emitter {
 public:
  Emitter(tb::GuestImage& image, Word at) : image_(image), at_(at) {}
  Word at() const { return at_; }
  void go_to(Word at) { at_ = at; }
  void word(Word value) { image_.put(at_++, value); }
  void op(isa::Op op, unsigned a, Word d, unsigned x = 0) { word(isa::encode(op, a, d, x)); }

 private:
  tb::GuestImage& image_;
  Word at_;
};

/// What random code may name. All are names of the machine that executes it.
struct CodePlaces {
  Word page_words = 64;
  Word names = 0;                      ///< its memory, in words
  Word code = 0, code_words = 0;       ///< where jumps lead, mostly
  Word data = 0, data_words = 0;       ///< what is loaded and stored, mostly
  Word triples = 0, triple_count = 0;  ///< (IC word, r, b), one behind the other, for RESUME and (from the second) LRB
  Word syllables = 0, syllable_count = 0;
  bool console = false;        ///< may use the console
  bool console_input = false;  ///< and let it interrupt
};

/// One word of a program: mostly an instruction, mostly a legal one.
Word random_instruction(Dice& dice, const CodePlaces& places);
/// A word that means something to somebody: a small number, a name, whole pages, a pattern of bits.
Word random_value(Dice& dice, const CodePlaces& places);
/// r and b that make sense mostly.
Word random_r(Dice& dice, const CodePlaces& places);
Word random_b(Dice& dice, const CodePlaces& places);

}  // namespace hv::test
