// SPDX-License-Identifier: Apache-2.0
// Does a nest, entered by one LVMID and really walked, cost what the closed forms say, and lead where the
// plan says?
#include "explore/nest.h"

#include "explore/pure_machine.h"
#include "support.h"

namespace hv::explore {
namespace {

const LevelMap kPaged{FormCode::paged, 0}, kRb{FormCode::relocation_bounds, 0}, kRadix2{FormCode::radix, 2},
    kRadix4{FormCode::radix, 4};

NestShape shape_of(unsigned depth, const std::vector<LevelMap>& maps, Word page_words = 512, Word pages = 3) {
  NestShape shape;
  shape.depth = depth;
  shape.page_words = page_words;
  shape.pages = pages;
  shape.maps = {maps.begin(), maps.end()};
  return shape;
}

PureMachine machine_for(const Nest& nest, RegistersPolicy registers) {
  MachineConfig config;
  config.page_words = nest.shape().page_words;
  config.memory_pages = nest.real_pages();
  config.registers = registers;
  config.associator.entries = 0;
  return PureMachine(config);
}

/// Enters the nest and refers once to the first and the last word of each page; returns the words read for
/// the maps, a reference.
double reads_a_reference(const NestShape& shape, RegistersPolicy registers) {
  EXPECT_EQ(objection(shape), std::nullopt);
  const Nest nest(shape);
  PureMachine machine = machine_for(nest, registers);
  nest.build([&](RealName name, Word value) { ASSERT_TRUE(machine.memory().write(name, value)); }, nest.resumable());
  if (shape.depth > 0) {
    EXPECT_TRUE(std::holds_alternative<Entered>(machine.enter(*nest.entry_syllable())));
  }
  EXPECT_EQ(machine.vmid_unit().vmid().depth(), shape.depth);
  machine.reset_counters();
  for (Word page = 0; page < shape.pages; ++page)
    for (const Word word : {Word{0}, shape.page_words - 1}) {
      const Word name = page * shape.page_words + word;
      const Translation got = machine.composer().translate_resource(name, AccessKind::read);
      const auto* real = std::get_if<RealName>(&got);
      EXPECT_TRUE(real && *real == nest.real(shape.depth, name)) << "name " << name;
    }
  EXPECT_EQ(machine.counters().references, 2 * shape.pages);
  return static_cast<double>(machine.counters().map_reads) / static_cast<double>(machine.counters().references);
}

void expect_reads(unsigned depth, const std::vector<LevelMap>& maps, RegistersPolicy registers,
                  std::uint64_t expected) {
  const NestShape shape = shape_of(depth, maps);
  EXPECT_EQ(reads_a_reference(shape, registers), static_cast<double>(expected)) << "depth " << depth;
  EXPECT_EQ(reads_per_miss(shape, registers), expected) << "depth " << depth;
}

TEST(Nest, ClosedFormsOfOneLevelTables) {
  const std::uint64_t none[] = {4, 24, 124, 624}, name[] = {1, 3, 7, 15}, real[] = {1, 2, 3, 4};
  for (unsigned depth = 1; depth <= 4; ++depth) {
    expect_reads(depth, {kPaged}, RegistersPolicy::none, none[depth - 1]);
    expect_reads(depth, {kPaged}, RegistersPolicy::name, name[depth - 1]);
    expect_reads(depth, {kPaged}, RegistersPolicy::real, real[depth - 1]);
  }
}

TEST(Nest, ClosedFormsOfRadixTables) {
  const std::uint64_t name[] = {4, 24, 124, 624}, real[] = {4, 20, 84, 340};
  for (unsigned depth = 1; depth <= 4; ++depth) {
    expect_reads(depth, {kRadix4}, RegistersPolicy::name, name[depth - 1]);
    expect_reads(depth, {kRadix4}, RegistersPolicy::real, real[depth - 1]);
  }
  expect_reads(2, {LevelMap{FormCode::radix, 3}}, RegistersPolicy::name, 15);  // Sv39 over Sv39
  expect_reads(2, {LevelMap{FormCode::radix, 5}}, RegistersPolicy::name, 35);
  expect_reads(2, {kPaged, kRadix4}, RegistersPolicy::name, 9);
}

LevelMap segmented(SegmentKind kind, unsigned bits, layout::MapType type = layout::MapType::resource) {
  LevelMap map{FormCode::segmented};
  map.segments = kind;
  map.segment_bits = bits;
  map.type = type;
  return map;
}

/// k = 2 words of the segment table, and one of its page table. With the table's base as a real address both words of
/// the segment table are read without any map, but not the page table's.
TEST(Nest, ClosedFormsOfSegments) {
  const auto product = [](std::uint64_t factor, unsigned depth) {
    std::uint64_t value = 1;
    while (depth-- > 0) value *= factor;
    return value - 1;
  };
  for (const unsigned bits : {0u, 1u, 4u, 20u})
    for (unsigned depth = 1; depth <= 4; ++depth) {
      const LevelMap bounded = segmented(SegmentKind::bounded, bits), paged = segmented(SegmentKind::paged, bits);
      expect_reads(depth, {bounded}, RegistersPolicy::name, product(3, depth));
      expect_reads(depth, {paged}, RegistersPolicy::name, product(4, depth));
      expect_reads(depth, {bounded}, RegistersPolicy::none, product(6, depth));
      expect_reads(depth, {paged}, RegistersPolicy::none, product(7, depth));
      expect_reads(depth, {bounded}, RegistersPolicy::real, 2 * depth);
      std::uint64_t with_page_table = 0;  // 2 + (1 + T) + T
      for (unsigned level = 1; level <= depth; ++level) with_page_table = 3 + 2 * with_page_table;
      expect_reads(depth, {paged}, RegistersPolicy::real, with_page_table);
    }
}

/// The VMMs of a nest have the identity as their φ, so Type II costs a step and no words.
TEST(Nest, TypeTwoReadsWhatTypeOneDoes) {
  LevelMap paged{FormCode::paged}, rb{FormCode::relocation_bounds};
  paged.type = rb.type = layout::MapType::process;
  const std::uint64_t name[] = {1, 3, 7, 15}, real[] = {1, 2, 3, 4};
  for (unsigned depth = 1; depth <= 4; ++depth) {
    expect_reads(depth, {paged}, RegistersPolicy::name, name[depth - 1]);
    expect_reads(depth, {paged}, RegistersPolicy::real, real[depth - 1]);
    expect_reads(depth, {rb}, RegistersPolicy::name, 0);
  }
}

TEST(Nest, RelocationBoundsReadNothing) {
  for (unsigned depth = 1; depth <= 4; ++depth)
    for (const auto registers : {RegistersPolicy::name, RegistersPolicy::real})
      expect_reads(depth, {kRb}, registers, 0);
  expect_reads(2, {kRb}, RegistersPolicy::none, 15);  // k + 3 with k = 0
}

TEST(Nest, DepthNoneIsTheRealMachine) {
  expect_reads(0, {kPaged}, RegistersPolicy::name, 0);
  const Nest nest(shape_of(0, {}));
  EXPECT_EQ(nest.entry_syllable(), std::nullopt);
  EXPECT_EQ(nest.real_pages(), 3u);
  EXPECT_EQ(nest.real(0, 700).value, 700u);
}

TEST(Nest, EveryMixtureOfFormsCostsWhatItShould) {
  LevelMap paged2 = kPaged;
  paged2.type = layout::MapType::process;
  const std::vector<LevelMap> forms = {kPaged,
                                       kRb,
                                       kRadix2,
                                       paged2,
                                       segmented(SegmentKind::bounded, 1),
                                       segmented(SegmentKind::paged, 2, layout::MapType::process)};
  for (const Word page_words : {32, 512, 1000})
    for (const auto registers : {RegistersPolicy::name, RegistersPolicy::real, RegistersPolicy::none})
      for (const LevelMap& f1 : forms)
        for (const LevelMap& f2 : forms)
          for (const LevelMap& f3 : forms) {
            const NestShape shape = shape_of(3, {f1, f2, f3}, page_words, 5);
            EXPECT_EQ(reads_a_reference(shape, registers), static_cast<double>(reads_per_miss(shape, registers)))
                << to_string(f1.form) << "/" << to_string(f2.form) << "/" << to_string(f3.form) << " "
                << to_string(registers) << " " << page_words;
          }
}

TEST(Nest, TablesOfManyPages) {  // more pages than one table page has words
  for (const LevelMap& form : {kPaged, kRadix2}) {
    const NestShape shape = shape_of(2, {form}, 32, 150);
    const std::uint64_t expected = form.form == FormCode::paged ? 3 : 8;
    EXPECT_EQ(reads_a_reference(shape, RegistersPolicy::name), static_cast<double>(expected));
  }
}

TEST(Nest, SegmentTablesOfManyPages) {  // 2 · 75 segment words and 150 page words in pages of 32
  for (const SegmentKind kind : {SegmentKind::bounded, SegmentKind::paged})
    EXPECT_EQ(reads_a_reference(shape_of(2, {segmented(kind, 1)}, 32, 150), RegistersPolicy::name),
              kind == SegmentKind::paged ? 15.0 : 8.0);
}

LevelMap with_pages(LevelMap map, unsigned bits) {
  map.page_bits = bits;
  return map;
}

/// A table word stands for 2^bits pages, so the tables are so much smaller; what a name costs is the same.
TEST(Nest, MapsWithPagesOfTheirOwnSize) {
  const std::vector<LevelMap> maps = {with_pages(kPaged, 2), with_pages(kRadix2, 3), kPaged, kRb};
  for (const LevelMap& f1 : maps)
    for (const LevelMap& f2 : maps)
      for (const LevelMap& f3 : maps) {
        const NestShape shape = shape_of(3, {f1, f2, f3}, 32, 37);
        EXPECT_EQ(reads_a_reference(shape, RegistersPolicy::name),
                  static_cast<double>(reads_per_miss(shape, RegistersPolicy::name)));
      }
  EXPECT_EQ(table_pages(with_pages(kPaged, 0), 320, 32), 10u);
  EXPECT_EQ(table_pages(with_pages(kPaged, 3), 320, 32), 2u) << "40 words";
  EXPECT_EQ(table_pages(with_pages(kRadix2, 3), 320, 32), 1u + 2);
  EXPECT_NE(objection(shape_of(1, {with_pages(kRb, 1)}))->find("only paged and radix"), std::string::npos);
}

TEST(Nest, NothingOverlapsWhereverTheTablesAre) {
  for (unsigned choice = 0; choice < 8; ++choice) {
    std::vector<LevelMap> maps = {with_pages(kPaged, 2), kRadix2, with_pages(kRadix2, 1)};
    for (unsigned level = 0; level < 3; ++level)
      maps[level].tables = choice >> level & 1 ? TablePlace::last : TablePlace::first;
    const NestShape shape = shape_of(3, maps, 32, 37);
    EXPECT_EQ(reads_a_reference(shape, RegistersPolicy::name),
              static_cast<double>(reads_per_miss(shape, RegistersPolicy::name)));
    const Nest nest(shape);
    for (unsigned level = 1; level <= 3; ++level)
      EXPECT_EQ(nest.vm(level).table < nest.vm(level).frames, maps[level - 1].tables == TablePlace::first);
    std::vector<int> writers(nest.real_pages() * shape.page_words, 0);
    nest.build([&](RealName name, Word) { ++writers.at(name.value); }, nest.resumable());
    for (Word name = 0; name < shape.pages * shape.page_words; ++name) ++writers.at(nest.real(3, name).value);
    for (std::size_t name = 0; name < writers.size(); ++name) EXPECT_LE(writers[name], 1) << name;
  }
}

TEST(Nest, NothingOverlaps) {
  NestShape shape = shape_of(
      6, {kRadix2, kPaged, segmented(SegmentKind::bounded, 2), kRb, segmented(SegmentKind::paged, 1), kPaged}, 64, 7);
  shape.vmm_pages = 2;
  const Nest nest(shape);
  std::vector<int> writers(nest.real_pages() * shape.page_words, 0);
  nest.build([&](RealName name, Word) { ++writers.at(name.value); }, nest.resumable());
  for (unsigned level = 1; level <= shape.depth; ++level)
    for (Word i = 0; i < shape.vmm_pages * shape.page_words; ++i)
      ++writers.at(nest.real(level - 1, nest.vm(level).vmm + i).value);
  for (Word name = 0; name < shape.pages * shape.page_words; ++name) ++writers.at(nest.real(shape.depth, name).value);
  for (std::size_t name = 0; name < writers.size(); ++name) EXPECT_LE(writers[name], 1) << name;
}

TEST(Nest, EntersWithTheProcessorAsGiven) {
  const Nest nest(shape_of(2, {kPaged}));
  PureMachine machine = machine_for(nest, RegistersPolicy::name);
  auto contents = nest.resumable();
  contents[0].processor = {111, 512, 1024, 7};
  contents[1].processor = {222, 0, 512, 8};
  contents[0].next_syllable = 0;  // VM 1 runs, 1.1 does not
  nest.build([&](RealName name, Word value) { machine.memory().write(name, value); }, contents);
  machine.enter(*nest.entry_syllable());
  EXPECT_EQ(machine.vmid_unit().vmid().name(), "1");
  EXPECT_EQ(machine.processor().state().ic, 111u);
  EXPECT_EQ(machine.processor().state().registers[0], 7u);
  EXPECT_EQ(machine.composer().process_map().base, 512u);
}

TEST(Nest, RefusesWhatCannotBe) {
  EXPECT_NE(objection(shape_of(1, {LevelMap{FormCode::identity, 0}}))->find("ROOT"), std::string::npos);
  EXPECT_NE(objection(shape_of(1, {LevelMap{FormCode::radix, 1}}, 512, 513))->find("too small"), std::string::npos);
  EXPECT_EQ(objection(shape_of(1, {LevelMap{FormCode::radix, 1}}, 512, 512)), std::nullopt);
  EXPECT_NE(objection(shape_of(1, {segmented(SegmentKind::paged, 21)}))->find("power 21"), std::string::npos);
  EXPECT_NE(objection(shape_of(1, {}))->find("no form"), std::string::npos);
  EXPECT_NE(objection(shape_of(33, {kPaged}))->find("32"), std::string::npos);
  EXPECT_NE(objection(shape_of(1, {kPaged}, 512, 0))->find("no pages"), std::string::npos);
  EXPECT_NE(objection(shape_of(1, {kPaged}, 16))->find("VMCB"), std::string::npos);
}

}  // namespace
}  // namespace hv::explore
