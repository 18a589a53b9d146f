// SPDX-License-Identifier: Apache-2.0
#include "semantics/vmid_unit.h"

namespace hv {

VmidUnit::VmidUnit(const VmidConfig& config, LevelMemory& memory)
    : config_(config), memory_(memory), page_(config.page_words), vmid_(config.syllables) {}

std::optional<ExceptionCause> VmidUnit::lvmid_objection() const {
  const unsigned depth = vmid_.depth();
  if (depth > 0 && !(vmid_.at(depth).capabilities & layout::kMayLvmid)) return ExceptionCause::vm_capability;
  if (vmid_.full()) return ExceptionCause::vmid_full;
  return std::nullopt;
}

/// LVMID's reads of one control block, in order; after a failure the rest read nothing.
class VmidUnit::Reading {
 public:
  Reading(VmidUnit& unit, unsigned level) : unit_(unit), level_(level) {}

  Word word(Word name, bool for_map) {
    if (failure_) return 0;
    const LevelRead read = unit_.memory_.read({name, level_}, for_map);
    return std::visit(Visitor{[&](const LevelWord& found) {
                                ++unit_.counters_.lvmid_reads;
                                last_real_ = found.real;
                                return found.value;
                              },
                              [&](const auto& failed) {
                                auto implicit = failed;
                                implicit.implicit = true;
                                failure_ = Probe(implicit);
                                return Word{0};
                              }},
                      read);
  }
  const std::optional<Probe>& failure() const { return failure_; }
  RealName last_real() const { return last_real_; }

