// SPDX-License-Identifier: Apache-2.0
// Random guest programs in nests of depth 0 to 3: the SystemC machine against the pure core. Instruction
// words are mostly legal; a good part of what they do is not.

#include <tlm_utils/tlm_quantumkeeper.h>

#include <deque>
#include <random>

#include "explore/nest.h"
#include "semantics/vm_layout.h"
#include "support/simulation.h"
#include "support/twin.h"

namespace hv::test {
namespace {

constexpr Word kPage = 64;
constexpr Word kMemoryPages = 64, kStorePages = 2, kConsolePage = kMemoryPages + kStorePages;

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  Word below(Word n) { return engine_() % n; }
  bool one_in(Word n) { return below(n) == 0; }
  template <class T>
  T of(std::initializer_list<T> choices) {
    return choices.begin()[below(choices.size())];
  }
  Word word() { return engine_(); }

 private:
  std::mt19937_64 engine_;
};

explore::NestShape random_shape(Dice& dice, unsigned depth) {
  explore::NestShape shape;
  shape.depth = depth;
  shape.page_words = kPage;
  shape.pages = 2 + dice.below(4);
  shape.vmm_pages = 1;
  for (unsigned level = 0; level < std::max(depth, 1u); ++level) {
    explore::LevelMap map;
    map.form =
        dice.of({FormCode::paged, FormCode::paged, FormCode::relocation_bounds, FormCode::radix, FormCode::segmented});
    map.radix_levels = 1 + static_cast<unsigned>(dice.below(2));
    map.type = dice.one_in(3) ? layout::MapType::process : layout::MapType::resource;
    map.segments = dice.of({explore::SegmentKind::bounded, explore::SegmentKind::paged});
    map.segment_bits = static_cast<unsigned>(dice.below(4));
    shape.maps.push_back(map);
  }
  return shape;
}

MachineConfig random_config(Dice& dice, unsigned index) {
  static const Timing timings[] = {
      {}, {1, 1, 1, 0, 1, 4, 4, 4}, {3, 0, 2, 5, 7, 0, 11, 0}, {0, 1, 0, 0, 0, 1, 1, 1}, {1, 2, 3, 1, 100, 40, 50, 60}};
  MachineConfig config;
  config.memory_pages = kMemoryPages;
  config.store_pages = kStorePages;
  config.console_page = kConsolePage;
  config.page_words = kPage;
  config.syllables = dice.of({2u, 3u, 16u});
  config.registers = dice.of({RegistersPolicy::name, RegistersPolicy::real, RegistersPolicy::none});
  config.phi_form =
      dice.of({FormCode::relocation_bounds, FormCode::relocation_bounds, FormCode::paged, FormCode::segmented});
  config.associator.entries = dice.of({0u, 2u, 8u, 64u});
  config.associator.key = dice.of({AssociatorKey::vmid, AssociatorKey::level});
  config.associator.invalidation =
      dice.of({Invalidation::snoop, Invalidation::lvmid, Invalidation::purge, Invalidation::flush});
  config.associator.replacement =
      dice.of({Replacement::lru, Replacement::fifo, Replacement::random, Replacement::plru});
  config.associator.contents =
      dice.of({AssociatorContents::end_to_end, AssociatorContents::adjacent, AssociatorContents::per_level});
  config.associator.input = dice.of({AssociatorInput::resource, AssociatorInput::process});
  if (objection(config)) config.associator.input = AssociatorInput::resource;
  if (config.associator.entries > 0) {
    config.associator.fetch_entries = dice.of({0u, 0u, 4u});
    config.associator.second_entries = dice.of({0u, 0u, 16u});
  }
  if (config.associator.contents == AssociatorContents::end_to_end)
    config.associator.superpage_bits = dice.of({0u, 0u, 1u});
  config.associator.table_words = dice.of({0u, 0u, 12u});
  config.timing = timings[index % 5];
  return config;
}

Word random_name(Dice& dice, Word names) {
  if (dice.one_in(12)) return dice.of({names, names + 3, Word{0} - 1, Word{1} << 40, isa::kNameMask});
  if (dice.one_in(20)) return kMemoryPages * kPage + dice.below((kStorePages + 1) * kPage);
  if (dice.one_in(20)) return kConsolePage * kPage + dice.below(2);
  if (dice.one_in(6)) return dice.below(16);
  return dice.below(names);
}

Word random_instruction(Dice& dice, Word names) {
  using isa::Op;
  if (dice.one_in(25)) return dice.word();
  if (dice.one_in(12)) return dice.below(4);  // a syllable, an r, a small number
  const Op op = dice.of({Op::load,   Op::load, Op::store, Op::store, Op::la,   Op::add,  Op::sub,   Op::mul,  Op::div,
                         Op::rem,    Op::xor_, Op::sar,   Op::slt,   Op::addi, Op::subi, Op::divi,  Op::andi, Op::shli,
                         Op::jmp,    Op::jz,   Op::jnz,   Op::jn,    Op::call, Op::svc,  Op::lvmid, Op::lrb,  Op::rrb,
                         Op::resume, Op::halt, Op::ltim,  Op::ltim,  Op::rtim, Op::purge});
  const unsigned x = dice.one_in(8) ? static_cast<unsigned>(dice.below(16)) : 0;
  return isa::encode(op, static_cast<unsigned>(dice.below(16)), random_name(dice, names), x);
}

/// Puts a random program in a random nest into the twins' memory, and starts it.
class Program {
 public:
  Program(Twin& twin, Dice& dice, unsigned depth) : twin_(twin), dice_(dice), nest_(random_shape(dice, depth)) {}

