// SPDX-License-Identifier: Apache-2.0
// The associator and the invisible registers change nothing but the work: random trees of VMs doing random
// things give the same outcomes, real names and memory with every kind of associator as with none.
#include <rapidcheck.h>

#include <set>

#include "oracle/random_tree.h"
#include "oracle/test_machine.h"

namespace hv::test {
namespace {

MachineConfig config_of(RegistersPolicy registers, FormCode phi_form, const AssociatorConfig& associator) {
  MachineConfig config = small_config(RandomTree::kRealPages, RandomTree::kPageWords);
  config.syllables = 5;
  config.registers = registers;
  config.phi_form = phi_form;
  config.associator = associator;
  return config;
}

/// A machine that does what it is told, as the processor would: faults are delivered and change the VMID.
class Driven {
 public:
  Driven(const MachineConfig& config, const ArrayMemory& memory) : machine(config) {
    std::copy(memory.data(), memory.data() + memory.size(), machine.memory().data());
  }
  /// Where nothing else does, software purges: before it runs a VM, if it has stored anything, and at once where it
  /// could have been a table of its own φ.
  std::string apply(const Op& op) {
    const std::string self = vmid().name();
    if (op.kind == Op::lvmid && owes_purge_.erase(self) > 0) machine.composer().purge();
    const std::string outcome = apply_to_machine(op);
    const AssociatorConfig& associator = machine.config().associator;
    if (op.kind == Op::lvmid || associator.invalidation != Invalidation::purge) return outcome;
    if (associator.input == AssociatorInput::process && self == vmid().name()) machine.composer().purge();
    owes_purge_.insert(self);
    return outcome;
  }
  std::string apply_to_machine(const Op& op) {
    switch (op.kind) {
      case Op::access: return access(op, machine.composer().translate(ProcessName{op.name}, op.how));
      case Op::access_resource: return access(op, machine.composer().translate_resource(op.name, op.how));
      case Op::lvmid: return lvmid(op.name);
      case Op::halt: return halt();
      case Op::load_phi: machine.composer().load_process_map(op.name, op.value); return "phi";
      case Op::copy_page: return copy_page(op.name, op.value);
    }
    return "?";
  }
  std::string probe(const Op& op) const {
    const MapComposer& composer = const_cast<PureMachine&>(machine).composer();
    if (op.kind == Op::access) return show(composer.probe(ProcessName{op.name}, op.how));
    return show(composer.probe_resource(op.name, op.how));
  }
  const VmidRegister& vmid() { return machine.vmid_unit().vmid(); }
  unsigned depth() { return vmid().depth(); }
  Word r() { return machine.composer().process_map().base; }
  Word b() { return machine.composer().process_map().bound; }

  PureMachine machine;

