// SPDX-License-Identifier: Apache-2.0
#include "proof/isolation_monitor.h"

namespace hv::test {
namespace {

// Words of a control block (models/ISA.md, section 6).
constexpr Word kIc = 2, kPhiBase = 3, kPhiBound = 4, kNext = 5, kStatus = 7, kFaultName = 8, kR0 = 11, kTimer = 27;
constexpr Word kLvmid = 0x80;  // operation code

bool of_processor(Word offset) { return (offset >= kIc && offset <= kPhiBound) || (offset >= kR0 && offset < kTimer); }

}  // namespace

IsolationMonitor::IsolationMonitor(PureMachine& machine)
    : machine_(machine),
      chain_(machine.memory().data(), machine.memory().size(), machine.config().page_words,
             machine.config().registers == RegistersPolicy::none) {
  machine.composer().observe(this);
  machine.vmid_unit().observe(this);
  machine.processor().observe(this);
  machine.observe(this);
}

void IsolationMonitor::object(const std::string& what) {
  if (violation_.empty()) violation_ = what;
}

/// In the words of show() of a place.
std::string IsolationMonitor::expected(const Access& access) const {
  Word name = access.name;
  if (access.by_process) {
    const ChainWalk::Process process = chain_.phi(phi_, name);
    if (process.cause != 0) return "e " + std::to_string(process.cause) + " " + std::to_string(name);
    name = process.name;
  }
  return show(chain_.down(chain_.depth(), name));
}

void IsolationMonitor::accessed(const Access& access) {
  ++accesses_;
  reference_.reset();
  const std::string found = std::visit(
      Visitor{[&](const RealName& real) {
                if (access.kind == AccessKind::write) reference_ = real.value;
                return "real " + std::to_string(real.value);
              },
              [](const ProcessException& e) {
                return "e " + std::to_string(static_cast<unsigned>(e.cause)) + " " + std::to_string(e.name.value);
              },
              [](const VmFault& t) {
                return "t" + std::to_string(t.level) + " " + std::to_string(t.name.value) + " cause " +
                       std::to_string(static_cast<unsigned>(t.cause));
              },
              [](const NonexistentMemory& n) { return "nonexistent " + std::to_string(n.real.value); }},
      access.outcome);
  const std::string right = expected(access);
  if (found != right)
    object("name " + std::to_string(access.name) + " at depth " + std::to_string(chain_.depth()) + " came to " + found +
           "; its maps say " + right);
}

void IsolationMonitor::stores(RealName name) {
  ++stores_;
  if (reference_ == name.value) return reference_.reset();
  for (unsigned level = 1; level <= chain_.depth(); ++level) {
    const Word offset = name.value - chain_.at(level).block;
    if (offset < ChainWalk::kBlockWords) return in_blocks_.emplace_back(level, offset), void();
  }
  object("a store into real " + std::to_string(name.value) + ", which nobody asked for");
}

void IsolationMonitor::vmid_appended() {
  const VmidRegister& vmid = machine_.vmid_unit().vmid();
  const bool restart = vmid.depth() > depth_at_begin_ + 1;
  if (!chain_.append(vmid.at(vmid.depth()).syllable, phi_, restart))
    object("LVMID entered a VM that VMTAB does not name");
  deepest_ = vmid.depth();
}

void IsolationMonitor::vmid_removed() { chain_.truncate(machine_.vmid_unit().vmid().depth()); }

void IsolationMonitor::instruction_begins(const ProcessorState& state) {
  phi_ = {state.r, state.b};
  instruction_ = 0;
  depth_at_begin_ = deepest_ = chain_.depth();
  in_blocks_.clear();
}

/// What LVMID stores in the control block of its issuer, and a VM-fault in those of the levels that it is about.
bool IsolationMonitor::allowed(unsigned level, Word offset, const StepResult& result) const {
  const bool lvmid = instruction_ >> 56 == kLvmid;
  if (lvmid && level == depth_at_begin_ && (offset == kNext || offset == kPhiBase || offset == kPhiBound)) return true;
  if (!result.fault) return false;
  const unsigned failed = result.fault->level;
  if (offset == kStatus || offset == kFaultName) return level == failed;
  if (offset == kNext) return level + 1 == failed;
  if (offset == kTimer) return level >= failed;
  return of_processor(offset) && level == deepest_ && deepest_ == depth_at_begin_;
}

void IsolationMonitor::instruction_ends(const ProcessorState&, const StepResult& result) {
  for (const auto& [level, offset] : in_blocks_)
    if (!allowed(level, offset, result))
      object("a store into word " + std::to_string(offset) + " of the control block of level " + std::to_string(level));
}

}  // namespace hv::test