 private:
  VmidUnit& unit_;
  unsigned level_;
  RealName last_real_;
  std::optional<Probe> failure_;
};

/// Inclusion of a relocation-bounds map in the one below it, so that it can only fault at its own level.
bool VmidUnit::included(const Candidate& found) const {
  if (vmid_.depth() == 0 || found.level.issuer_phi) return true;
  const Map& map = found.level.map;
  const Map& below = vmid_.at(vmid_.depth()).map;
  if (map.form != FormCode::relocation_bounds || below.form != FormCode::relocation_bounds) return true;
  return map.base <= below.bound && map.bound <= below.bound - map.base;
}

VmidUnit::Probe VmidUnit::probe(Word syllable, bool first_step) {
  for (VmidObserver* observer : observers_) observer->syllable_looked_up();
  const unsigned level = vmid_.depth();
  Reading reading(*this, level);
  const Word vmtab = reading.word(layout::kRoot, true);
  const Word length = reading.word(vmtab, true);
  if (reading.failure()) return *reading.failure();
  if (syllable == 0 || syllable > length) return Objection{ExceptionCause::bad_syllable};
  const Word vmcb = reading.word(layout::vmtab_entry(vmtab, syllable), true);
  if (reading.failure()) return *reading.failure();
  if (vmcb == 0) return Objection{ExceptionCause::bad_syllable};
  const Word words = layout::vmcb_words(config_.processor_words);
  if (page_.offset_in(vmcb) + words > page_.words()) return Objection{ExceptionCause::bad_map};

  Candidate found;
  std::vector<Word> block(words);
  for (Word offset = 0; offset < words; ++offset) {
    block[offset] = reading.word(vmcb + offset, layout::is_map_word(offset));
    if (offset == 0) found.level.vmcb_real = reading.last_real();
  }
  if (reading.failure()) return *reading.failure();
  const auto decoded =
      layout::decode_map(block[layout::kTable], block[layout::kPages], block[layout::kForm], config_.page_words);
  if (!decoded.map) return Objection{ExceptionCause::bad_map};
  found.level.map = *decoded.map;
  if (decoded.type == layout::MapType::process)
    found.level.issuer_phi = level > 0 ? vmid_.at(level).saved_phi : PhiRegisters{};
  if (first_step && !included(found)) return Objection{ExceptionCause::bad_map};
  if (config_.registers == RegistersPolicy::real && map_form(decoded.map->form).dependent_reads(*decoded.map) > 0) {
    reading.word(decoded.map->base, true);
    if (reading.failure()) return *reading.failure();
    found.level.table_real = reading.last_real();
  }
  found.level.syllable = syllable;
  found.level.saved_phi = {block[layout::kPhiBase], block[layout::kPhiBound]};
  found.level.capabilities = block[layout::kCapabilities];
  found.level.io_map = block[layout::kIoMap];
  found.level.vmcb = {vmcb, level};
  found.next_syllable = block[layout::kNextSyllable];
  for (unsigned i = 0; i < config_.processor_words; ++i) found.processor.push_back(block[layout::processor_word(i)]);
  return found;
}

void VmidUnit::append(Candidate&& candidate, std::vector<Word>& processor, Word& next_syllable) {
  processor = std::move(candidate.processor);
  next_syllable = candidate.next_syllable;
  vmid_.append(std::move(candidate.level));
  if (config_.running_word) running_words_[vmid_.depth()] = processor[*config_.running_word];
  for (VmidObserver* observer : observers_) observer->vmid_appended();
}

/// NEXT_SYLLABLE, and for a Type II map φ too, in the issuer's own control block: whoever restarts the nest finds them.
void VmidUnit::commit(Word syllable, const Candidate& candidate, PhiRegisters phi) {
  const unsigned level = vmid_.depth();
  if (level == 0) return;
  write_vmcb(level, layout::kNextSyllable, syllable);
  if (!candidate.level.issuer_phi) return;
  write_vmcb(level, layout::kPhiBase, phi.base);
  write_vmcb(level, layout::kPhiBound, phi.bound);
}

LvmidOutcome VmidUnit::lvmid(Word syllable, PhiRegisters phi, std::vector<Word>& processor) {
  // Whoever commands may not have looked at lvmid_objection().
  if (vmid_.full()) return ProcessException{ExceptionCause::vmid_full, ProcessName{syllable}};
  Probe first = probe(syllable, true);
  return std::visit(Visitor{[&](Candidate& candidate) {
                              commit(syllable, candidate, phi);
                              if (candidate.level.issuer_phi) candidate.level.issuer_phi = phi;
                              ++counters_.lvmid;
                              ++counters_.vm_switches;
                              Word next = 0;
                              append(std::move(candidate), processor, next);
                              return restart_nest(next, processor);
                            },
                            [&](const Objection& objection) -> LvmidOutcome {
                              return ProcessException{objection.cause, ProcessName{syllable}};
                            },
                            [](const VmFault& t) -> LvmidOutcome { return t; },
                            [](const NonexistentMemory& n) -> LvmidOutcome { return n; }},
                    first);
}

/// "Execution of the LVMID instruction continues by appending the NEXT_SYLLABLE field of the new VMCB to the VMID."
LvmidOutcome VmidUnit::restart_nest(Word next_syllable, std::vector<Word>& processor) {
  while (next_syllable != 0) {
    processor_is_dead_ = true;
    if (vmid_.full()) return bad_nest();
    Probe step = probe(next_syllable, false);
    if (auto* candidate = std::get_if<Candidate>(&step)) {
      append(std::move(*candidate), processor, next_syllable);
      continue;
    }
    return std::visit(Visitor{[&](const Objection&) -> LvmidOutcome { return bad_nest(); },
                              [](const VmFault& t) -> LvmidOutcome { return t; },
                              [](const NonexistentMemory& n) -> LvmidOutcome { return n; },
                              [](const Candidate&) -> LvmidOutcome { return Entered{}; }},
                      step);
  }
  processor_is_dead_ = false;
  return Entered{};
}

/// The control block of x1…xj leads nowhere: reported to its VMM, with the name of its NEXT_SYLLABLE.
VmFault VmidUnit::bad_nest() const {
  const unsigned level = vmid_.depth();
  const ResourceName vmcb = vmid_.at(level).vmcb;
  return {level, {vmcb.value + layout::kNextSyllable, vmcb.level}, FaultCause::bad_nest, AccessKind::read, true};
}

void VmidUnit::vm_fault(const VmFault& fault, const std::vector<Word>& processor) {
  const unsigned depth = vmid_.depth();
  if (!processor_is_dead_)
    for (unsigned i = 0; i < config_.processor_words; ++i) save(depth, i, processor[i]);
  if (config_.running_word)
    for (unsigned level = fault.level; level < depth + processor_is_dead_; ++level)
      save(level, *config_.running_word, running_words_[level]);
  processor_is_dead_ = false;
  const Word status =
      layout::status_word(static_cast<unsigned>(fault.cause), static_cast<unsigned>(fault.kind), fault.implicit);
  write_vmcb(fault.level, layout::kStatus, status);
  write_vmcb(fault.level, layout::kFaultName, fault.name.value);
  const unsigned receiver = fault.level - 1;
  if (receiver > 0) write_vmcb(receiver, layout::kNextSyllable, 0);
  vmid_.truncate(receiver);
  ++counters_.vm_faults;
  ++counters_.vm_switches;
  ++counters_.vm_faults_by_level[fault.level];
  ++counters_.vm_faults_taken_by_level[receiver];
  for (VmidObserver* observer : observers_) observer->vmid_removed();
}

void VmidUnit::save(unsigned level, unsigned index, Word value) {
  write_vmcb(level, layout::processor_word(index), value);
}

void VmidUnit::write_vmcb(unsigned level, Word offset, Word value) {
  ++counters_.vmcb_writes;
  memory_.write(RealName{vmid_.at(level).vmcb_real.value + offset}, value);
}

void VmidUnit::reset() {
  processor_is_dead_ = false;
  vmid_.truncate(0);
  for (VmidObserver* observer : observers_) observer->vmid_removed();
}

}  // namespace hv
