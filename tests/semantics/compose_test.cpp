// SPDX-License-Identifier: Apache-2.0
// compose(): one φ, then n f-maps; who receives which failure; the composer's own reads; memory that does not
// exist.
#include <gtest/gtest.h>

#include "oracle/test_machine.h"

namespace hv::test {
namespace {

constexpr Word kPage = 100;

/// A nest made level by level from below, with tables where the test wants them in real memory (policy
/// `real`), so that a map is nothing but a list of pages.
class Stack {
 public:
  void push_table(const std::vector<Word>& entries) {
    ActiveLevel level;
    level.syllable = 1;
    level.map = {FormCode::paged, 1, next_table_, entries.size() * kPage};
    level.table_real = RealName{next_table_};
    for (Word i = 0; i < entries.size(); ++i) memory.write(RealName{next_table_ + i}, entries[i]);
    next_table_ += kPage;
    vmid.append(level);
  }
  void push(const Map& map) {
    ActiveLevel level;
    level.syllable = 1;
    level.map = map;
    vmid.append(level);
  }
  Composition composition() {
    return {vmid, memory, PageSize(kPage), RegistersPolicy::real, &counters, observer, nullptr};
  }
  std::string go(const ProcessMap& phi, Word p, AccessKind kind = AccessKind::read) {
    return show(compose(composition(), phi, ProcessName{p}, kind));
  }
  ArrayMemory memory{20 * kPage};
  VmidRegister vmid{16};
  Counters counters;
  CompositionObserver* observer = nullptr;

