// SPDX-License-Identifier: Apache-2.0
// The exception swap, entry on a VM-fault, and instructions that fail: nothing of them has happened.
#include <gtest/gtest.h>

#include "semantics/cpu.h"

namespace hv::test {
namespace {

TEST(ExceptionSwap, StoresAndLoadsAtFixedResourceNamesWhateverRelocationBoundsSay) {
  for (unsigned depth = 0; depth <= 2; ++depth) {
    Cpu cpu(depth);
    cpu.state.r = 1024;  // φ covers neither page 0 nor the handler
    cpu.state.b = 512;
    cpu.state.ic = kSlave | 30;
    cpu.image.poke(cpu.here, isa::kNewIc, 600);
    cpu.image.poke(cpu.here, isa::kNewR, 512);
    cpu.image.poke(cpu.here, isa::kNewB, 1024);
    const auto vmid = cpu.vmid_name();
    EXPECT_EQ(cpu.execute(encode(Op::load, 1, 600)), "exception e addressing 600");
    EXPECT_EQ(cpu.swapped(), (std::vector<Word>{kSlave | 30, 1024, 512, 1, 600}));
    EXPECT_EQ(cpu.after().ic, 600u);
    EXPECT_EQ(cpu.after().r, 512u);
    EXPECT_EQ(cpu.after().b, 1024u);
    EXPECT_EQ(cpu.after().registers, cpu.state.registers);
    EXPECT_EQ(cpu.vmid_name(), vmid);
    EXPECT_EQ(cpu.machine.counters().process_exceptions_by_level[depth], 1u);
    EXPECT_EQ(cpu.machine.counters().vm_faults, 0u);
  }
}

TEST(ExceptionSwap, ASupervisorCallSavesTheNextInstruction) {
  for (const Word mode : {Word{0}, kSlave}) {
    Cpu cpu(1);
    cpu.state.ic |= mode;
    cpu.state.registers[3] = 100;
    EXPECT_EQ(cpu.execute(encode(Op::svc, 0, 23, 3)), "exception e supervisor call 123");
    EXPECT_EQ(cpu.swapped(), (std::vector<Word>{mode | (kCode + 1), 0, kAll, 4, 123}));
  }
}

TEST(ExceptionSwap, OfAFetchOutsidePhiNamesTheInstruction) {
  Cpu cpu(1);
  cpu.state.r = 512;
  cpu.state.b = 512;
  cpu.state.ic = 512;
  cpu.processor().set_state(cpu.state);
  EXPECT_EQ(cpu.step(), "exception e addressing 512");
  EXPECT_EQ(cpu.swapped(), (std::vector<Word>{512, 512, 512, 1, 512}));
}

TEST(ExceptionSwap, ABadProcessMapHasItsOwnCause) {
  Cpu cpu(1);
  cpu.state.r = 100;
  cpu.state.b = 512;
  cpu.processor().set_state(cpu.state);
  EXPECT_EQ(cpu.step(), "exception e bad process map 1000");
  EXPECT_EQ(cpu.swapped()[3], 7u);
}

TEST(ExceptionSwap, WhosePageIsAbsentIsAVmFaultWithNothingStored) {
  for (const Op op : {Op::svc, Op::load}) {
    Cpu cpu(2);
    const auto parent = cpu.image.parent(cpu.here);
    cpu.state.r = 512;
    cpu.state.b = 1024;
    cpu.state.ic = 30;
    cpu.image.poke(cpu.here, 542, encode(op, 1, 5000));
    cpu.image.set_entry(cpu.here, 0, kT);
    cpu.processor().set_state(cpu.state);
    const auto page0 = cpu.swapped();
    EXPECT_EQ(cpu.step(), "vm-fault t2 7@2 absent read") << "the first word of the swap that is translated";
    EXPECT_EQ(cpu.swapped(), page0);
    EXPECT_EQ(cpu.image.vmcb_word(cpu.here, kVmcbIc), 30u) << "the instruction is retried, SVC too";
    EXPECT_EQ(cpu.machine.counters().process_exceptions, 0u);
    cpu.image.set_entry(cpu.here, 0, cpu.image.home(cpu.here, 0));
    cpu.enter({1});
    EXPECT_EQ(cpu.step(), op == Op::svc ? "exception e supervisor call 5000" : "exception e addressing 5000");
    EXPECT_EQ(cpu.swapped(), (std::vector<Word>{op == Op::svc ? Word{31} : Word{30}, 512, 1024,
                                                op == Op::svc ? Word{4} : Word{1}, 5000}));
    EXPECT_EQ(cpu.image.depth(parent), 1u);
  }
}

TEST(VmFaultEntry, IsLocationOneInMasterModeWithAllOfMemoryAndNoRegisters) {
  for (unsigned depth = 1; depth <= 2; ++depth) {
    Cpu cpu(depth);
    cpu.state.ic |= kSlave | Word{1} << 62;
    cpu.image.set_entry(cpu.here, 4, kT);
    EXPECT_EQ(cpu.execute(encode(Op::store, 9, 4 * 512 + 7)),
              "vm-fault t" + std::to_string(depth) + " 2055@" + std::to_string(depth) + " absent write");
    ProcessorState entry;
    entry.ic = 1;
    entry.r = 0;
    entry.b = kAll;
    entry.registers.fill(0);
    EXPECT_TRUE(same_state(cpu.after(), entry));
    EXPECT_TRUE(cpu.after().master());
    EXPECT_EQ(cpu.image.vmcb_word(cpu.here, kVmcbIc), kSlave | Word{1} << 62 | kCode);
    for (Word i = 0; i < 16; ++i) EXPECT_EQ(cpu.image.vmcb_word(cpu.here, kVmcbRegister0 + i), 0x100 + i);
    EXPECT_EQ(cpu.image.vmcb_word(cpu.here, kVmcbStatus), 1u | 2u << 8);
    EXPECT_EQ(cpu.image.vmcb_word(cpu.here, kVmcbFaultName), 2055u);
    EXPECT_EQ(cpu.read(5), depth == 1 ? "real 5" : show(RealName{cpu.image.real(cpu.image.parent(cpu.here), 5)}));
  }
}

/// An instruction whose second or third word faults has changed nothing, and works when it is retried.
TEST(Restartability, OfInstructionsWithSeveralWords) {
  struct Case {
    Op op;
    Word first;  // its last words lie on page 4
    unsigned words;
  };
  for (const Case& one : {Case{Op::lrb, 2047, 2}, Case{Op::resume, 2047, 3}, Case{Op::resume, 2046, 3},
                          Case{Op::store, 2048, 1}, Case{Op::load, 2048, 1}}) {
    Cpu cpu(1);
    for (Word i = 0; i < 3; ++i) cpu.image.poke(cpu.here, one.first + i, 512 * (i + 1));
    cpu.image.set_entry(cpu.here, 4, kT);
    const auto before = cpu.state;
    EXPECT_EQ(cpu.execute(encode(one.op, 5, one.first)).substr(0, 19), "vm-fault t1 2048@1 ");
    EXPECT_EQ(cpu.image.vmcb_word(cpu.here, kVmcbIc), kCode);
    EXPECT_EQ(cpu.image.vmcb_word(cpu.here, kVmcbR), 0u);
    EXPECT_EQ(cpu.image.vmcb_word(cpu.here, kVmcbB), kAll);
    EXPECT_EQ(cpu.image.vmcb_word(cpu.here, kVmcbRegister0 + 5), before.registers[5]);
    EXPECT_EQ(cpu.image.peek(cpu.here, 2048),
              one.op == Op::store || one.op == Op::load ? 512u : 512 * (2049 - one.first));
    cpu.image.set_entry(cpu.here, 4, cpu.image.home(cpu.here, 4));
    cpu.enter({1});
    EXPECT_EQ(cpu.step(), "done");
    if (one.op == Op::store) {
      EXPECT_EQ(cpu.image.peek(cpu.here, 2048), before.registers[5]);
    } else if (one.op != Op::load) {
      EXPECT_EQ(cpu.after().b, one.op == Op::lrb ? 1024u : 1536u);
    }
  }
}

TEST(Restartability, AnExceptionOfTheSecondWordChangesNothingEither) {
  Cpu cpu;
  cpu.state.r = 512;
  cpu.state.b = 1024;
  cpu.state.ic = 10;
  EXPECT_EQ(cpu.execute(encode(Op::lrb, 0, 1023)), "exception e addressing 1024");
  EXPECT_EQ(cpu.swapped(), (std::vector<Word>{10, 512, 1024, 1, 1024}));
}

TEST(LvmidInstruction, RefusalsAreExceptionsWithTheirCauses) {
  Cpu cpu(1);
  cpu.image.poke(cpu.here, kData, 0);
  EXPECT_EQ(cpu.execute(encode(Op::lvmid, 0, kData)), "exception e bad syllable 0");
  EXPECT_EQ(cpu.swapped(), (std::vector<Word>{kCode, 0, kAll, 10, 0}));
  EXPECT_EQ(cpu.vmid_name(), "1");
  EXPECT_EQ(cpu.image.vmcb_word(cpu.here, kVmcbNext), 0u);

  TestMachine nest;
  VmSpec spec;
  spec.may_lvmid = false;
  const auto vm = nest.image.add(0, 1, spec);
  nest.image.poke(vm, 600, encode(Op::lvmid, 0, kAll));
  nest.enter({1});
  nest.start_at(600);
  EXPECT_EQ(nest.step(), "exception e VM capability 600") << "before the operand is looked at";
  EXPECT_EQ(nest.image.peek(vm, isa::kCause), 8u);
}

TEST(LvmidInstruction, AFullVmidIsTheIssuersException) {
  MachineConfig config = small_config(64);
  config.syllables = 1;
  Cpu cpu(1, config);
  EXPECT_EQ(cpu.execute(encode(Op::lvmid, 0, kData)), "exception e VMID full 1000");
  EXPECT_EQ(cpu.swapped()[3], 9u);
  EXPECT_EQ(cpu.vmid_name(), "1");
}

TEST(LvmidInstruction, ItsOperandIsAnOrdinaryAccessThatMayFaultAndIsRetried) {
  Cpu cpu(1);
  VmSpec spec;
  spec.ic = 321;
  spec.pages = 4;
  cpu.image.add(cpu.here, 2, spec);
  cpu.image.poke(cpu.here, 2048, 2);
  cpu.image.set_entry(cpu.here, 4, kT);
  EXPECT_EQ(cpu.execute(encode(Op::lvmid, 0, 2048)), "vm-fault t1 2048@1 absent read");
  EXPECT_EQ(cpu.image.vmcb_word(cpu.here, kVmcbNext), 0u);
  cpu.image.set_entry(cpu.here, 4, cpu.image.home(cpu.here, 4));
  cpu.enter({1});
  EXPECT_EQ(cpu.step(), "done");
  EXPECT_EQ(cpu.vmid_name(), "1.2");
  EXPECT_EQ(cpu.after().ic, 321u);
  EXPECT_EQ(cpu.image.vmcb_word(cpu.here, kVmcbNext), 2u);
}

TEST(NonexistentMemory, IsTheRealMachinesExceptionAndElseAFaultOfTheFirstMap) {
  Cpu real;
  EXPECT_EQ(real.execute(encode(Op::store, 1, 64 * 512 + 3)), "exception e nonexistent memory 32771");
  EXPECT_EQ(real.swapped(), (std::vector<Word>{kCode, 0, kAll, 6, 32771}));
  Cpu cpu(2);
  const Word name = cpu.image.home(cpu.here, 4);
  cpu.image.set_entry(cpu.image.parent(cpu.here), name / 512, 512 * 900);
  EXPECT_EQ(cpu.execute(encode(Op::load, 1, 2048 + 9)), "vm-fault t1 460809@0 nonexistent memory read");
  EXPECT_EQ(cpu.vmid_name(), "NULL");
  TestMachine lost;
  lost.image.poke(0, 0, 1u << 30);  // ROOT leads nowhere
  lost.image.poke(0, 600, encode(Op::lvmid, 0, 700));
  lost.image.poke(0, 700, 1);
  lost.start_at(600);
  EXPECT_EQ(lost.step(), "exception e nonexistent memory 1073741824");
}

}  // namespace
}  // namespace hv::test
