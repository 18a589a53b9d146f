// SPDX-License-Identifier: Apache-2.0
#include "proof/tiny_machine.h"

namespace hv::test {

TinyModel::Place TinyModel::in_one(Word page) const {
  if (page > 1) return {false, 0, 1, 2};
  const Entry entry = page == 0 ? f1_0 : f1_1;
  switch (entry) {
    case Entry::own: return {true, 3 + page, 0, 0};
    case Entry::other: return {true, 5, 0, 0};
    case Entry::absent: return {false, 0, 1, 1};
    case Entry::bad: return {false, 0, 1, 3};
    case Entry::beyond: return {false, 0, 1, 4};
  }
  return {};
}

TinyModel::Place TinyModel::place(Word page) const {
  if (vm == Vm::two) return page > 1 ? Place{false, 0, 1, 2} : Place{true, 5 + page, 0, 0};
  if (vm == Vm::one) return in_one(page);
  if (page > 1) return {false, 0, 2, 2};
  if (const Place table = in_one(0); !table.real) return table;
  if (page == 1) return in_one(1);
  if (f11_0 == Entry::absent) return {false, 0, 2, 1};
  if (f11_0 == Entry::bad) return {false, 0, 2, 3};
  return in_one(f11_0 == Entry::own ? 1 : 2);
}

TinyModel::Outcome TinyModel::restart() {
  if (vm == Vm::one && next1 != 0) {
    if (const Place root = in_one(0); !root.real) return fault(root.level), Outcome::fault;
    if (next1 != 1) return fault(1), Outcome::fault;
    vm = Vm::one_one;
  }
  if (vm != Vm::one_one || next11 == 0) return Outcome::entered;
  const Place root = place(0);  // 1.1 has no VMTAB: its ROOT, or the way to it, stops the restart
  fault(root.real ? 2 : root.level);
  return Outcome::fault;
}

TinyModel::Outcome TinyModel::lvmid(Word syllable) {
  if (vm == Vm::two) return Outcome::exception;  // no capability
  if (vm == Vm::null) {
    if (syllable == 0 || syllable > 2) return Outcome::exception;
    vm = syllable == 1 ? Vm::one : Vm::two;
    return restart();
  }
  if (const Place root = place(0); !root.real) return fault(root.level), Outcome::fault;
  if (vm == Vm::one_one || syllable != 1) return Outcome::exception;
  next1 = syllable;
  vm = Vm::one_one;
  return restart();
}

void TinyModel::fault(unsigned level) {
  if (level == 2) next1 = 0;
  vm = level == 2 ? Vm::one : Vm::null;
}

std::string TinyModel::vmid() const {
  switch (vm) {
    case Vm::null: return "NULL";
    case Vm::one: return "1";
    case Vm::one_one: return "1.1";
    case Vm::two: return "2";
  }
  return "?";
}

}  // namespace hv::test