 private:
  Word next_table_ = 5 * kPage;
};

ProcessMap r_b(Word r, Word b) { return {FormCode::relocation_bounds, 1, r, b}; }
const ProcessMap kIdentity{};

class Steps final : public CompositionObserver {
 public:
  void step(const Step& step) override {
    const std::string out = step.out ? std::to_string(*step.out) : "t";
    text.push_back((step.level ? "f" + std::to_string(step.level) : "phi") + "(" + std::to_string(step.in) +
                   ")=" + out);
  }
  std::vector<std::string> text;
};

TEST(Compose, AtDepthZeroIsPhiAlone) {
  Stack stack;
  EXPECT_EQ(stack.go(r_b(200, 300), 250), "real 450");
  EXPECT_EQ(stack.go(r_b(200, 300), 300), "e addressing 300");
  EXPECT_EQ(stack.go(r_b(201, 300), 0), "e bad process map 0");
  EXPECT_EQ(stack.go(kIdentity, 123), "real 123");
  EXPECT_EQ(stack.counters.map_steps, 4u);
  EXPECT_EQ(stack.counters.map_reads, 0u);
}

TEST(Compose, IsOnePhiAndThenTheMapsFromTheDeepestToTheFirst) {
  for (unsigned depth = 0; depth <= 6; ++depth) {
    Stack stack;
    for (unsigned i = 1; i <= depth; ++i) stack.push({FormCode::relocation_bounds, 1, i * kPage, 50 * kPage});
    Steps steps;
    stack.observer = &steps;
    std::vector<std::string> expected = {"phi(7)=107"};
    Word name = 107;
    for (unsigned i = depth; i >= 1; --i) {
      expected.push_back("f" + std::to_string(i) + "(" + std::to_string(name) +
                         ")=" + std::to_string(name + i * kPage));
      name += i * kPage;
    }
    EXPECT_EQ(stack.go(r_b(kPage, kPage), 7), "real " + std::to_string(name));
    EXPECT_EQ(steps.text, expected);
    EXPECT_EQ(stack.counters.map_steps, 1u + depth);
  }
}

TEST(Compose, AnIdentityMapAnywhereIsNeutral) {
  const std::vector<Word> f1 = {300, kT, 700, 100, 0}, f2 = {400, 200, 100, 0, kT};
  for (unsigned place = 0; place <= 2; ++place) {
    Stack without, with;
    for (unsigned level = 0; level <= 2; ++level) {
      if (level == place) with.push({FormCode::identity, 1, 0, kUnbounded});
      if (level < 2) {
        without.push_table(level == 0 ? f1 : f2);
        with.push_table(level == 0 ? f1 : f2);
      }
    }
    for (Word name = 0; name < 300; name += 50) {
      const Translation a = compose(without.composition(), kIdentity, ProcessName{name}, AccessKind::read);
      const Translation b = compose(with.composition(), kIdentity, ProcessName{name}, AccessKind::read);
      ASSERT_EQ(a.index(), b.index());
      if (std::holds_alternative<RealName>(a)) {
        EXPECT_EQ(show(a), show(b));
      }
    }
  }
}

/// Two page maps in one, as pages to pages.
std::vector<Word> composed(const std::vector<Word>& lower, const std::vector<Word>& upper) {
  std::vector<Word> both;
  for (const Word frame : upper)
    both.push_back(frame == kT || frame / kPage >= lower.size() ? kT : lower[frame / kPage]);
  return both;
}

TEST(Compose, InGroupsIsTheSameAsAllAtOnce) {
  const std::vector<Word> f1 = {300, kT, 700, 100, 0}, f2 = {400, 200, 100, 0, kT, 600, 300},
                          f3 = {600, 100, 0, 500, 200, kT};
  Stack all, left, right, one;
  for (const auto& f : {f1, f2, f3}) all.push_table(f);
  for (const auto& f : {composed(f1, f2), f3}) left.push_table(f);
  for (const auto& f : {f1, composed(f2, f3)}) right.push_table(f);
  one.push_table(composed(composed(f1, f2), f3));
  unsigned mapped = 0, failed = 0;
  for (Word name = 0; name < 600; name += 13) {
    const std::string expected = all.go(kIdentity, name);
    const bool real = expected[0] == 'r';
    (real ? mapped : failed)++;
    for (Stack* grouped : {&left, &right, &one}) {
      const std::string got = grouped->go(kIdentity, name);
      EXPECT_EQ(real ? got : got.substr(0, 1), real ? expected : "t") << name;
    }
  }
  EXPECT_GT(mapped, 10u);
  EXPECT_GT(failed, 10u);
}

TEST(Compose, PhiFailsFirstThenTheDeepestMap) {
  for (unsigned failing = 0; failing < 16; ++failing) {  // bit 0: φ, bit i: f_i
    Stack stack;
    for (unsigned i = 1; i <= 3; ++i) stack.push_table({failing >> i & 1 ? kT : 0, 0});
    const std::string got = stack.go(r_b(0, failing & 1 ? 0 : kPage), 42, AccessKind::write);
    const std::string expected = failing & 1   ? "e addressing 42"
                                 : failing & 8 ? "t3 42@3 absent write"
                                 : failing & 4 ? "t2 42@2 absent write"
                                 : failing & 2 ? "t1 42@1 absent write"
                                               : "real 42";
    EXPECT_EQ(got, expected) << failing;
  }
}

TEST(Compose, AFaultNamesWhatTheFailingMapWasGivenAtItsOwnLevel) {
  Stack stack;
  stack.push_table({300, kT, 301});  // f1: page 2 is a bad map
  stack.push_table({100, 0, 200, 700});
  stack.push_table({0, 100, 200, 300, 400});
  EXPECT_EQ(stack.go(r_b(0, 900), 5, AccessKind::fetch), "t1 105@1 absent fetch");
  EXPECT_EQ(stack.go(r_b(100, 900), 5), "real 305");
  EXPECT_EQ(stack.go(r_b(200, 900), 5), "t1 205@1 bad map read");
  EXPECT_EQ(stack.go(r_b(300, 900), 5), "t1 705@1 beyond bound read");
  EXPECT_EQ(stack.go(r_b(400, 900), 5, AccessKind::write), "t2 405@2 beyond bound write");
  EXPECT_EQ(stack.go(r_b(500, 900), 5), "t3 505@3 beyond bound read");
}

/// Three levels of paged maps by name: f_i's table lies alone on page 1 of level i−1, its memory from page 2
/// on.
class OwnReads : public testing::Test {
 protected:
  OwnReads() {
    vm1 = nest.image.add_chain(1, FormCode::paged);
    VmSpec spec;
    spec.pages = 20;
    vm2 = nest.image.add(vm1, 1, spec);
    spec.pages = 10;
    vm3 = nest.image.add(vm2, 1, spec);
    nest.enter_chain(3);
  }
  TestMachine nest;
  NestImage::Vm vm1, vm2, vm3;
};

TEST_F(OwnReads, FaultOfATableWordGoesToTheOwnerOfTheFailingMap) {
  EXPECT_EQ(nest.read(512 + 3), show(RealName{nest.image.real(vm3, 512 + 3)}));
  nest.image.set_entry(vm2, 1, kT);  // page 1 of vm2 holds f1.1.1's table
  EXPECT_EQ(nest.read(512 + 3), "t2 513@2 absent read implicit");
  EXPECT_EQ(show(nest.composer().translate(ProcessName{3 * 512}, AccessKind::write)), "t2 515@2 absent write implicit");
  EXPECT_EQ(show(nest.composer().translate(ProcessName{0}, AccessKind::fetch)), "t2 512@2 absent fetch implicit");
}

TEST_F(OwnReads, FaultTwoLevelsBelowTheTableNamesTheWordThere) {
  const Word page = nest.image.home(vm2, 1) / 512;  // vm1's page that is vm2's page 1
  nest.image.set_entry(vm1, page, kT);
  EXPECT_EQ(nest.read(512 + 3), "t1 " + std::to_string(page * 512 + 1) + "@1 absent read implicit");
  nest.image.set_entry(vm1, page, 1);
  EXPECT_EQ(nest.read(512 + 3), "t1 " + std::to_string(page * 512 + 1) + "@1 bad map read implicit");
}

TEST_F(OwnReads, APageThatHoldsOnlyTheTableOfADeeperMapIsMetFirstByThatMap) {
  nest.image.set_entry(vm1, 1, kT);  // page 1 of vm1: the table of f1.1
  EXPECT_EQ(nest.read(512 + 3),
            "t1 " + std::to_string(nest.image.entry(vm2, nest.image.entry(vm3, 1) / 512)) + "@1 absent read implicit")
      << "f1.1.1's own table word is the first name that goes through f1.1";
}

TEST(OwnReadsOfPhi, InTablesFaultsInFAndExceptsInItself) {
  MachineConfig config = small_config();
  config.phi_form = FormCode::paged;
  TestMachine other(config);
  const auto vm = other.image.add_chain(1, FormCode::paged);
  other.enter_chain(1);
  other.image.poke(vm, 700, 512);
  other.image.poke(vm, 701, kT);
  other.image.poke(vm, 702, 513);
  other.image.set_entry(vm, 3, kT);
  other.composer().load_process_map(700, 3 * 512);
  EXPECT_EQ(other.read(5), show(RealName{other.image.real(vm, 517)}));
  EXPECT_EQ(other.read(512 + 5), "e addressing 517");
  EXPECT_EQ(other.read(1024 + 5), "e bad process map 1029");
  EXPECT_EQ(other.read(1536), "e addressing 1536");
  other.composer().load_process_map(3 * 512, 512);
  EXPECT_EQ(other.read(5), "t1 1536@1 absent read implicit");
  other.composer().load_process_map(1u << 20, 512);
  EXPECT_EQ(other.read(5), "t1 1048576@1 beyond bound read implicit");
}

TEST(Nonexistent, RealMachineHasAnExceptionWithItsOwnCause) {
  const NonexistentMemory n{RealName{99}, AccessKind::read};
  EXPECT_EQ(show(deliver(n, 0)), "e nonexistent memory 99");
  TestMachine real;
  EXPECT_EQ(real.read(64 * 512), "real 32768") << "what the composed map says";
  EXPECT_EQ(show(read_level(real.composition(), {64 * 512, 0}, AccessKind::read)), "nonexistent real 32768 read");
}

TEST(Nonexistent, BeneathAVmItIsAFaultOfTheFirstMapWhateverTheDepth) {
  for (unsigned depth = 1; depth <= 4; ++depth) {
    TestMachine nest(small_config(128));
    const auto vm = nest.image.add_chain(depth, FormCode::paged);
    NestImage::Vm first = vm;
    Word name = 4 * 512;
    for (; nest.image.depth(first) > 1; first = nest.image.parent(first)) name = nest.image.home(first, name / 512);
    nest.image.set_entry(first, name / 512, 500 * 512);
    nest.enter_chain(depth);
    const LevelRead read = read_level(nest.composition(), {4 * 512 + 9, depth}, AccessKind::read);
    ASSERT_TRUE(std::holds_alternative<NonexistentMemory>(read)) << show(read);
    const auto failure = std::get<NonexistentMemory>(read);
    EXPECT_EQ(show(failure), "nonexistent real 256009 read");
    EXPECT_EQ(show(deliver(failure, depth)), "t1 256009@0 nonexistent memory read");
  }
}

TEST(Nonexistent, ATableWordThereIsImplicit) {
  TestMachine nest;
  const auto vm1 = nest.image.add_chain(1, FormCode::paged);
  nest.image.set_vmcb_word(vm1, kVmcbTable, 100 * 512);
  nest.enter_chain(1);
  const auto got = nest.composer().translate(ProcessName{512}, AccessKind::write);
  EXPECT_EQ(show(got), "nonexistent real 51201 write implicit");
  EXPECT_EQ(show(deliver(std::get<NonexistentMemory>(got), 1)), "t1 51201@0 nonexistent memory write implicit");
}

TEST(Nonexistent, TheThreeRoadsAreDeliveredEachInItsOwnWay) {
  const ProcessException e{ExceptionCause::addressing, ProcessName{5}};
  const VmFault t{2, {6, 2}, FaultCause::absent, AccessKind::fetch};
  for (unsigned depth = 0; depth <= 3; ++depth) EXPECT_EQ(show(deliver(e, depth)), "e addressing 5");
  for (unsigned depth = 2; depth <= 3; ++depth) EXPECT_EQ(show(deliver(t, depth)), "t2 6@2 absent fetch");
}

}  // namespace
}  // namespace hv::test
