// SPDX-License-Identifier: Apache-2.0
#include "proof/tiny_machine.h"

#include <algorithm>

#include "semantics/vm_layout.h"

namespace hv::test {
namespace {

using Entry = TinyModel::Entry;
using Vm = TinyModel::Vm;

// Real memory, in pages of 16 words. 0: level 0 with the tables of f1 and f2. 1, 2: control blocks of VM 1 and VM 2.
// 3, 4: memory of VM 1. 5, 6: memory of VM 2. On VM 1's page 0: VMTAB, control block of 1.1, table of f1.1.
constexpr Word kVmtab = 2, kF1 = 5, kF2 = 7, kBlock1 = 16, kBlock2 = 32;
constexpr Word kOneVmtab = 1, kOneBlock = 3, kOneTable = 14, kOneBase = 3 * 16;
constexpr Word kBeyond = 9, kData = 7;

Word f1_word(Entry entry, Word own) {
  switch (entry) {
    case Entry::own: return own * 16;
    case Entry::other: return 5 * 16;
    case Entry::absent: return kAbsentBit;
    case Entry::bad: return own * 16 + 1;
    case Entry::beyond: return kBeyond * 16;
  }
  return 0;
}

Word f11_word(Entry entry) {
  switch (entry) {
    case Entry::own: return 16;
    case Entry::absent: return kAbsentBit;
    case Entry::bad: return 17;
    default: return 32;  // beyond VM 1's memory
  }
}

std::string outcome_text(bool real, Word page, unsigned level, unsigned cause) {
  return real ? "page " + std::to_string(page) : "t" + std::to_string(level) + " cause " + std::to_string(cause);
}

}  // namespace

TinyMachine::TinyMachine(const AssociatorConfig& associator, RegistersPolicy registers)
    : unit_({4, kPage, registers, layout::kHeadWords, std::nullopt}, *this),
      composer_({kPage, registers, FormCode::relocation_bounds, 1, associator}, unit_.vmid(), memory_, memory_),
      associator_(associator) {
  unit_.observe(&composer_);
  const std::map<Word, Word> words{{0, kVmtab},
                                   {kVmtab, 2},
                                   {kVmtab + 1, kBlock1},
                                   {kVmtab + 2, kBlock2},
                                   {kF1, 3 * kPage},
                                   {kF1 + 1, 4 * kPage},
                                   {kF2, 5 * kPage},
                                   {kF2 + 1, 6 * kPage},
                                   {kBlock1 + layout::kTable, kF1},
                                   {kBlock1 + layout::kPages, 2},
                                   {kBlock1 + layout::kCapabilities, 1},
                                   {kBlock2 + layout::kTable, kF2},
                                   {kBlock2 + layout::kPages, 2},
                                   {kOneBase, kOneVmtab},
                                   {kOneBase + kOneVmtab, 1},
                                   {kOneBase + kOneVmtab + 1, kOneBlock},
                                   {kOneBase + kOneBlock + layout::kTable, kOneTable},
                                   {kOneBase + kOneBlock + layout::kPages, 2},
                                   {kOneBase + kOneBlock + layout::kCapabilities, 1},
                                   {kOneBase + kOneTable, kPage},
                                   {kOneBase + kOneTable + 1, kPage}};
  for (const auto& [name, word] : words) memory_.write(RealName{name}, word);
}

void TinyMachine::write(RealName name, Word value) {
  memory_.write(name, value);
  composer_.stored(name);
}

std::vector<TinyAction> TinyMachine::actions() const {
  using Kind = TinyAction::Kind;
  std::vector<TinyAction> all;
  const auto add = [&](Kind kind, std::initializer_list<Word> operands) {
    for (const Word operand : operands) all.push_back({kind, operand});
  };
  const auto entry = [](Entry value) { return static_cast<Word>(value); };
  switch (model_.vm) {
    case Vm::null:
      add(Kind::lvmid, {0, 1, 2, 3});
      add(Kind::store_f1_0, {entry(Entry::own), entry(Entry::absent)});
      add(Kind::store_f1_1,
          {entry(Entry::own), entry(Entry::other), entry(Entry::absent), entry(Entry::bad), entry(Entry::beyond)});
      add(Kind::next1, {0, 1, 3});
      break;
    case Vm::one:
      add(Kind::store_f11_0, {entry(Entry::own), entry(Entry::absent), entry(Entry::bad), entry(Entry::beyond)});
      add(Kind::next11, {0, 1});
      [[fallthrough]];
    default:
      add(Kind::access, {0, 1, 2});
      add(Kind::lvmid, {1, 2});
      add(Kind::halt, {0});
      add(Kind::timer, {1});
      if (model_.vm == Vm::one_one) add(Kind::timer, {2});
  }
  return all;
}

std::string TinyMachine::vm_fault(const VmFault& fault) {
  unit_.vm_fault(fault, {0, 0, kUnbounded});
  model_.fault(fault.level);
  return {};
}

/// A failure that the model has foreseen, of this level and cause.
std::string TinyMachine::fail(const Failure& failure, unsigned level, unsigned cause) {
  const Delivery delivery = deliver(failure, unit_.vmid().depth());
  const auto* fault = std::get_if<VmFault>(&delivery);
  if (!fault) return "a process exception where a VM-fault was due";
  if (fault->level != level || static_cast<unsigned>(fault->cause) != cause)
    return "t" + std::to_string(fault->level) + " cause " + std::to_string(static_cast<unsigned>(fault->cause)) +
           " where " + outcome_text(false, 0, level, cause) + " was due";
  return vm_fault(*fault);
}

/// A reference of the running VM: as the model says, and as compose() without associator says.
std::string TinyMachine::access(Word page, AccessKind kind, Word offset, Word value) {
  const TinyModel::Place due = model_.place(page);
  const Word name = page * kPage + offset;
  const Translation specified = composer_.probe_resource(name, kind);
  const Translation outcome = composer_.translate_resource(name, kind);
  const auto* real = std::get_if<RealName>(&outcome);
  const auto* as_specified = std::get_if<RealName>(&specified);
  if (outcome.index() != specified.index() || (real && *real != *as_specified)) return "the associator has its own way";
  if (real && real->value < memory_.size()) {
    last_touched_ = {unit_.vmid().number(), page};
    if (!due.real || real->value != due.page * kPage + offset)
      return "real " + std::to_string(real->value) + " where " +
             outcome_text(due.real, due.page, due.level, due.cause) + " was due";
    if (kind == AccessKind::write) write(*real, value);
    return {};
  }
  if (real) last_touched_ = {unit_.vmid().number(), page};
  if (due.real) return "a failure where page " + std::to_string(due.page) + " was due";
  const Failure failure =
      std::visit(Visitor{[&](const RealName& nowhere) -> Failure { return composer_.nonexistent(nowhere, kind); },
                         [](const auto& failed) -> Failure { return failed; }},
                 outcome);
  return fail(failure, due.level, due.cause);
}

void TinyMachine::remember_maps() {
  for (unsigned level = 1; level <= unit_.vmid().depth(); ++level) {
    const Word table = level == 2 ? kOneBase + kOneTable : model_.vm == Vm::two ? kF2 : kF1;
    maps_as_entered_[level] = {memory_.data()[table], memory_.data()[table + 1]};
    numbers_[unit_.vmid().name(level)] = unit_.vmid().number(level);
    if (level == 2) outdated_ = false;
  }
}

std::string TinyMachine::enter(Word syllable) {
  const TinyModel before = model_;
  const TinyModel::Outcome due = model_.lvmid(syllable);
  const TinyModel after = model_;
  if (unit_.lvmid_objection()) return due == TinyModel::Outcome::exception ? "" : "LVMID objected";
  std::vector<Word> words;
  const LvmidOutcome outcome = unit_.lvmid(syllable, {}, words);
  const bool entered = std::holds_alternative<Entered>(outcome);
  const bool exception = std::holds_alternative<ProcessException>(outcome);
  if (entered != (due == TinyModel::Outcome::entered) || exception != (due == TinyModel::Outcome::exception))
    return "LVMID did not come out as the links say";
  if (entered) remember_maps();
  if (entered || exception) return {};
  const Failure failure = std::visit(Visitor{[](const Entered&) -> Failure { return ProcessException{}; },
                                             [](const auto& failed) -> Failure { return failed; }},
                                     outcome);
  const Delivery delivery = deliver(failure, unit_.vmid().depth());
  const auto* fault = std::get_if<VmFault>(&delivery);
  if (!fault) return "LVMID's VM-fault came as an exception";
  model_ = before;
  const std::string problem = vm_fault(*fault);
  model_ = after;
  return problem;
}

std::string TinyMachine::store(Word name, Word value) {
  write(RealName{name}, value);
  return {};
}

std::string TinyMachine::act(const TinyAction& action) {
  using Kind = TinyAction::Kind;
  const auto entry = static_cast<Entry>(action.operand);
  std::string problem;
  switch (action.kind) {
    case Kind::access: problem = access(action.operand, AccessKind::read, 0, 0); break;
    case Kind::lvmid: problem = enter(action.operand); break;
    case Kind::halt: {
      const unsigned depth = unit_.vmid().depth();
      problem = vm_fault({depth, {0, depth}, FaultCause::ended, AccessKind::fetch});
      break;
    }
    case Kind::timer: {
      const auto level = static_cast<unsigned>(action.operand);
      problem = vm_fault({level, {0, level}, FaultCause::timer, AccessKind::fetch});
      break;
    }
    case Kind::store_f1_0:
      model_.f1_0 = entry;
      problem = store(kF1, f1_word(entry, 3));
      outdated_ = numbers_.count("1.1") > 0;
      break;
    case Kind::store_f1_1:
      model_.f1_1 = entry;
      problem = store(kF1 + 1, f1_word(entry, 4));
      break;
    case Kind::store_f11_0:
      problem = access(0, AccessKind::write, kOneTable, f11_word(entry));
      if (model_.vm == Vm::one) model_.f11_0 = entry;
      break;
    case Kind::next1:
      model_.next1 = action.operand;
      problem = store(kBlock1 + layout::kNextSyllable, action.operand);
      break;
    case Kind::next11:
      problem = access(0, AccessKind::write, kOneBlock + layout::kNextSyllable, action.operand);
      if (model_.vm == Vm::one) model_.next11 = action.operand;
      break;
  }
  return problem.empty() ? check() : problem;
}

/// What must hold in every state.
std::string TinyMachine::check() const {
  const VmidRegister& vmid = unit_.vmid();
  if (vmid.name() != model_.vmid()) return "VMID " + vmid.name() + " where " + model_.vmid() + " was due";
  const Word* words = memory_.data();
  if (words[kBlock1 + layout::kNextSyllable] != model_.next1) return "NEXT_SYLLABLE of VM 1";
  if (words[kBlock2 + layout::kNextSyllable] != 0) return "NEXT_SYLLABLE of VM 2";
  if (words[kOneBase + kOneBlock + layout::kNextSyllable] != model_.next11) return "NEXT_SYLLABLE of VM 1.1";
  if (vmid.depth() == 2 && model_.next1 != 1) return "1.1 runs, and VM 1 does not say so";
  for (unsigned level = 1; level <= vmid.depth(); ++level) {
    const Map& map = vmid.at(level).map;
    const Word table = level == 2 ? kOneBase + kOneTable : model_.vm == Vm::two ? kF2 : kF1;
    if (map.bound != 2 * kPage || map.form != FormCode::paged) return "the registers of f are not its control block's";
    if (maps_as_entered_[level] != std::vector<Word>{words[table], words[table + 1]} && level < vmid.depth())
      return "f changed while a VM above it ran";
    if (vmid.at(level).vmcb_real.value != (level == 2             ? kOneBase + kOneBlock
                                           : model_.vm == Vm::two ? kBlock2
                                                                  : kBlock1))
      return "the control block is elsewhere";
  }
  return {};
}

std::string TinyMachine::key() const {
  std::string key = model_.vmid() + " ";
  for (const Entry entry : {model_.f1_0, model_.f1_1, model_.f11_0})
    key += static_cast<char>('0' + static_cast<int>(entry));
  key += static_cast<char>('0' + model_.next1);
  key += static_cast<char>('0' + model_.next11);
  if (!composer_.associator()) return key;
  if (outdated_ && associator_.invalidation == Invalidation::snoop) key += " !";
  for (const auto& [name, number] : numbers_)
    for (Word page = 0; page < 3; ++page) {
      const auto depth = static_cast<std::uint32_t>(1 + std::count(name.begin(), name.end(), '.'));
      const std::uint32_t space = associator_.key == AssociatorKey::level  ? depth
                                  : associator_.key == AssociatorKey::vmid ? number
                                                                           : 0;
      const Associator::Slot slot = composer_.associator()->probe({page, space});
      if (slot == Associator::kNoSlot) continue;
      const Word frame = composer_.associator()->frame(slot).value / kPage;
      key += " " + name + ":" + std::to_string(page) + ">" + std::to_string(frame);
      if (last_touched_ == std::pair<std::uint32_t, Word>{number, page}) key += "*";
    }
  return key;
}

}  // namespace hv::test