 private:
  std::string fail(const Failure& failure) {
    const Delivery delivery = deliver(failure, depth());
    if (const auto* fault = std::get_if<VmFault>(&delivery)) {
      std::vector<Word> words(isa::kProcessorWords, ++clock_);
      words[1] = r();
      words[2] = b();
      machine.vmid_unit().vm_fault(*fault, words);
      machine.composer().load_process_map(0, kAll);
    }
    return show(delivery);
  }
  std::string access(const Op& op, const Translation& translation) {
    return std::visit(Visitor{[&](const RealName& real) { return reach(op, real); },
                              [&](const auto& failure) { return fail(failure); }},
                      translation);
  }
  std::string reach(const Op& op, RealName real) {
    if (op.how == AccessKind::write ? machine.memory().write(real, op.value)
                                    : machine.memory().read(real).has_value()) {
      if (op.how == AccessKind::write) machine.composer().stored(real);
      return show(real) + " = " + std::to_string(*machine.memory().read(real));
    }
    return fail(machine.composer().nonexistent(real, op.how));
  }
  std::string lvmid(Word syllable) {
    if (const auto objection = machine.vmid_unit().lvmid_objection()) return to_string(*objection);
    std::vector<Word> words;
    const LvmidOutcome outcome = machine.vmid_unit().lvmid(syllable, {r(), b()}, words);
    return std::visit(Visitor{[&](const Entered&) {
                                machine.composer().load_process_map(words[1], words[2]);
                                return "entered " + vmid().name() + " at " + std::to_string(words[0]);
                              },
                              [&](const auto& failure) { return fail(failure); }},
                      outcome);
  }
  std::string halt() {
    if (depth() == 0) return "level 0 goes on";
    return fail(VmFault{depth(), {7, depth()}, FaultCause::ended, AccessKind::fetch});
  }
  std::string copy_page(Word from, Word to) {
    const Translation source = machine.composer().probe_resource(from, AccessKind::read);
    const Translation target = machine.composer().probe_resource(to, AccessKind::write);
    if (source.index() != 0 || target.index() != 0) return "no copy";
    for (Word word = 0; word < RandomTree::kPageWords; ++word) {
      const RealName at{std::get<RealName>(target).value + word};
      machine.memory().write(at, *machine.memory().read(RealName{std::get<RealName>(source).value + word}));
      machine.composer().stored(at);
    }
    return show(source) + " to " + show(target);
  }
  Word clock_ = 0;
  std::set<std::string> owes_purge_;
};

/// In half of the cases other arrays than one, and in half of all a cache for table words.
void put_together(AssociatorConfig& config, std::mt19937_64& random) {
  const auto some = [&] { return 1 + static_cast<std::uint32_t>(random() % 6); };
  switch (random() % 8) {
    case 0: config.fetch_entries = some(); break;
    case 1: config.second_entries = 2 * some(), config.second_ways = 2; break;
    case 2: config.fetch_entries = some(), config.second_entries = some(); break;
    case 3:
      for (std::uint32_t& entries : config.level_entries) entries = std::max(config.ways, 1u) * some();
      break;
    default: break;
  }
  if (config.contents == AssociatorContents::end_to_end && random() % 3 == 0)
    config.superpage_bits = 1 + static_cast<std::uint32_t>(random() % 2);
  if (random() % 2) config.table_words = 3 * some();
}

std::string put_together_as(const AssociatorConfig& config) {
  if (config.has_levels_apart()) return "arrays by level";
  if (config.fetch_entries > 0) return config.second_entries > 0 ? "fetches apart, second level" : "fetches apart";
  return config.second_entries > 0 ? "second level" : "one array";
}

/// Every key with every way to forget, each with some replacement, contents and input.
std::vector<AssociatorConfig> every_kind(std::uint32_t entries, std::uint32_t ways, FormCode phi_form,
                                         std::mt19937_64& random) {
  constexpr Replacement kReplacements[] = {Replacement::lru, Replacement::fifo, Replacement::random, Replacement::plru};
  constexpr AssociatorContents kContents[] = {AssociatorContents::end_to_end, AssociatorContents::adjacent,
                                              AssociatorContents::per_level};
  std::vector<AssociatorConfig> kinds;
  for (const auto key : {AssociatorKey::vmid, AssociatorKey::level, AssociatorKey::none})
    for (const auto invalidation :
         {Invalidation::snoop, Invalidation::lvmid, Invalidation::purge, Invalidation::flush}) {
      if (objection(AssociatorConfig{entries, ways, key, invalidation})) continue;
      MachineConfig config;
      do {
        const auto input = random() % 3 == 0 ? AssociatorInput::process : AssociatorInput::resource;
        config = config_of(
            RegistersPolicy::name, phi_form,
            {entries, ways, key, invalidation, kReplacements[random() % 4], random(), kContents[random() % 3], input});
        put_together(config.associator, random);
      } while (objection(config));
      kinds.push_back(config.associator);
    }
  return kinds;
}

std::string describe(const MachineConfig& config) {
  const AssociatorConfig& a = config.associator;
  return std::string("registers ") + to_string(config.registers) + ", " + std::to_string(a.entries) + "/" +
         std::to_string(a.ways) + " key " + to_string(a.key) + " invalidation " + to_string(a.invalidation) +
         " replacement " + to_string(a.replacement) + " contents " + to_string(a.contents) + " input " +
         to_string(a.input) + ", " + put_together_as(a) + ", table words " + std::to_string(a.table_words) +
         ", superpage bits " + std::to_string(a.superpage_bits);
}

/// What really happened over all cases; a property over nothing is no property.
struct Mix {
  std::map<std::string, Counters> by_kind;  // key and invalidation
  std::uint64_t table_word_hits = 0, superpage_hits = 0;
  std::map<std::string, Counters> by_design;  // contents and input; replacement
  Counters reference;
  std::map<std::string, std::uint64_t> seen;
  void note(const std::string& outcome) {
    for (const char* word : {"real", "entered", "absent", "beyond bound", "bad map", "bad nest", "ended", "implicit",
                             "bad syllable", "VM capability", "addressing", "nonexistent", " to ", "type-2 phi"})
      if (outcome.find(word) != std::string::npos) ++seen[word];
  }
};

void same(const std::string& expected, const std::string& got, const MachineConfig& config, const char* what) {
  if (expected != got) RC_FAIL(describe(config) + ": " + what + ": expected " + expected + ", got " + got);
}

class Lockstep {
 public:
  Lockstep(RegistersPolicy registers, FormCode phi_form, std::uint32_t entries, std::uint32_t ways, std::uint64_t seed)
      : random_(seed),
        plan_(RandomTree::kRealPages * RandomTree::kPageWords),
        tree_(plan_, random_, 2 + seed % 3, phi_form),
        reference_(config_of(registers, phi_form, {0, 0, {}, {}}), plan_) {
    for (const AssociatorConfig& kind : every_kind(entries, ways, phi_form, random_)) {
      cached_.emplace_back(std::make_unique<Driven>(config_of(registers, phi_form, kind), plan_));
      twins_.emplace_back(std::make_unique<Driven>(config_of(registers, phi_form, kind), plan_));
    }
  }
  void run(unsigned operations, Mix& mix) {
    while (operations > 0)
      for (const Op& op : tree_.next(reference_.vmid().name(), reference_.r(), reference_.b())) {
        --operations;
        const unsigned before = reference_.depth();
        const std::string outcome = reference_.apply(op);
        mix.note(outcome);
        if (op.kind == Op::lvmid && reference_.depth() > before) note_entered(mix);
        for (std::size_t i = 0; i < cached_.size(); ++i) follow(i, op, outcome);
        if (operations == 0 || reference_.depth() != before) break;
      }
    for (std::size_t i = 0; i < cached_.size(); ++i) finish(i, mix);
    mix.reference += reference_.machine.counters();
  }

