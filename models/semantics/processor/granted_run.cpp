// SPDX-License-Identifier: Apache-2.0
#include "semantics/processor/granted_run.h"

#include <algorithm>

namespace hv {
namespace {

using isa::Decoded;
using Page = GrantedPages::Page;

/// Instructions in one run(), so that `last` stays behind any page (if it came around to 0, the count would still be
/// exact, but each instruction would look for its page).
constexpr std::uint64_t kMost = std::uint64_t{1} << 60;

/// The digest before this fetch. Not inlined: else the compiler keeps both digests of each instruction, since it sees
/// that this only takes back what was just done.
[[gnu::noinline]] std::uint64_t without_fetch(std::uint64_t digest, Word real) { return undigested(digest, real); }

/// All that changes from one instruction to the next. It never leaves GrantedRun::run(), so that the compiler keeps it
/// in registers; hence no array in it. Places are words of the code's page. In a row of instructions without a jump
/// nothing counts up but `place`: time goes with it, two more an instruction (its fetch, its operand), and one
/// comparison tells the end of the page as well as the limit.
struct Hart {
  const GrantedPages::Table pages;
  Word* const registers;  // one more than there are: always 0
  Page code;              // with the instruction
  Word place;             // of the instruction in it
  Word last;              // where the limit is reached, if the instructions up to there come in a row
  Word bound;             // the lesser of that and the end of the page; 0 where there is none yet
  Associator::Time zero;  // the time at place 0, if the instructions from there on came in a row
  std::uint64_t digest;   // with all names so far
  const std::uint64_t most_counted;
  GrantedRun::Work work{};

  Word get(unsigned a) const { return registers[a]; }
  void set(unsigned a, Word value) { registers[a] = value; }
  Word following() const { return (code.first + place + 1) & isa::kIcMask; }
  bool next() { return ++place, true; }
  bool jump(Word name) {
    const Word from = place + 1;
    return go_to((name & isa::kIcMask) - code.first, from), true;
  }
  /// As much is done, and as much left to do, as at `from`. The place may be out of the page: it is not before `bound`.
  void go_to(Word to, Word from) {
    place = to;
    last += to - from;
    zero -= 2 * (to - from);
    bound = std::min(code.words, last);
  }
  /// Of the last use before this instruction.
  Associator::Time time() const { return zero + 2 * place; }
  bool other(isa::Op, unsigned, Word) { return false; }

  bool read(Word name, Word& value) {
    Word* word = nullptr;
    if (!find<GrantedPages::read, GrantedPages::counted_read>(name, word, work.reads, work.counted_reads)) return false;
    return value = *word, true;
  }
  bool write(Word name, Word value) {
    Word* word = nullptr;
    if (!find<GrantedPages::write, GrantedPages::counted_write>(name, word, work.writes, work.counted_writes))
      return false;
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
  bool find(Word name, Word*& word, std::uint64_t& uses, std::uint64_t& counted_uses) {
    name &= isa::kNameMask;
    const Page* page = &pages.at(ordinary, name);
    Word offset = name - page->first;
    if (__builtin_expect(offset < page->words, 1)) {
      ++uses;
    } else {
      page = &pages.at(counted, name);
      offset = name - page->first;
      if (offset >= page->words || work.counted_reads + work.counted_writes == most_counted) return false;
      ++counted_uses;
    }
    *page->last_use = time() + 2;
    digest = digested(digest, page->frame + offset);
    word = page->memory + offset;
    return true;
  }
};

}  // namespace

GrantedRun::Work GrantedRun::run(ProcessorState& state, GrantedUses& uses, const Limit& limit) {
  Word registers[isa::kRegisters + 1] = {};
  std::copy(state.registers.begin(), state.registers.end(), registers);
  const Associator::Time begin = uses.time;
  const Word ic = state.address(), last = ic + std::min(limit.instructions, kMost);
  Hart hart{pages_.table(), registers, {}, ic, last, 0, begin - 2 * ic, uses.digest, limit.counted_operands};
  Decoded* decoded = nullptr;
  Associator::Time entered = begin;  // the code's page
  const auto note_fetches = [&] {    // of this page: the last one is what counts
    if (hart.time() != entered) *hart.code.last_use = std::max(*hart.code.last_use, hart.time() - 1);
  };
  for (;;) {
    if (__builtin_expect(hart.place >= hart.bound, 0)) {
      if (hart.place == hart.last) break;
      const Word name = (hart.code.first + hart.place) & isa::kIcMask;
      const Page& page = hart.pages.at(GrantedPages::fetch, name);
      if (!page.has(name)) break;
      note_fetches();
      entered = hart.time();
      hart.code = page;
      hart.go_to(name - page.first, hart.place);
      decoded = decoded_.of(page.memory);
    }
    const Word word = hart.code.memory[hart.place];
    Decoded& instruction = decoded[hart.place];
    if (__builtin_expect(instruction.word != word, 0)) instruction = isa::decoded(word);
    hart.digest = digested(hart.digest, hart.code.frame + hart.place);
    const Word index = registers[std::size_t{instruction.x}];
    if (!isa::execute(hart, instruction.op, instruction.a, instruction.displacement + index)) {
      hart.digest = without_fetch(hart.digest, hart.code.frame + hart.place);
      break;
    }
  }
  note_fetches();
  std::copy(registers, registers + isa::kRegisters, state.registers.begin());
  state.ic = (state.ic & ~isa::kIcMask) | ((hart.code.first + hart.place) & isa::kIcMask);
  Work work = hart.work;
  work.instructions = (hart.time() - begin) / 2;
  uses.time = hart.time();
  uses.digest = hart.digest;
  uses.references += work.references();
  uses.stores += work.writes + work.counted_writes;
  return work;
}

}  // namespace hv
