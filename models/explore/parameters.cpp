// SPDX-License-Identifier: Apache-2.0
#include "explore/parameters.h"

#include <algorithm>
#include <limits>

#include "explore/parameter_kinds.h"

namespace hv::explore {
namespace {

constexpr std::uint64_t kAnyNumber = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kMostCycles = 1u << 20;  // of one piece of work: no sum over a run overflows

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

Parameter seed() {
  const Codec<std::uint64_t> codec = number<std::uint64_t>(0, kAnyNumber);
  return {"seed",
          codec.range,
          "",
          "of everything random: what guest software draws, replacement at random, and fmap.policy random",
          [=](const Configuration& c) { return codec.format(c.seed); },
          [=](Configuration& c, const std::string& text) { c.machine.associator.seed = c.seed = codec.parse(text); }};
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
  all.push_back(seed());
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
  all.push_back(by_level("fmap.tables", choice<TablePlace>({TablePlace::first, TablePlace::last}), "",
                         HV_FIELD(fmap_tables),
                         "where the VMM has the tables of f in its memory: before the VM's frames, or behind them"));
  all.push_back(by_level("fmap.page-bits", number<unsigned>(0, kPageBitsLimit), "", HV_FIELD(fmap_page_bits),
                         "of paged and radix maps f: their own pages are 2 to this power pages"));
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

/// Its values are kept for every level, and shown up to the last change.
Parameter level_entries() {
  const Codec<std::uint32_t> codec = number<std::uint32_t>(0, 1u << 16);
  const auto get = [codec](const Configuration& c) {
    const auto& entries = c.machine.associator.level_entries;
    std::size_t shown = entries.size();
    while (shown > 1 && entries[shown - 1] == entries[shown - 2]) --shown;
    std::string text = codec.format(entries[0]);
    for (std::size_t level = 1; level < shown; ++level) text += "/" + codec.format(entries[level]);
    return text;
  };
  const auto set = [codec](Configuration& c, const std::string& text) {
    const std::vector<std::uint32_t> values = parse_by_level(codec, text);
    auto& entries = c.machine.associator.level_entries;
    for (std::size_t level = 0; level < entries.size(); ++level)
      entries[level] = values[std::min(level, values.size() - 1)];
  };
  return {"associator.level-entries",
          codec.range + "; by level",
          "entries",
          "of an array for pages of this level alone, instead of associator.entries; 0: all levels share",
          get,
          set};
}

void add_arrays(std::vector<Parameter>& all) {
  const auto entries = number<std::uint32_t>(0, 1u << 24);
  all.push_back(single("associator.fetch-entries", entries, "entries", HV_FIELD(machine.associator.fetch_entries),
                       "of an array for fetches alone; 0: they share that of data"));
  all.push_back(single("associator.fetch-ways", entries, "entries", HV_FIELD(machine.associator.fetch_ways),
                       "of a set of that array; 0: fully associative"));
  all.push_back(single("associator.second-entries", entries, "entries", HV_FIELD(machine.associator.second_entries),
                       "of a second level, asked where the first has no answer; 0: none"));
  all.push_back(single("associator.second-ways", entries, "entries", HV_FIELD(machine.associator.second_ways),
                       "of a set of the second level; 0: fully associative"));
  all.push_back(level_entries());
  all.push_back(single("associator.superpage-bits", number<std::uint32_t>(0, kPageBitsLimit), "",
                       HV_FIELD(machine.associator.superpage_bits),
                       "an entry is of 2 to this power pages where all maps keep these together; 0: of one page"));
  all.push_back(single("associator.table-words", number<std::uint32_t>(0, 1u << 16), "words",
                       HV_FIELD(machine.associator.table_words),
                       "of a cache for table words that the composer reads; 0: none"));
}

void add_associator(std::vector<Parameter>& all) {
  all.push_back(single("associator.entries", number<std::uint32_t>(0, 1u << 24), "entries",
                       HV_FIELD(machine.associator.entries), "size of the associator; 0: none"));
  all.push_back(single("associator.ways", number<std::uint32_t>(0, 1u << 24), "entries",
                       HV_FIELD(machine.associator.ways),
                       "entries of a set (set = page mod sets); 0: fully associative"));
  all.push_back(
      single("associator.replacement",
             choice<Replacement>({Replacement::lru, Replacement::fifo, Replacement::random, Replacement::plru}), "",
             HV_FIELD(machine.associator.replacement),
             "which entry of a full set is replaced: least recently used, oldest, any (by seed), or by a tree of used "
             "halves"));
  all.push_back(single("associator.key",
                       choice<AssociatorKey>({AssociatorKey::vmid, AssociatorKey::level, AssociatorKey::none}), "",
                       HV_FIELD(machine.associator.key), "what an entry answers to, besides the page"));
  all.push_back(single("associator.contents",
                       choice<AssociatorContents>({AssociatorContents::end_to_end, AssociatorContents::adjacent,
                                                   AssociatorContents::per_level}),
                       "", HV_FIELD(machine.associator.contents),
                       "what an entry holds: the real page of a page of the running VM, or of a page of any level, or "
                       "the page of the next level below"));
  all.push_back(single("associator.input",
                       choice<AssociatorInput>({AssociatorInput::resource, AssociatorInput::process}), "",
                       HV_FIELD(machine.associator.input),
                       "what the associator is asked for: the page behind phi, or the process's own page, before phi"));
  add_arrays(all);
  all.push_back(
      single("associator.invalidation",
             choice<Invalidation>({Invalidation::snoop, Invalidation::lvmid, Invalidation::purge, Invalidation::flush}),
             "", HV_FIELD(machine.associator.invalidation),
             "how entries that may be wrong are forgotten: by stores to what they were made from, by LVMID, "
             "by software's PURGE, or at every change of the VMID"));
}

void add_timing(std::vector<Parameter>& all) {
  all.push_back(
      cycles("timing.instruction", HV_FIELD(machine.timing.instruction), "an instruction, its accesses apart"));
  all.push_back(cycles("timing.map-step", HV_FIELD(machine.timing.map_step), "one application of a map"));
  all.push_back(cycles("timing.associator", HV_FIELD(machine.timing.associator), "one look-up"));
  all.push_back(cycles("timing.associator-doubling", HV_FIELD(machine.timing.doubling),
                       "longer look-ups with each doubling of an array's entries, from one on"));
  all.push_back(cycles("timing.associator-ways-doubling", HV_FIELD(machine.timing.ways_doubling),
                       "longer look-ups with each doubling of its ways, from one on"));
  all.push_back(cycles("timing.second", HV_FIELD(machine.timing.second), "one look-up in the second level"));
  all.push_back(
      cycles("timing.table-word", HV_FIELD(machine.timing.table_word), "one look-up in the cache for table words"));
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
