// SPDX-License-Identifier: Apache-2.0
// Random guests that do what the fast path might get wrong, over and over: they store into the page that they are
// executed from, ahead of and behind IC, into pages that are executed next, copy code and execute the copy, run loops
// over more pages than the associator has entries, change φ, and end instructions in exceptions; interval timers run
// out in the midst. Where they are virtual machines, their VMMs take pages away, store into the VM's code between its
// turns, and set timers of their own.
#pragma once

#include "explore/nest.h"
#include "guest/guest_image.h"
#include "proof/dice.h"
#include "semantics/machine_config.h"
#include "semantics/processor/processor_state.h"

namespace hv::test {

class BusyGuest {
 public:
  struct Shape {
    MachineConfig machine;  ///< its memory apart
    unsigned depth = 0;     ///< of the guest
    FormCode f_form = FormCode::paged;
  };
  BusyGuest(const Shape& shape, std::uint64_t seed);

  /// The machine with as much memory as it takes.
  MachineConfig config() const;
  /// Calls write(real name, word) for each word of real memory that is not 0.
  template <class Write>
  void put(Write write) const {
    for (Word name = 0; name < memory_.words.size(); ++name)
      if (memory_.words[name] != 0) write(RealName{name}, memory_.words[name]);
  }
  /// Where the real machine begins.
  ProcessorState start() const;

 private:
  void put_vmm(Dice& dice, unsigned level, const tb::GuestImage& guest, Word patch);
  void put_at(unsigned level, Word name, Word word) { memory_.put(nest_.real(level, name).value, word); }

  Shape shape_;
  explore::Nest nest_;
  tb::GuestImage memory_;  // of the real machine
  Word begin_ = 0;
};

}  // namespace hv::test
