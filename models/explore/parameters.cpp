// SPDX-License-Identifier: Apache-2.0
#include "explore/parameters.h"

#include <limits>

#include "explore/value_text.h"

namespace hv::explore {
namespace {

using Texts = std::vector<std::string>;

constexpr std::uint64_t kAnyNumber = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kMostCycles = 1u << 20;  // of one piece of work: no sum over a run overflows

/// How one value is read and written: the same for a single value and for one of a list by level.
template <class Value>
struct Codec {
  std::string range;
  std::function<Value(const std::string&)> parse;
  std::function<std::string(Value)> format;
};

template <class Value>
Codec<Value> number(std::uint64_t low, std::uint64_t high) {
  return {range_text(low, high),
          [=](const std::string& text) { return static_cast<Value>(parse_number(text, low, high)); },
          [](Value value) { return std::to_string(value); }};
}

template <class Value>
Codec<Value> choice(std::vector<Value> values, Texts later = {}) {
  Texts names;
  for (const Value value : values) names.push_back(to_string(value));
  return {choice_text(names, later), [=](const std::string& text) { return values[parse_choice(text, names, later)]; },
          [](Value value) { return std::string(to_string(value)); }};
}

/// 1 for Type I, 2 for Type II.
Codec<layout::MapType> map_type() {
  return {"1 or 2",
          [](const std::string& text) {
            return parse_number(text, 1, 2) == 2 ? layout::MapType::process : layout::MapType::resource;
          },
          [](layout::MapType type) { return std::string(type == layout::MapType::process ? "2" : "1"); }};
}

Codec<bool> yes_or_no() {
  return {"no or yes",
          [](const std::string& text) {
            return parse_choice(text, {"no", "yes"}, {}) == 1;
          },
          [](bool value) { return std::string(value ? "yes" : "no"); }};
}

/// A parameter with one value; `field` gives the place of the value in a Configuration.
template <class Value, class Field>
Parameter single(std::string name, Codec<Value> codec, std::string unit, Field field, std::string meaning) {
  return {std::move(name),
          codec.range,
          std::move(unit),
          std::move(meaning),
          [=](const Configuration& c) { return codec.format(field(c)); },
          [=](Configuration& c, const std::string& text) { field(c) = codec.parse(text); }};
}

/// A parameter with a value for each level, written with slashes.
template <class Value, class Field>
Parameter by_level(std::string name, Codec<Value> codec, std::string unit, Field field, std::string meaning) {
  const auto get = [=](const Configuration& c) {
    std::string text;
    for (const Value value : field(c)) text += (text.empty() ? "" : "/") + codec.format(value);
    return text;
  };
  const auto set = [=](Configuration& c, const std::string& text) {
    std::vector<Value> values;
    for (const std::string& part : split(text, '/')) values.push_back(codec.parse(part));
    if (values.size() > kLevelLimit)
      throw ParameterError("it has more than " + std::to_string(kLevelLimit) + " values by level");
    field(c) = values;
  };
  return {std::move(name), codec.range + "; by level", std::move(unit), std::move(meaning), get, set};
}

/// A parameter that has only one value as yet.
Parameter only(std::string name, std::string value, Texts later, std::string meaning) {
  return {std::move(name),
          choice_text({value}, later),
          "",
          std::move(meaning),
          [=](const Configuration&) { return value; },
          [=](Configuration&, const std::string& text) { parse_choice(text, {value}, later); }};
}

Parameter memory_pages() {
  const auto get = [](const Configuration& c) {
    return c.memory_pages ? std::to_string(*c.memory_pages) : std::string("auto");
  };
  const auto set = [](Configuration& c, const std::string& text) {
    if (text == "auto")
      c.memory_pages.reset();
    else
      c.memory_pages = parse_number(text, 1, Word{1} << 30);
  };
  return {"memory.pages",
          "auto, or 1 to 1073741824",
          "pages",
          "real memory; auto: as much as the scenario or the nest of the replay needs",
          get,
          set};
}

template <class Field>
Parameter cycles(std::string name, Field field, std::string meaning) {
  return single(std::move(name), number<std::uint64_t>(0, kMostCycles), "cycles", field, std::move(meaning));
}

#define HV_FIELD(path) \
  [](auto& c) -> auto& { return c.path; }

void add_machine(std::vector<Parameter>& all) {
  all.push_back(single("depth", number<unsigned>(0, kLevelLimit), "levels", HV_FIELD(depth),
                       "levels of virtual machine, one in the other; 0: the real machine alone"));
  all.push_back(single("vmid.syllables", number<unsigned>(1, kLevelLimit), "syllables", HV_FIELD(machine.syllables),
                       "room in the VMID register"));
  all.push_back(memory_pages());
  all.push_back(single("store.pages", number<Word>(0, Word{1} << 30), "pages", HV_FIELD(machine.store_pages),
                       "paging store: slow memory right behind the real memory"));
  all.push_back(single("console.page", number<Word>(0, Word{1} << 30), "page number", HV_FIELD(machine.console_page),
                       "where the console's registers are, behind memory and paging store; 0: no console"));
  all.push_back(single("page.words", number<Word>(32, Word{1} << 20), "words of 8 bytes", HV_FIELD(machine.page_words),
                       "size of a page"));
  all.push_back(single("registers",
                       choice<RegistersPolicy>({RegistersPolicy::name, RegistersPolicy::real, RegistersPolicy::none}),
                       "", HV_FIELD(machine.registers), "what LVMID keeps of a map's table in invisible registers"));
  all.push_back(single("seed", number<std::uint64_t>(0, kAnyNumber), "", HV_FIELD(seed),
                       "of everything random: fmap.policy random"));
}

void add_maps(std::vector<Parameter>& all) {
  all.push_back(
      by_level("fmap.form",
               choice<FormCode>({FormCode::paged, FormCode::relocation_bounds, FormCode::radix, FormCode::segmented}),
               "", HV_FIELD(fmap_forms), "form of the maps f"));
  all.push_back(by_level("fmap.radix-levels", number<unsigned>(1, kRadixLevelLimit), "table levels",
                         HV_FIELD(fmap_radix_levels), "of radix maps f; a table fills one page"));
  all.push_back(by_level("fmap.segments", choice<SegmentKind>({SegmentKind::bounded, SegmentKind::paged}), "",
                         HV_FIELD(fmap_segments),
                         "of segmented maps f: each segment in one piece, or with a page table"));
  all.push_back(by_level("fmap.segment-bits", number<unsigned>(0, kSegmentSizeLimit), "", HV_FIELD(fmap_segment_bits),
                         "of segmented maps f: a segment has 2 to this power pages"));
  all.push_back(
      by_level("fmap.type", map_type(), "", HV_FIELD(fmap_types),
               "1: f goes to resource names of the level below; 2: to process names, which its phi takes on"));
  all.push_back(single("phi.form",
                       choice<FormCode>({FormCode::relocation_bounds, FormCode::identity, FormCode::paged,
                                         FormCode::radix, FormCode::segmented}),
                       "", HV_FIELD(machine.phi_form), "form of the process map phi; no part in trace replay"));
  all.push_back(single("phi.radix-levels", number<unsigned>(1, kRadixLevelLimit), "table levels",
                       HV_FIELD(machine.phi_radix_levels), "of a radix phi"));
  all.push_back(single("phi.segment-bits", number<unsigned>(0, kSegmentSizeLimit), "",
                       HV_FIELD(machine.phi_segment_bits), "of a segmented phi: a segment has 2 to this power pages"));
}

void add_guest(std::vector<Parameter>& all) {
  all.push_back(single("guest.size", number<Word>(0, Word{1} << 32), "", HV_FIELD(guest.size),
                       "of guest software's work; 0: as the scenario has it"));
  all.push_back(single("guest.pages", number<Word>(0, Word{1} << 20), "pages", HV_FIELD(guest.pages),
                       "memory of the machine that a program of yours runs on; 0: 16 more than it fills"));
  all.push_back(single("guest.slice", number<Word>(0, Word{1} << 32), "instructions", HV_FIELD(guest.slice),
                       "of an operating system's processes; 0: as the scenario has it"));
  all.push_back(by_level("vmm.frames", number<Word>(0, Word{1} << 24), "pages", HV_FIELD(guest.vmm_frames),
                         "pool of the VMM at level 0, 1, ...; 0: enough for all pages of its VMs"));
  all.push_back(by_level("vmm.slice", number<Word>(0, Word{1} << 32), "instructions", HV_FIELD(guest.vmm_slice),
                         "after which it is another VM's turn; 0: when one ends"));
  all.push_back(by_level("vmm.churn", yes_or_no(), "", HV_FIELD(guest.vmm_churn),
                         "whether the VMM takes a page away from its VMs at the end of each slice"));
}

void add_trace(std::vector<Parameter>& all) {
  const auto references = number<std::uint64_t>(0, kAnyNumber);
  all.push_back(
      single("trace.skip", references, "references", HV_FIELD(trace.skip), "left out at the beginning of a trace"));
  all.push_back(single("trace.references", references, "references", HV_FIELD(trace.references),
                       "taken after that; 0: all that are left"));
  all.push_back(single("trace.warm-up", references, "references", HV_FIELD(trace.warm_up),
                       "of those taken: replayed, but not counted, so that the associator is full"));
}

void add_policies(std::vector<Parameter>& all) {
  all.push_back(by_level("fmap.policy",
                         choice<FramePolicy>({FramePolicy::alternating, FramePolicy::in_order, FramePolicy::first_touch,
                                              FramePolicy::random}),
                         "", HV_FIELD(fmap_policies),
                         "order in which pages get frames of the level below, in nests that hvsim builds"));
}

void add_replay(std::vector<Parameter>& all) {
  all.push_back(by_level("schedule.quantum", number<std::uint64_t>(0, kAnyNumber), "references", HV_FIELD(quanta),
                         "of each VM in turn, where several traces are replayed at once; 0: until its traces end"));
  all.push_back(single("misses.apart", yes_or_no(), "", HV_FIELD(misses_apart),
                       "whether a replay counts compulsory, capacity, conflict and invalidation misses apart"));
}

void add_associator(std::vector<Parameter>& all) {
  all.push_back(single("associator.entries", number<std::uint32_t>(0, 1u << 24), "entries",
                       HV_FIELD(machine.associator.entries), "size of the associator; 0: none"));
  all.push_back(single("associator.ways", number<std::uint32_t>(0, 1u << 24), "entries",
                       HV_FIELD(machine.associator.ways),
                       "entries of a set (set = page mod sets); 0: fully associative"));
  all.push_back(only("associator.replacement", "lru", {"fifo", "random", "plru"}, "which entry of a set is replaced"));
  all.push_back(single("associator.key",
                       choice<AssociatorKey>({AssociatorKey::vmid, AssociatorKey::level, AssociatorKey::none}), "",
                       HV_FIELD(machine.associator.key), "what an entry answers to, besides the page"));
  all.push_back(only("associator.contents", "end-to-end", {"adjacent", "per-level"},
                     "what an entry holds: the real page of a page of the running VM"));
  all.push_back(
      only("associator.input", "resource", {"process"}, "what the associator is asked for: the page behind phi"));
  all.push_back(single("associator.invalidation",
                       choice<Invalidation>({Invalidation::snoop, Invalidation::lvmid, Invalidation::flush}, {"purge"}),
                       "", HV_FIELD(machine.associator.invalidation), "how entries that may be wrong are forgotten"));
}

void add_timing(std::vector<Parameter>& all) {
  all.push_back(
      cycles("timing.instruction", HV_FIELD(machine.timing.instruction), "an instruction, its accesses apart"));
  all.push_back(cycles("timing.map-step", HV_FIELD(machine.timing.map_step), "one application of a map"));
  all.push_back(cycles("timing.associator", HV_FIELD(machine.timing.associator), "one look-up"));
  all.push_back(cycles("timing.bus", HV_FIELD(machine.timing.bus), "one transaction on the bus"));
  all.push_back(cycles("timing.memory", HV_FIELD(machine.timing.memory), "one word of memory"));
  all.push_back(cycles("timing.paging-store", HV_FIELD(machine.timing.paging_store), "one word of the paging store"));
  all.push_back(cycles("timing.exception", HV_FIELD(machine.timing.exception), "a process exception, its words apart"));
  all.push_back(cycles("timing.lvmid", HV_FIELD(machine.timing.lvmid), "an LVMID that enters a VM, its words apart"));
  all.push_back(cycles("timing.vm-fault", HV_FIELD(machine.timing.vm_fault), "a VM-fault, its words apart"));
}

#undef HV_FIELD

}  // namespace

const std::vector<Parameter>& parameters() {
  static const std::vector<Parameter> all = [] {
    std::vector<Parameter> list;
    add_machine(list);
    add_maps(list);
    add_policies(list);
    add_guest(list);
    add_trace(list);
    add_replay(list);
    add_associator(list);
    add_timing(list);
    return list;
  }();
  return all;
}

}  // namespace hv::explore
