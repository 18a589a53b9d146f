// SPDX-License-Identifier: Apache-2.0
// Every state that the tiny machine can come to, by breadth-first stepping of the shipped semantics.
#include <gtest/gtest.h>

#include <deque>
#include <iostream>
#include <set>

#include "proof/tiny_machine.h"

namespace hv::test {
namespace {

// Software's words and the VMID, counted by hand: at NULL 2·5·4 table words and 3·2 links; in VM 1, whose link is NULL
// then, 2·5·4·2; in VM 2 as at NULL; in 1.1, to which both links and f1's page 0 must have led, 5·4.
constexpr std::size_t kSoftwareStates = 240 + 80 + 240 + 20;

struct Scope {
  const char* name;
  AssociatorConfig associator;
  RegistersPolicy registers;
  std::size_t states;  ///< with what the associator holds; changes only if replacement or forgetting does
};

void PrintTo(const Scope& scope, std::ostream* out) { *out << scope.name; }

AssociatorConfig associator(std::uint32_t entries, AssociatorKey key, Invalidation invalidation) {
  return {entries, 0, key, invalidation};
}

class SmallScope : public testing::TestWithParam<Scope> {
 protected:
  /// The machine after these actions; what was wrong with the last of them, or nothing.
  static std::unique_ptr<TinyMachine> after(const std::vector<TinyAction>& path, std::string& problem) {
    auto machine = std::make_unique<TinyMachine>(GetParam().associator, GetParam().registers);
    for (const TinyAction& action : path) problem = machine->act(action);
    return machine;
  }
  static std::string text(const std::vector<TinyAction>& path) {
    static const char* const names[] = {"access", "LVMID",  "HALT",  "timer", "f1[0]",
                                        "f1[1]",  "f11[0]", "NEXT1", "NEXT11"};
    std::string all;
    for (const TinyAction& action : path)
      all += std::string(names[static_cast<int>(action.kind)]) + " " + std::to_string(action.operand) + ", ";
    return all;
  }
};
INSTANTIATE_TEST_SUITE_P(
    , SmallScope,
    testing::Values(
        Scope{"NoAssociator", associator(0, AssociatorKey::vmid, Invalidation::snoop), RegistersPolicy::name,
              kSoftwareStates},
        Scope{"NoRegisters", associator(0, AssociatorKey::vmid, Invalidation::snoop), RegistersPolicy::none,
              kSoftwareStates},
        Scope{"VmidSnoop", associator(2, AssociatorKey::vmid, Invalidation::snoop), RegistersPolicy::name, 17493},
        Scope{"VmidLvmid", associator(2, AssociatorKey::vmid, Invalidation::lvmid), RegistersPolicy::name, 24870},
        Scope{"VmidFlush", associator(2, AssociatorKey::vmid, Invalidation::flush), RegistersPolicy::name, 1658},
        Scope{"LevelSnoop", associator(2, AssociatorKey::level, Invalidation::snoop), RegistersPolicy::name, 7325},
        Scope{"LevelLvmid", associator(2, AssociatorKey::level, Invalidation::lvmid), RegistersPolicy::name, 7890},
        Scope{"NoneFlush", associator(2, AssociatorKey::none, Invalidation::flush), RegistersPolicy::name, 1658}),
    [](const auto& scope) { return std::string(scope.param.name); });

TEST_P(SmallScope, EveryStateIsAsTheModelSays) {
  std::set<std::string> seen, software;
  std::deque<std::vector<TinyAction>> open{{}};
  std::string problem;
  seen.insert(after({}, problem)->key());
  std::size_t steps = 0;
  while (!open.empty()) {
    std::vector<TinyAction> path = std::move(open.front());
    open.pop_front();
    const std::vector<TinyAction> actions = after(path, problem)->actions();
    for (const TinyAction& action : actions) {
      path.push_back(action);
      const auto machine = after(path, problem);
      ASSERT_EQ(problem, "") << text(path);
      ++steps;
      if (seen.insert(machine->key()).second) open.push_back(path);
      path.pop_back();
    }
  }
  for (const std::string& key : seen) software.insert(key.substr(0, key.find(' ', key.find(' ') + 1)));
  EXPECT_EQ(software.size(), kSoftwareStates);
  std::cout << GetParam().name << ": " << seen.size() << " states, " << steps << " steps\n";
  EXPECT_EQ(seen.size(), GetParam().states) << "after " << steps << " steps";
}

}  // namespace
}  // namespace hv::test
