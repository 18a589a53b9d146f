// SPDX-License-Identifier: Apache-2.0
#include "scenarios/nest_program.h"

#include <stdexcept>

#include "explore/nest.h"
#include "semantics/processor/isa.h"
#include "semantics/vm_layout.h"

namespace hv::tb {
namespace {

using isa::encode;
using isa::Op;

// The program's home, names of the deepest level: its first page has the fixed locations.
Word program_at(Word page_words) { return page_words; }
Word array_at(Word page_words) { return 2 * page_words; }

/// R1 sum, R2 index, R3 rounds left, R4 condition.
std::vector<Word> program(Word at, Word array, Word words, Word rounds, Word stride) {
  return {
      encode(Op::la, 1, 0),
      encode(Op::la, 3, rounds),
      encode(Op::la, 2, 0),          // + 2: a round begins
      encode(Op::add, 1, array, 2),  // + 3: the loop
      encode(Op::addi, 2, stride),
      encode(Op::la, 4, 0, 2),
      encode(Op::slti, 4, words),
      encode(Op::jnz, 4, at + 3),
      encode(Op::subi, 3, 1),
      encode(Op::jnz, 3, at + 2),
      encode(Op::store, 1, array + words),
      encode(Op::halt, 0, 0),
  };
}

Word element(Word index) { return index * index + 1; }

/// A VMM that enters VM 1 and ends when that has ended.
void put_vmm(Image& image, const explore::Nest& nest, unsigned level, Word boot) {
  const auto at = [&](Word name) { return nest.real(level, name).value; };
  image.put(at(layout::kVmFaultEntry), {encode(Op::halt, 0, 0)});
  image.put(at(boot), {encode(Op::lvmid, 0, boot + 1), 1});
}

/// Where the software of a level begins.
Word boot_of(const explore::Nest& nest, unsigned level) {
  const explore::NestShape& shape = nest.shape();
  return level < shape.depth ? nest.vm(level + 1).vmm : program_at(shape.page_words);
}

/// The nest and its VMMs; each VM starts at its boot.
void put_nest(Image& image, const explore::Nest& nest) {
  const unsigned depth = nest.shape().depth;
  std::vector<explore::VmContents> contents(depth);
  for (unsigned level = 1; level <= depth; ++level) {
    ProcessorState state;
    state.ic = boot_of(nest, level);
    contents[level - 1].processor = state.to_words();
    contents[level - 1].capabilities = layout::kMayLvmid;
  }
  nest.build([&](RealName name, Word word) { image.put(name.value, {word}); }, contents);
  for (unsigned level = 0; level < depth; ++level) put_vmm(image, nest, level, boot_of(nest, level));
}

}  // namespace

NestProgramResult nest_program_result(const explore::Configuration& configuration, Word words, Word rounds,
                                      Word stride) {
  Word sum = 0;
  for (Word i = 0; i < words; i += stride) sum += element(i);
  return {array_at(configuration.machine.page_words) + words, sum * rounds};
}

Scenario nest_program(const explore::Configuration& configuration, Word words, Word rounds, Word stride) {
  const Word page = configuration.machine.page_words;
  const unsigned depth = configuration.depth;
  explore::NestShape shape;
  shape.depth = depth;
  shape.page_words = page;
  shape.pages = 2 + words / page + 1;
  shape.maps = configuration.maps();
  shape.vmm_pages = 1;
  shape.seed = configuration.seed;
  if (const auto reason = explore::objection(shape)) throw std::invalid_argument(*reason);
  const explore::Nest nest(shape);

  Scenario scenario;
  scenario.name = "nest";
  scenario.title = "a program under --depth VMMs, which all end when it ends";
  scenario.config = configuration.machine_with(nest.real_pages());
  if (scenario.config.memory_pages < nest.real_pages())
    throw std::invalid_argument("memory.pages is " + std::to_string(scenario.config.memory_pages) +
                                ", but the nest takes " + std::to_string(nest.real_pages()));
  put_nest(scenario.image, nest);
  const std::vector<Word> code = program(program_at(page), array_at(page), words, rounds, stride);
  const auto real = [&](Word name) { return nest.real(depth, name).value; };
  for (Word i = 0; i < code.size(); ++i) scenario.image.put(real(program_at(page) + i), {code[i]});
  for (Word i = 0; i < words; ++i) scenario.image.put(real(array_at(page) + i), {element(i)});
  scenario.starts = {{{}, Start::Registers{boot_of(nest, 0), 0, kUnbounded}, Start::kForever}};
  return scenario;
}

}  // namespace hv::tb
