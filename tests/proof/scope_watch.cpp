// SPDX-License-Identifier: Apache-2.0
#include "proof/scope_watch.h"

namespace hv::test {
namespace {

constexpr Word kLoad = 1, kStore = 2, kNext = 5;  // models/ISA.md, sections 4 and 6

}  // namespace

ScopeWatch::ScopeWatch(PureMachine& machine)
    : machine_(machine), chain_(machine.memory().data(), machine.memory().size(), machine.config().page_words, false) {
  machine.composer().observe(this);
  machine.vmid_unit().observe(this);
  machine.processor().observe(this);
}

void ScopeWatch::instruction_begins(const ProcessorState& state) {
  phi_ = {state.r, state.b};
  instruction_ = 0;
  depth_at_begin_ = chain_.depth();
}

void ScopeWatch::vmid_appended() {
  const VmidRegister& vmid = machine_.vmid_unit().vmid();
  if (!chain_.append(vmid.at(vmid.depth()).syllable, phi_, vmid.depth() > depth_at_begin_ + 1)) left_ = true;
  const ChainWalk::Level& level = chain_.at(vmid.depth());
  blocks_.insert(level.block);
  const bool relocation = (level.form & 0xff) == 1;
  const Word memory = machine_.config().memory_words();
  left_ |= vmid.depth() == 1 && relocation && !level.type2 && level.table + level.bound > memory;
}

bool ScopeWatch::is_control_word(Word real) const {
  for (unsigned i = 1; i <= chain_.depth(); ++i) {
    const ChainWalk::Level& level = chain_.at(i);
    if (real == level.root || real == level.length || real == level.entry) return true;
    if (real - level.block < ChainWalk::kBlockWords) return true;
  }
  return table_words_.count(real) > 0;
}

bool ScopeWatch::is_dead_word(Word real) const {
  const auto above = blocks_.upper_bound(real);
  if (above == blocks_.begin()) return false;
  const Word block = *std::prev(above), offset = real - block;
  const bool of_processor = (offset >= 2 && offset <= 4) || (offset >= 11 && offset < 27);
  return of_processor && machine_.memory().data()[block + kNext] != 0;
}

void ScopeWatch::accessed(const Access& access) {
  for (const auto& read : access.map_reads) table_words_.insert(read.real.value);
  const auto* real = std::get_if<RealName>(&access.outcome);
  if (!real) return;
  const MachineConfig& config = machine_.config();
  if (real->value / config.page_words == config.console_page) {
    const Word code = instruction_ >> 56;
    left_ |= chain_.depth() > 0 || access.kind == AccessKind::fetch || (code != kLoad && code != kStore);
  }
  if (access.kind == AccessKind::read) left_ |= is_dead_word(real->value);
  if (access.kind == AccessKind::write && chain_.depth() > 0) {
    left_ |= is_control_word(real->value);
    for (const Word block : blocks_) left_ |= real->value == block + kNext;
  }
}

}  // namespace hv::test
