// SPDX-License-Identifier: Apache-2.0
// A machine so small that all its states can be visited: VM 1 with a VM 1.1, VM 2 beside it, two pages each. The
// shipped VMID unit and composer do the work; a model of a few lines says what must come of each action.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "semantics/map_composer.h"
#include "semantics/vmid_unit.h"

namespace hv::test {

/// What the model knows of a state: software's words, and who runs.
struct TinyModel {
  enum class Entry : std::uint8_t { own, other, absent, bad, beyond };
  enum class Vm : std::uint8_t { null, one, one_one, two };

  Entry f1_0 = Entry::own, f1_1 = Entry::own;  ///< f1: VM 1's page 0 holds the maps of 1.1; its page 1 is data
  Entry f11_0 = Entry::own;                    ///< f1.1; its page 1 is always VM 1's page 1
  Word next1 = 0, next11 = 0;
  Vm vm = Vm::null;

  /// Where page `page` of the running VM is: a real page, or the level of the VM-fault and its cause.
  struct Place {
    bool real;
    Word page;
    unsigned level, cause;
  };
  Place place(Word page) const;
  /// LVMID of a syllable by whoever runs; and a VM-fault of a level. `exception`: what kind the outcome is.
  enum class Outcome { entered, exception, fault };
  Outcome lvmid(Word syllable);
  void fault(unsigned level);
  std::string vmid() const;

 private:
  Place in_one(Word page) const;
  Outcome restart();
};

struct TinyAction {
  enum class Kind : std::uint8_t { access, lvmid, halt, timer, store_f1_0, store_f1_1, store_f11_0, next1, next11 };
  Kind kind;
  Word operand;  ///< page, syllable, level that takes the timer, TinyModel::Entry, NEXT_SYLLABLE
};

class TinyMachine final : private LevelMemory {
 public:
  TinyMachine(const AssociatorConfig& associator, RegistersPolicy registers);

  /// What whoever runs can do.
  std::vector<TinyAction> actions() const;
  /// Does it, in machine and model; what was wrong, or nothing.
  std::string act(const TinyAction& action);
  /// Everything that what comes next depends on.
  std::string key() const;

 private:
  LevelRead read(ResourceName y, bool for_map) override { return composer_.read_level_word(y, for_map); }
  void write(RealName name, Word value) override;
  std::string access(Word page, AccessKind kind, Word offset, Word value);
  std::string fail(const Failure& failure, unsigned level, unsigned cause);
  std::string vm_fault(const VmFault& fault);
  std::string enter(Word syllable);
  std::string store(Word name, Word value);
  std::string check() const;
  void remember_maps();

  static constexpr Word kPage = 16, kPages = 7;
  ArrayMemory memory_{kPage * kPages};
  VmidUnit unit_;
  MapComposer composer_;
  TinyModel model_;
  AssociatorConfig associator_;
  std::map<std::string, VmNumbers::Number> numbers_;  ///< of the VMs that have been entered
  std::array<std::vector<Word>, 3> maps_as_entered_;  ///< by level: words of f when it was appended
  bool outdated_ = false;  ///< a word that LVMID read for 1.1 on its way through f1 was stored to since
  std::pair<std::uint32_t, Word> last_touched_{0, 99};  ///< least recently used is the other one
};

}  // namespace hv::test
