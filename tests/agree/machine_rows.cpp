// SPDX-License-Identifier: Apache-2.0
#include "agree/machine_rows.h"

namespace hv::test {
namespace {

constexpr std::uint32_t kAllEntries[] = {0, 1, 2, 3, 4, 8, 64};
constexpr std::uint32_t kAllWays[] = {0, 1, 2, 4};
constexpr AssociatorKey kAllKeys[] = {AssociatorKey::vmid, AssociatorKey::level, AssociatorKey::none};
constexpr Invalidation kAllInvalidations[] = {Invalidation::snoop, Invalidation::lvmid, Invalidation::purge,
                                              Invalidation::flush};
/// Each replacement, contents and input stands in one of them at least, and each contents with LRU and another.
struct Design {
  Replacement replacement;
  AssociatorContents contents;
  AssociatorInput input;
  std::uint32_t fetch_entries = 0, second_entries = 0, table_words = 0;
};
constexpr Design kAllDesigns[] = {
    {Replacement::lru, AssociatorContents::end_to_end, AssociatorInput::resource},
    {Replacement::fifo, AssociatorContents::end_to_end, AssociatorInput::resource},
    {Replacement::random, AssociatorContents::end_to_end, AssociatorInput::process},
    {Replacement::plru, AssociatorContents::end_to_end, AssociatorInput::resource},
    {Replacement::lru, AssociatorContents::end_to_end, AssociatorInput::process},
    {Replacement::lru, AssociatorContents::adjacent, AssociatorInput::resource},
    {Replacement::lru, AssociatorContents::per_level, AssociatorInput::resource},
    {Replacement::plru, AssociatorContents::per_level, AssociatorInput::resource},
    {Replacement::random, AssociatorContents::adjacent, AssociatorInput::resource},
    {Replacement::lru, AssociatorContents::end_to_end, AssociatorInput::resource, 0, 0, 6},
    {Replacement::lru, AssociatorContents::end_to_end, AssociatorInput::process, 4, 8, 0},
    {Replacement::plru, AssociatorContents::per_level, AssociatorInput::resource, 2, 16, 5},
};
constexpr RegistersPolicy kAllPolicies[] = {RegistersPolicy::name, RegistersPolicy::real, RegistersPolicy::none};
constexpr Word kAllPageWords[] = {32, 100, 512, 1000};
constexpr FormCode kAllPhiForms[] = {FormCode::relocation_bounds, FormCode::identity, FormCode::paged, FormCode::radix,
                                     FormCode::segmented};
constexpr FormCode kAllFForms[] = {FormCode::relocation_bounds, FormCode::paged, FormCode::radix, FormCode::segmented};
constexpr unsigned kAllDepths[] = {0, 1, 2, 3};

template <class Value, std::size_t N>
constexpr unsigned size_of(const Value (&)[N]) {
  return N;
}

AssociatorConfig associator_of(const Factors::Row& row) {
  const Design& design = kAllDesigns[row[kDesign]];
  AssociatorConfig config{
      kAllEntries[row[kEntries]], kAllWays[row[kWays]], kAllKeys[row[kKey]], kAllInvalidations[row[kInvalidation]],
      design.replacement,         1 + row[kPageWords],  design.contents,     design.input};
  config.fetch_entries = design.fetch_entries;
  config.second_entries = design.second_entries;
  config.table_words = design.table_words;
  return config;
}

MachineConfig machine_of(const Factors::Row& row) {
  MachineConfig machine;
  machine.associator = associator_of(row);
  machine.registers = kAllPolicies[row[kRegistersPolicy]];
  machine.page_words = kAllPageWords[row[kPageWords]];
  machine.phi_form = kAllPhiForms[row[kPhiForm]];
  machine.phi_segment_bits = row[kFForm] % 3;
  return machine;
}

}  // namespace

Factors machine_factors() {
  return {
      {size_of(kAllEntries), size_of(kAllWays), size_of(kAllKeys), size_of(kAllInvalidations), size_of(kAllDesigns),
       size_of(kAllPolicies), size_of(kAllPageWords), size_of(kAllPhiForms), size_of(kAllFForms), size_of(kAllDepths)},
      [](const Factors::Row& row) { return !objection(machine_of(row)); }};
}

BusyGuest::Shape shape_of(const Factors::Row& row) {
  BusyGuest::Shape shape;
  shape.machine = machine_of(row);
  shape.machine.timing = row[kEntries] % 2 ? Timing{} : Timing{3, 2, 2, 5, 7, 90, 11, 13};
  shape.f_form = kAllFForms[row[kFForm]];
  shape.depth = kAllDepths[row[kDepth]];
  return shape;
}

std::string describe(const BusyGuest::Shape& shape) {
  const AssociatorConfig& a = shape.machine.associator;
  return "entries " + std::to_string(a.entries) + ", ways " + std::to_string(a.ways) + ", key " + to_string(a.key) +
         ", invalidation " + to_string(a.invalidation) + ", replacement " + to_string(a.replacement) + ", contents " +
         to_string(a.contents) + ", input " + to_string(a.input) + ", registers " + to_string(shape.machine.registers) +
         ", page " + std::to_string(shape.machine.page_words) + ", phi " + to_string(shape.machine.phi_form) + ", f " +
         to_string(shape.f_form) + ", depth " + std::to_string(shape.depth);
}

const std::vector<Factors::Row>& machine_rows() {
  static const std::vector<Factors::Row> rows = rows_with_all_triples(machine_factors(), 1);
  return rows;
}

}  // namespace hv::test
