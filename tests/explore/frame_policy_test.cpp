// SPDX-License-Identifier: Apache-2.0
// Do pages lie in the frames that fmap.policy says, and do the tables say the same?
#include <algorithm>
#include <random>
#include <set>

#include "explore/nest.h"
#include "explore/one_pass.h"
#include "explore/pure_machine.h"
#include "support.h"

namespace hv::explore {
namespace {

const std::vector<FramePolicy> kPolicies = {FramePolicy::alternating, FramePolicy::in_order, FramePolicy::first_touch,
                                            FramePolicy::random};

LevelMap map_of(FormCode form, FramePolicy policy, SegmentKind kind = SegmentKind::bounded, unsigned bits = 1) {
  LevelMap map{form};
  map.radix_levels = 3;
  map.segments = kind;
  map.segment_bits = bits;
  map.policy = policy;
  return map;
}

std::vector<LevelMap> all_forms(FramePolicy policy) {
  return {map_of(FormCode::paged, policy),
          map_of(FormCode::relocation_bounds, policy),
          map_of(FormCode::radix, policy),
          map_of(FormCode::segmented, policy),
          map_of(FormCode::segmented, policy, SegmentKind::bounded, 0),
          map_of(FormCode::segmented, policy, SegmentKind::paged)};
}

NestShape shape_of(const std::vector<LevelMap>& maps, unsigned depth, Word pages, Word page_words = 64) {
  NestShape shape;
  shape.depth = depth;
  shape.page_words = page_words;
  shape.pages = pages;
  shape.maps = maps;
  for (Word page = 0; page < pages; ++page) shape.page_numbers.push_back(page * 7919 % 1009);
  return shape;
}

/// Frames of the pages of f_level, counted from 0.
std::vector<Word> frames(const Nest& nest, unsigned level) {
  const Word page_words = nest.shape().page_words;
  std::vector<Word> all;
  for (Word page = 0; page < nest.pages(level); ++page) {
    // The frame whose real name is that of the page.
    const RealName real = nest.real(level, page * page_words);
    for (Word frame = 0; frame < nest.pages(level); ++frame)
      if (nest.real(level - 1, nest.vm(level).frames + frame * page_words) == real) all.push_back(frame);
  }
  return all;
}

std::vector<Word> frames_of_one_level(LevelMap map, const std::vector<Word>& numbers, std::uint64_t seed = 1) {
  NestShape shape = shape_of({map}, 1, numbers.size());
  shape.page_numbers = numbers;
  shape.seed = seed;
  return frames(Nest(shape), 1);
}

using Words = std::vector<Word>;

TEST(FramePolicy, OrdersThePagesOfTheTrace) {
  const Words numbers = {50, 10, 30, 20, 5};
  for (const FormCode form : {FormCode::paged, FormCode::radix}) {
    EXPECT_EQ(frames_of_one_level(map_of(form, FramePolicy::alternating), numbers), (Words{4, 3, 2, 1, 0}));
    EXPECT_EQ(frames_of_one_level(map_of(form, FramePolicy::in_order), numbers), (Words{4, 1, 3, 2, 0}));
    EXPECT_EQ(frames_of_one_level(map_of(form, FramePolicy::first_touch), numbers), (Words{0, 1, 2, 3, 4}));
  }
  for (const FramePolicy policy : kPolicies)
    EXPECT_EQ(frames_of_one_level(map_of(FormCode::relocation_bounds, policy), numbers), (Words{0, 1, 2, 3, 4}));
}

/// Segments of two pages: 50 and 10, 30 and 20, 5 alone.
TEST(FramePolicy, OrdersWholeSegments) {
  const Words numbers = {50, 10, 30, 20, 5};
  EXPECT_EQ(frames_of_one_level(map_of(FormCode::segmented, FramePolicy::in_order), numbers), (Words{1, 2, 3, 4, 0}));
  EXPECT_EQ(frames_of_one_level(map_of(FormCode::segmented, FramePolicy::alternating), numbers),
            (Words{3, 4, 1, 2, 0}));
  EXPECT_EQ(frames_of_one_level(map_of(FormCode::segmented, FramePolicy::in_order, SegmentKind::paged), numbers),
            (Words{4, 1, 3, 2, 0}));
  std::set<Words> drawn;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Words frames = frames_of_one_level(map_of(FormCode::segmented, FramePolicy::random), numbers, seed);
    EXPECT_EQ(frames[1], frames[0] + 1);
    EXPECT_EQ(frames[3], frames[2] + 1);
    drawn.insert(frames);
  }
  EXPECT_EQ(drawn.size(), 6u) << "three segments have six orders";
}

TEST(FramePolicy, RandomIsDrawnFromTheSeedAnewForEachLevel) {
  NestShape shape = shape_of({map_of(FormCode::paged, FramePolicy::random)}, 3, 200);
  const Nest nest(shape), again(shape);
  shape.seed = 2;
  const Nest other(shape);
  for (unsigned level = 1; level <= 3; ++level) {
    EXPECT_EQ(frames(nest, level), frames(again, level));
    EXPECT_NE(frames(nest, level), frames(other, level));
  }
  Words first = frames(nest, 2), second = frames(nest, 3);
  first.resize(200), second.resize(200);
  EXPECT_NE(first, second);
}

/// A nest with these maps, in memory; its tables walked for every word looked at.
void expect_tables_as_planned(const NestShape& shape, const std::string& what) {
  ASSERT_EQ(objection(shape), std::nullopt) << what;
  const Nest nest(shape);
  MachineConfig config;
  config.page_words = shape.page_words;
  config.memory_pages = nest.real_pages();
  config.associator.entries = 0;
  PureMachine machine(config);
  std::vector<int> uses(nest.real_pages() * shape.page_words, 0);
  nest.build(
      [&](RealName name, Word value) {
        ++uses.at(name.value);
        machine.memory().write(name, value);
      },
      nest.resumable());
  ASSERT_TRUE(std::holds_alternative<Entered>(machine.enter(*nest.entry_syllable()))) << what;
  for (Word name = 0; name < shape.pages * shape.page_words; ++name) {
    const Translation walked = machine.composer().probe_resource(name, AccessKind::read);
    const auto* real = std::get_if<RealName>(&walked);
    ASSERT_TRUE(real && *real == nest.real(shape.depth, name)) << what << ", name " << name;
    EXPECT_EQ(++uses.at(real->value), 1) << what << ": two things in one word";
  }
}

TEST(FramePolicy, TablesSayWhatThePlanSays) {
  for (const FramePolicy policy : kPolicies)
    for (const Word page_words : {32, 61})
      for (const LevelMap& f1 : all_forms(policy))
        for (const LevelMap& f2 : all_forms(policy))
          expect_tables_as_planned(
              shape_of({f1, f2}, 3, 11, page_words),
              std::string(to_string(policy)) + " " + to_string(f1.form) + "/" + to_string(f2.form));
  expect_tables_as_planned(
      shape_of({map_of(FormCode::radix, FramePolicy::random), map_of(FormCode::paged, FramePolicy::first_touch),
                map_of(FormCode::segmented, FramePolicy::in_order)},
               4, 150, 32),
      "a mixture");
}

/// Composer and VMID unit over a memory that writes down what they read.
class RecordingMachine final : private LevelMemory, private RealReader {
 public:
  RecordingMachine(const Nest& nest, RegistersPolicy registers)
      : memory_(nest.real_pages() * nest.shape().page_words),
        vmid_({16, nest.shape().page_words, registers, isa::kProcessorWords}, *this),
        composer_(config(nest, registers), vmid_.vmid(), *this, memory_) {
    vmid_.observe(&composer_);
    nest.build([&](RealName name, Word value) { memory_.write(name, value); }, nest.resumable());
    std::vector<Word> processor;
    EXPECT_TRUE(std::holds_alternative<Entered>(vmid_.lvmid(1, {}, processor)));
  }
  void refer(Word name) {
    touched_.push_back(std::get<RealName>(composer_.translate_resource(name, AccessKind::read)).value);
  }
  const Words& touched() const { return touched_; }