 private:
  /// The new forms of map must really have been there.
  void note_entered(Mix& mix) {
    for (unsigned level = 1; level <= reference_.depth(); ++level) {
      const ActiveLevel& active = reference_.vmid().at(level);
      mix.seen["with pages of its own"] += active.map.page_bits > 0;
      mix.seen["segmented"] += active.map.form == FormCode::segmented;
      if (!active.issuer_phi) continue;
      ++mix.seen["of Type II"];
      mix.seen["of Type II under a phi"] += *active.issuer_phi != PhiRegisters{};
      const auto [last, first] = phis_.try_emplace(reference_.vmid().name(level), *active.issuer_phi);
      mix.seen["another phi"] += !first && last->second != *active.issuer_phi;
      last->second = *active.issuer_phi;
    }
  }
  void follow(std::size_t i, const Op& op, const std::string& outcome) {
    Driven& cached = *cached_[i];
    const MachineConfig& config = cached.machine.config();
    const bool reference = op.kind == Op::access || op.kind == Op::access_resource;
    if (reference && random_() % 4 == 0) {
      const Counters before = cached.machine.counters();
      same("ok", judge_probe(op, outcome, cached), config, "probe");
      RC_ASSERT(before == cached.machine.counters());
    }
    same(outcome, cached.apply(op), config, "outcome");
    twins_[i]->apply(op);
    same(reference_.vmid().name(), cached.vmid().name(), config, "VMID");
    RC_ASSERT(reference_.r() == cached.r());
    RC_ASSERT(reference_.b() == cached.b());
  }
  /// probe() must say what the access then does; it does not look whether real memory exists.
  static std::string judge_probe(const Op& op, const std::string& outcome, const Driven& cached) {
    const std::string probed = cached.probe(op);
    if (probed.compare(0, 4, "real") == 0)
      return outcome.find(probed + " =") == 0 || outcome.find("nonexistent") != std::string::npos ? "ok" : probed;
    if (probed.compare(0, 11, "nonexistent") == 0)
      return outcome.find("nonexistent memory") != std::string::npos ? "ok" : probed;
    return probed == outcome ? "ok" : probed;
  }
  void finish(std::size_t i, Mix& mix) {
    Driven& cached = *cached_[i];
    const ArrayMemory& memory = cached.machine.memory();
    const ArrayMemory& expected = reference_.machine.memory();
    RC_ASSERT(std::equal(memory.data(), memory.data() + memory.size(), expected.data()));
    RC_ASSERT(cached.machine.composer().real_digest() == reference_.machine.composer().real_digest());
    const Counters work = cached.machine.counters(), plain = reference_.machine.counters();
    RC_ASSERT(work.references == plain.references && work.stores == plain.stores);
    RC_ASSERT(work.real_accesses == plain.real_accesses && work.nonexistent == plain.nonexistent);
    RC_ASSERT(work.lvmid == plain.lvmid && work.vm_faults_by_level == plain.vm_faults_by_level);
    RC_ASSERT(work.lvmid_reads == plain.lvmid_reads && work.vmcb_writes == plain.vmcb_writes);
    RC_ASSERT(work.map_reads <= plain.map_reads);
    // Entries of each level stand in the place of values that are composed for several levels at once.
    const bool by_level = cached.machine.config().associator.contents != AssociatorContents::end_to_end;
    RC_ASSERT(by_level || work.map_steps <= plain.map_steps);
    RC_ASSERT(work == twins_[i]->machine.counters());  // probing changed no hit and no miss
    RC_ASSERT(cached.machine.composer().associator_occupancy() == twins_[i]->machine.composer().associator_occupancy());
    const AssociatorConfig& kind = cached.machine.config().associator;
    mix.by_kind[std::string(to_string(kind.key)) + " " + to_string(kind.invalidation)] += work;
    mix.by_design[std::string(to_string(kind.contents)) + " " + to_string(kind.input)] += work;
    mix.by_design[to_string(kind.replacement)] += work;
    mix.by_design[put_together_as(kind)] += work;
    mix.table_word_hits += work.table_word_hits;
    mix.superpage_hits += work.associator_superpage_hits;
  }

