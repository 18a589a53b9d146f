// SPDX-License-Identifier: Apache-2.0
// Are trees of VMs built as planned, and do their VMs get their turns?
#include "explore/vm_tree.h"

#include <random>

#include "explore/pure_machine.h"
#include "explore/vm_schedule.h"
#include "support.h"

namespace hv::explore {
namespace {

/// VMs 1.1, 1.2 and 2 with five references each, quanta 4 and 3.
TEST(VmSchedule, QuantaNest) {
  TreeShape shape;
  shape.maps = {LevelMap{}};
  for (const VmName& name : {VmName{1, 1}, VmName{1, 2}, VmName{2}}) shape.leaves.push_back({name});
  const VmTree tree(shape);
  VmSchedule schedule(tree, [](unsigned level) { return level == 1 ? 4 : 3; }, {5, 5, 5});
  std::string got;
  for (;;) {
    while (const auto next = schedule.next_switch())
      got += " " + std::to_string(next->level) + (next->ended ? "e" : "q") + std::to_string(next->syllable) + " ";
    if (schedule.slice() == 0) break;
    got += static_cast<char>('A' + schedule.leaf());
    schedule.made(1);
  }
  EXPECT_EQ(got, "AAA 2q2 B 1q2 CCCC 1q1 BB 2q1 AA 1q2 C 1e1  2e2 BB");
}

TEST(VmTree, NothingOverlapsAndTablesSayWhatThePlanSays) {
  std::mt19937 random(15);
  for (const char* form : {"paged", "rb/radix", "segmented/paged", "radix/segmented/rb"})
    for (const char* policy : {"alternating", "in-order", "first-touch", "random"})
      for (const Word page_words : {64, 512}) {
        TreeShape shape;
        shape.page_words = page_words;
        Configuration c = configured({{"fmap.form", form}, {"fmap.policy", policy}, {"depth", "3"}});
        shape.maps = c.maps();
        for (const VmName& name : {VmName{3}, VmName{1, 2, 1}, VmName{1, 2, 70}, VmName{1, 4}})
          shape.leaves.push_back({name, 1 + random() % 20});
        ASSERT_EQ(VmTree::objection(shape), std::nullopt);
        const VmTree tree(shape);
        c.machine.page_words = page_words;
        c.machine.associator.entries = 0;
        PureMachine machine(c.machine_with(tree.real_pages()));
        std::vector<int> uses(tree.real_pages() * page_words, 0);
        tree.build([&](RealName name, Word value) {
          ++uses.at(name.value);
          ASSERT_TRUE(machine.memory().write(name, value));
        });
        for (std::size_t leaf = 0; leaf < shape.leaves.size(); ++leaf) {
          // From the real machine down, by the syllables of the name; after NEXT_SYLLABLE has led elsewhere, back up.
          for (unsigned level = 1; level <= shape.leaves[leaf].name.size(); ++level) {
            ASSERT_TRUE(std::holds_alternative<Entered>(machine.enter(shape.leaves[leaf].name[level - 1])));
            const unsigned depth = machine.vmid_unit().vmid().depth();
            if (level == shape.leaves[leaf].name.size() || depth == level) continue;
            machine.vmid_unit().vm_fault({level + 1, {0, level + 1}, FaultCause::timer, AccessKind::fetch},
                                         machine.processor().state().to_words());
          }
          ASSERT_EQ(machine.vmid_unit().vmid().name(), to_string(shape.leaves[leaf].name));
          for (Word name = 0; name < shape.leaves[leaf].pages * page_words; ++name) {
            const Translation walked = machine.composer().probe_resource(name, AccessKind::read);
            const auto* real = std::get_if<RealName>(&walked);
            ASSERT_TRUE(real && *real == tree.real(tree.leaf(leaf), name)) << form << " " << policy << " " << name;
            EXPECT_EQ(++uses.at(real->value), 1) << "two things in one word";
          }
          const auto words = machine.processor().state().to_words();
          machine.vmid_unit().vm_fault({1, {0, 1}, FaultCause::timer, AccessKind::fetch}, words);
        }
      }
}

}  // namespace
}  // namespace hv::explore
