// SPDX-License-Identifier: Apache-2.0
#include "stepper/explain.h"

#include <ostream>
#include <string>

namespace hv::tb {
namespace {

/// Prints a composition as it goes.
class Printer final : public CompositionObserver {
 public:
  Printer(std::ostream& out, const VmidRegister& vmid) : out_(out), vmid_(vmid) {}

  void step(const Step& step) override {
    const std::string out = step.out ? std::to_string(*step.out) : step.level == 0 ? "e" : "t";
    line(step.implicit) << map_name(vmid_, step.level) << "(" << step.in << ") = " << out << "\n";
  }
  void map_read(const MapRead& read) override {
    line(read.implicit + 1) << "table word " << read.name.value << " of level " << read.name.level << ", real "
                            << read.real.value << ": " << (read.value & kAbsentBit ? "t" : std::to_string(read.value))
                            << "\n";
  }

 private:
  std::ostream& line(unsigned indent) const { return out_ << std::string(2 + 4 * indent, ' '); }

  std::ostream& out_;
  const VmidRegister& vmid_;
};

Composition composition_of(PureMachine& machine, CompositionObserver* observer) {
  const MachineConfig& config = machine.config();
  return {machine.vmid_unit().vmid(),
          machine.debug(),
          machine.composer().page(),
          config.registers,
          nullptr,
          observer,
          nullptr,
          config.phi_form,
          config.phi_parameter()};
}

void print_end(std::ostream& out, const Translation& outcome, PureMachine& machine) {
  std::visit(Visitor{[&](const RealName& real) {
                       out << "real name " << real.value;
                       const auto word = machine.debug().read(real);
                       if (word)
                         out << ", which holds " << isa::disassemble(*word) << "\n";
                       else
                         out << ", which does not exist\n";
                     },
                     [&](const ProcessException& e) {
                       out << "process exception, " << to_string(e.cause) << ", name " << e.name.value << "\n";
                     },
                     [&](const VmFault& t) {
                       out << "VM-fault to level " << t.level - 1 << ", " << to_string(t.cause) << ", name "
                           << t.name.value << (t.implicit ? ", a table word\n" : "\n");
                     },
                     [&](const NonexistentMemory& n) {
                       out << "real name " << n.real.value << " does not exist (a table word)\n";
                     }},
             outcome);
}

}  // namespace

void explain(std::ostream& out, PureMachine& machine, bool by_process, Word name) {
  const VmidRegister& vmid = machine.vmid_unit().vmid();
  Printer printer(out, vmid);
  const Composition composition = composition_of(machine, &printer);
  out << "VMID " << vmid.name() << ", " << (by_process ? "process" : "resource") << " name " << name << "\n";
  const Translation outcome =
      by_process ? compose(composition, machine.composer().process_map(), ProcessName{name}, AccessKind::read)
                 : compose_resource(composition, {name, vmid.depth()}, AccessKind::read);
  print_end(out, outcome, machine);
}

Translation real_name(PureMachine& machine, ResourceName name) {
  return compose_resource(composition_of(machine, nullptr), name, AccessKind::read);
}

bool enter_exactly(PureMachine& machine, const std::vector<Word>& syllables) {
  for (const Word syllable : syllables)
    if (!std::holds_alternative<Entered>(machine.enter(syllable))) return false;
  return machine.vmid_unit().vmid().depth() == syllables.size();
}

}  // namespace hv::tb
