// SPDX-License-Identifier: Apache-2.0
#include "semantics/processor/granted_run.h"

#include <algorithm>

namespace hv {
namespace {

using isa::Decoded;
using Page = GrantedPages::Page;

/// All that changes from one instruction to the next. It never leaves GrantedRun::run(), so that the compiler keeps it
/// in registers; hence no array in it.
struct Hart {
  const GrantedPages::Table pages;
  Word* const registers;  // one more than there are: always 0
  Page code;              // with the instruction
  Word place;             // of the instruction in it
  Associator::Time time;  // of the last use; two more an instruction: its fetch, its operand
  std::uint64_t digest;   // with all names so far
  const std::uint64_t most_counted;
  GrantedRun::Work work{};

  Word get(unsigned a) const { return registers[a]; }
  void set(unsigned a, Word value) { registers[a] = value; }
  Word following() const { return (code.first + place + 1) & isa::kIcMask; }
  bool next() { return ++place, true; }
  bool jump(Word name) { return place = (name & isa::kIcMask) - code.first, true; }
  bool other(isa::Op, unsigned, Word) { return false; }

  bool read(Word name, Word& value) {
    const Word* const word = find<GrantedPages::read, GrantedPages::counted_read>(name, work.reads, work.counted_reads);
    if (!word) return false;
    return value = *word, true;
  }
  bool write(Word name, Word value) {
    Word* const word = find<GrantedPages::write, GrantedPages::counted_write>(name, work.writes, work.counted_writes);
    if (!word) return false;
    return *word = value, true;
  }
  /// All of the instruction will be done elsewhere, the reading of its operand too.
  bool no_quotient() { return false; }
  bool no_quotient(Word name) {
    name &= isa::kNameMask;
    const bool ordinary = pages.at(GrantedPages::read, name).has(name);
    const Page& page = pages.at(ordinary ? GrantedPages::read : GrantedPages::counted_read, name);
    --(ordinary ? work.reads : work.counted_reads);
    digest = undigested(digest, page.frame + (name - page.first));
    return false;
  }

 private:
  template <GrantedPages::Use ordinary, GrantedPages::Use counted>
  Word* find(Word name, std::uint64_t& uses, std::uint64_t& counted_uses) {
    name &= isa::kNameMask;
    const Page* page = &pages.at(ordinary, name);
    Word offset = name - page->first;
    if (__builtin_expect(offset < page->words, 1)) {
      ++uses;
    } else {
      page = &pages.at(counted, name);
      offset = name - page->first;
      if (offset >= page->words || work.counted_reads + work.counted_writes == most_counted) return nullptr;
      ++counted_uses;
    }
    *page->last_use = time + 2;
    digest = digested(digest, page->frame + offset);
    return page->memory + offset;
  }
};

}  // namespace

GrantedRun::Work GrantedRun::run(ProcessorState& state, GrantedUses& uses, const Limit& limit) {
  Word registers[isa::kRegisters + 1] = {};
  std::copy(state.registers.begin(), state.registers.end(), registers);
  Hart hart{pages_.table(), registers, {}, state.address(), uses.time, uses.digest, limit.counted_operands};
  const Associator::Time begin = uses.time, end = begin + 2 * limit.instructions;
  Decoded* decoded = nullptr;
  Associator::Time entered = begin;  // the code's page
  const auto note_fetches = [&] {    // of this page: the last one is what counts
    if (hart.time != entered) *hart.code.last_use = std::max(*hart.code.last_use, hart.time - 1);
  };
  while (hart.time != end) {
    if (hart.place >= hart.code.words) {
      const Word name = (hart.code.first + hart.place) & isa::kIcMask;
      const Page& page = hart.pages.at(GrantedPages::fetch, name);
      if (!page.has(name)) break;
      note_fetches();
      entered = hart.time;
      hart.code = page;
      hart.place = name - page.first;
      decoded = decoded_.of(page.memory);
    }
    const Word word = hart.code.memory[hart.place];
    Decoded& instruction = decoded[hart.place];
    if (__builtin_expect(instruction.word != word, 0)) instruction = isa::decoded(word);
    const Word real = hart.code.frame + hart.place;
    hart.digest = digested(hart.digest, real);
    const Word index = registers[std::size_t{instruction.x}];
    if (!isa::execute(hart, instruction.op, instruction.a, instruction.displacement + index)) {
      hart.digest = undigested(hart.digest, real);
      break;
    }
    hart.time += 2;
  }
  note_fetches();
  std::copy(registers, registers + isa::kRegisters, state.registers.begin());
  state.ic = (state.ic & ~isa::kIcMask) | ((hart.code.first + hart.place) & isa::kIcMask);
  Work work = hart.work;
  work.instructions = (hart.time - begin) / 2;
  uses.time = hart.time;
  uses.digest = hart.digest;
  uses.references += work.references();
  uses.stores += work.writes + work.counted_writes;
  return work;
}

}  // namespace hv