  void load() {
    for (Word name = 0; name < kMemoryPages * kPage; ++name)
      twin_.poke(RealName{name}, random_instruction(dice_, nest_.shape().pages * kPage));
    twin_.set_input("some words for the console", dice_.one_in(2));
    nest_.build([this](RealName name, Word word) { twin_.poke(name, word); }, contents());
    for (unsigned level = 0; level <= nest_.shape().depth; ++level) put_fixed_locations(level);
    for (unsigned level = 1; level <= nest_.shape().depth; ++level)
      put(level - 1, nest_.vm(level).vmcb + layout::kIoMap, dice_.below(3));
    for (unsigned level = 1; level <= nest_.shape().depth; ++level)
      if (nest_.vm(level).map.form == FormCode::paged && dice_.one_in(3)) spoil_entry(level);
  }
  void start() {
    twin_.reset();
    if (!nest_.entry_syllable() || twin_.enter(*nest_.entry_syllable())) return;
    twin_.reset();  // the nest was spoiled: level 0 runs
  }
  bool fits() const { return nest_.real_pages() <= kMemoryPages && !explore::objection(nest_.shape()); }

 private:
  std::vector<explore::VmContents> contents() {
    std::vector<explore::VmContents> all = nest_.resumable();
    for (auto& vm : all) {
      vm.processor = {some_ic(nest_.shape().pages), 0, kUnbounded};
      for (int i = 0; i < 16; ++i) vm.processor.push_back(random_name(dice_, 4 * kPage));
      vm.processor.push_back(dice_.one_in(2) ? 0 : dice_.below(40) | dice_.below(2) << 63);
      if (dice_.one_in(3)) vm.processor[1] = dice_.below(3) * kPage, vm.processor[2] = (1 + dice_.below(4)) * kPage;
      if (dice_.one_in(6)) vm.capabilities = 0;
    }
    return all;
  }
  Word some_ic(Word pages) {
    return dice_.below(pages * kPage) | (dice_.one_in(4) ? isa::kSlaveBit : 0) |
           (dice_.one_in(2) ? isa::kInterruptBit : 0);
  }
  void put(unsigned level, Word name, Word word) { twin_.poke(nest_.real(level, name), word); }
  void put_fixed_locations(unsigned level) {
    put(level, isa::kNewIc, some_ic(nest_.shape().pages));
    put(level, isa::kNewR, dice_.one_in(6) ? kPage : 0);
    put(level, isa::kNewB, dice_.one_in(6) ? dice_.word() : kUnbounded);
    if (level == nest_.shape().depth) return;
    // The VMM: a few random instructions, and LVMID of the VM that was running
    const Word vmm = nest_.vm(level + 1).vmm;
    put(level, layout::kVmFaultEntry, isa::encode(isa::Op::jmp, 0, vmm));
    const Word end = vmm + dice_.below(3);
    put(level, end, isa::encode(isa::Op::lvmid, 0, vmm + 20));
    put(level, vmm + 20, 1);
  }
  void spoil_entry(unsigned level) {
    const Word page = dice_.below(nest_.pages(level));
    put(level - 1, nest_.vm(level).table + page,
        dice_.of({kAbsentBit, Word{1}, kMemoryPages * kPage * 4, Word{0}, kMemoryPages * kPage, kConsolePage * kPage,
                  kConsolePage * kPage}));
  }

  Twin& twin_;
  Dice& dice_;
  explore::Nest nest_;
};

class RandomParity : public Simulation, public ::testing::WithParamInterface<unsigned> {};
INSTANTIATE_TEST_SUITE_P(Seed, RandomParity, ::testing::Range(0u, 12u));

TEST_P(RandomParity, SameEventsCountersAndMemory) {
  constexpr unsigned kMachines = 8, kPrograms = 8, kAttempts = 300;
  Dice dice(GetParam() + 1);
  std::deque<sc::Machine> machines;
  for (unsigned i = 0; i < kMachines; ++i)
    machines.emplace_back(("hv" + std::to_string(i)).c_str(), random_config(dice, GetParam() + i), i % 2 == 0);
  const double quantum_ns = dice.of({0.0, 200.0, 1e6});
  tlm_utils::tlm_quantumkeeper::set_global_quantum(sc_core::sc_time(quantum_ns, sc_core::SC_NS));
  Counters sum;
  std::uint64_t timers = 0, devices = 0, type2 = 0;
  for (unsigned i = 0; i < kMachines && !HasFailure(); ++i) {
    Twin twin(machines[i]);
    for (unsigned p = 0; p < kPrograms && !HasFailure(); ++p) {
      SCOPED_TRACE("machine " + std::to_string(i) + ", program " + std::to_string(p));
      Program program(twin, dice, p % 4);
      if (!program.fits()) continue;
      program.load();
      program.start();
      if (!twin.run(kAttempts / 2)) twin.run(kAttempts / 2);
    }
    sum += twin.counters();
    timers += twin.events_with("\"cause\":\"timer\"");
    devices += twin.events_with("\"cause\":\"device\"");
    type2 += twin.events_with("[\"phi1\",") + twin.events_with("[\"phiNULL\",");
  }
  // The programs must have done something worth comparing
  EXPECT_GT(sum.instructions, 5000u);
  EXPECT_GT(sum.vm_faults, 50u);
  EXPECT_GT(sum.process_exceptions, 50u);
  EXPECT_GT(sum.lvmid, 50u);
  EXPECT_GT(sum.stores, 50u);
  EXPECT_GT(sum.interrupts, 0u);
  EXPECT_GT(timers, 5u);
  EXPECT_GT(devices, 5u);
  EXPECT_GT(type2, 500u);
  finished();
}

}  // namespace
}  // namespace hv::test