 private:
  static ComposerConfig config(const Nest& nest, RegistersPolicy registers) {
    ComposerConfig config;
    config.page_words = nest.shape().page_words;
    config.registers = registers;
    config.associator.entries = 4;
    return config;
  }
  std::optional<Word> read(RealName name) override {
    touched_.push_back(name.value);
    return memory_.read(name);
  }
  LevelRead read(ResourceName y, bool for_map) override { return composer_.read_level_word(y, for_map); }
  void write(RealName name, Word value) override { memory_.write(name, value); }

  ArrayMemory memory_;
  VmidUnit vmid_;
  MapComposer composer_;
  Words touched_;
};

/// Pages of the level in the order in which these real words touch them; then the others.
Words by_first_touch(const Nest& nest, unsigned level, const Words& real_words) {
  const Word page_words = nest.shape().page_words;
  std::vector<std::optional<Word>> page_at(nest.real_pages());
  for (Word page = 0; page < nest.pages(level); ++page)
    page_at[nest.real(level, page * page_words).value / page_words] = page;
  Words pages;
  const auto add = [&](Word page) {
    if (std::find(pages.begin(), pages.end(), page) == pages.end()) pages.push_back(page);
  };
  for (const Word word : real_words)
    if (const auto page = page_at[word / page_words]) add(*page);
  for (Word page = 0; page < nest.pages(level); ++page) add(page);
  return pages;
}

/// The order that the plan says is the one in which composer and VMID unit really come to the pages.
TEST(FramePolicy, FirstTouchIsTheOrderOfTheHardware) {
  const FramePolicy policy = FramePolicy::first_touch;
  for (const RegistersPolicy registers : {RegistersPolicy::name, RegistersPolicy::real, RegistersPolicy::none})
    for (const Word page_words : {32, 61, 512})
      for (const LevelMap& f1 : all_forms(policy))
        for (const LevelMap& f2 : all_forms(policy)) {
          const Nest nest(shape_of({f1, f2}, 3, 90, page_words));
          RecordingMachine machine(nest, registers);
          for (const Word page : {0, 1, 0, 2}) machine.refer(page * page_words);
          for (Word page = 3; page < 90; ++page) machine.refer(page * page_words + page % 32);
          for (unsigned level = 1; level <= 3; ++level) {
            const LevelMap& map = nest.shape().map(level);
            if (map.form == FormCode::relocation_bounds || map.unit() > 1) continue;
            const Words order = by_first_touch(nest, level, machine.touched()), lie = frames(nest, level);
            for (Word place = 0; place < order.size(); ++place)
              ASSERT_EQ(lie[order[place]], place) << to_string(f1.form) << "/" << to_string(f2.form) << " level "
                                                  << level << ", pages of " << page_words;
          }
        }
}

CompactTrace wandering(std::size_t references, std::uint64_t pages) {
  CompactTrace trace(512);
  std::mt19937 random(5);
  for (std::size_t i = 0; i < references; ++i)
    trace.add((random() % pages * 0x1001 + 0x40000) * 4096 + random() % 4096, 8, static_cast<AccessKind>(random() % 3));
  return trace;
}

TEST(FramePolicy, ChangesRealNamesAndNoCounter) {
  const CompactTrace trace = wandering(3000, 100);
  for (const char* form : {"paged", "radix", "segmented"})
    for (const char* entries : {"0", "16"}) {
      std::set<std::uint64_t> digests;
      const auto result_of = [&](const std::string& policy, const std::string& seed) {
        const Configuration c = configured({{"depth", "2"},
                                            {"fmap.form", form},
                                            {"fmap.policy", policy},
                                            {"seed", seed},
                                            {"associator.entries", entries}});
        const RunResult result = replay(c, trace);
        EXPECT_EQ(one_pass({c}, trace).front().real_digest, result.real_digest);
        return result;
      };
      const RunResult first = result_of("alternating", "1");
      for (const char* policy : {"alternating", "in-order", "first-touch", "random", "random/in-order"}) {
        const RunResult result = result_of(policy, "1");
        EXPECT_TRUE(result.counters == first.counters) << policy;
        EXPECT_TRUE(digests.insert(result.real_digest).second) << policy << " " << form;
      }
      EXPECT_TRUE(digests.insert(result_of("random", "2").real_digest).second);
      EXPECT_EQ(result_of("in-order", "2").real_digest, result_of("in-order", "1").real_digest);
    }
}

}  // namespace
}  // namespace hv::explore