  std::mt19937_64 random_;
  std::map<std::string, PhiRegisters> phis_;  // by tree name
  ArrayMemory plan_;
  RandomTree tree_;
  Driven reference_;
  std::vector<std::unique_ptr<Driven>> cached_, twins_;
};

struct Size {
  std::uint32_t entries, ways;
};

class CachedEqualsUncached : public testing::TestWithParam<RegistersPolicy> {};
INSTANTIATE_TEST_SUITE_P(Policies, CachedEqualsUncached,
                         testing::Values(RegistersPolicy::name, RegistersPolicy::real, RegistersPolicy::none),
                         [](const auto& test) { return std::string(to_string(test.param)); });

TEST_P(CachedEqualsUncached, InOutcomesRealNamesAndMemory) {
  static const Size sizes[] = {{1, 0}, {2, 0}, {2, 1}, {3, 0}, {3, 1}, {8, 0}, {8, 2}, {64, 0}, {64, 2}, {48, 3}};
  Mix mix;
  unsigned round = 0;
  const bool held = rc::check([&] {
    const auto seed = *rc::gen::resize(100, rc::gen::arbitrary<std::uint64_t>());
    const auto operations = *rc::gen::inRange(500, GetParam() == RegistersPolicy::none ? 1000 : 4000);
    const auto phi_form =
        *rc::gen::elementOf(std::vector<FormCode>{FormCode::relocation_bounds, FormCode::identity, FormCode::paged});
    const Size size = sizes[round++ % std::size(sizes)];
    Lockstep(GetParam(), phi_form, size.entries, size.ways, seed).run(operations, mix);
  });
  ASSERT_TRUE(held);
  EXPECT_EQ(mix.by_kind.size(), 9u);
  EXPECT_EQ(mix.by_design.size(), 4u + 4u + 5u);
  EXPECT_GT(mix.table_word_hits, 1000u);
  EXPECT_GT(mix.superpage_hits, 50u);
  mix.by_kind.merge(mix.by_design);
  for (const auto& [kind, work] : mix.by_kind) {
    EXPECT_GT(work.associator_hits, 1000u) << kind;
    EXPECT_GT(work.associator_misses, 1000u) << kind;
    EXPECT_GT(work.associator_forgotten, 100u) << kind;
  }
  for (unsigned level = 1; level <= 3; ++level) EXPECT_GT(mix.reference.vm_faults_by_level[level], 100u) << level;
  EXPECT_GT(mix.reference.vm_faults_by_level[4], 10u);
  for (const char* word : {"real", "entered", "absent", "beyond bound", "bad map", "bad nest", "ended", "implicit",
                           "bad syllable", "VM capability", "addressing", "nonexistent", " to ", "type-2 phi",
                           "of Type II", "of Type II under a phi", "another phi", "segmented", "with pages of its own"})
    EXPECT_GT(mix.seen[word], 5u) << word;
}

}  // namespace
}  // namespace hv::test
