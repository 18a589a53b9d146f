// SPDX-License-Identifier: Apache-2.0
#include "row.h"

#include <algorithm>
#include <map>

#include "guest.h"
#include "works.h"

namespace hv::bench {
namespace {

const std::string kInstructions = "instructions/s", kReferences = "references/s";

/// Instructions of the guest that make as many references as one of a replay.
constexpr double kPerReference = 1.0 * kElementInstructions / kElementReferences;

constexpr double kUsual = 0.3;
constexpr double kLittle = 0.1;  // where each second writes hundreds of megabytes

/// Each guest beneath 0 to 8 VMMs; the one that computes has no name of its own in the table.
void add_fast(std::vector<Row>& rows) {
  for (const std::string guest : {"sum", "walk", "paging", "storm"})
    for (const unsigned depth : {0u, 1u, 2u, 4u, 8u})
      rows.push_back({"cpu.fast." + (guest == "sum" ? "" : guest + ".") + "depth" + std::to_string(depth),
                      kInstructions, "cpu.plain", [=](bool quick) { return make_fast(guest, depth, quick); }, kUsual,
                      guest == "paging" || guest == "storm"});
}

/// What is asked of some rows, and what they cannot do without.
void add_wishes(std::vector<Row>& rows) {
  struct Wish {
    double ratio;
    std::vector<Row::Part> parts;
  };
  const std::map<std::string, Wish> wishes{
      {"cpu.fast.depth0", {0.6, {}}},
      {"cpu.fast.depth1", {0.6, {}}},
      {"cpu.fast.depth2", {0.6, {}}},
      {"cpu.fast.depth4", {0.6, {}}},
      {"cpu.fast.depth8", {0.6, {}}},
      {"cpu.transport", {0.7, {{1, "transport.bare"}, {1, "cpu.step"}}}},
      {"cpu.lockstep", {0.7, {{1, "lockstep.bare"}, {1, "cpu.transport"}}}},
      {"cpu.vcd", {0.7, {{1, "vcd.bare"}, {1, "cpu.transport"}}}},
      {"replay.read", {0.8, {}}},
      {"replay.lru64-file", {0.55, {}}},
      {"replay.lru64-file.two-threads", {0.8, {}}},
      {"replay.all-sizes.two-threads", {0.8, {}}},
      {"replay.all-shapes.two-threads", {0.8, {}}},
      {"sweep.two-threads", {1.8, {}}},
      {"replay.lru64.random", {0.055, {}}},
      {"replay.lru64.cyclic", {0.055, {}}},
      {"replay.all-sizes", {0.4, {}}},
      {"replay.all-shapes", {0.3, {}}},
      {"replay.all-shapes.random", {0.03, {}}},
      {"replay.all-shapes.cyclic", {0.03, {}}},
      {"replay.all-sizes.random", {0.1, {}}},
      {"replay.all-sizes.cyclic", {0.1, {}}},
      {"replay.systemc", {0.15, {{kPerReference, "transport.bare"}, {1, "replay.lru64"}}}},
  };
  for (Row& row : rows) {
    const auto wish = wishes.find(row.name);
    if (wish == wishes.end()) continue;
    row.wanted = wish->second.ratio;
    row.parts = wish->second.parts;
  }
}

std::vector<Row> make_rows() {
  std::vector<Row> all{
      {"cpu.native", kInstructions, "cpu.native", make_native, kUsual, false},
      {"cpu.plain", kInstructions, "cpu.native", make_plain, kUsual, false},
  };
  add_fast(all);
  const std::vector<Row> others{
      {"cpu.step", kInstructions, "cpu.plain", make_step, kUsual, false},
      {"transport.bare", kInstructions, "cpu.plain", make_bare_transport, kUsual, false},
      {"cpu.transport", kInstructions, "transport.bare", make_transport, kUsual, false},
      {"lockstep.bare", kInstructions, "cpu.transport", make_bare_lockstep, kUsual, false},
      {"cpu.lockstep", kInstructions, "lockstep.bare", make_lockstep, kUsual, false},
      {"vcd.bare", kInstructions, "lockstep.bare", make_bare_vcd, kUsual, false},
      {"cpu.vcd", kInstructions, "vcd.bare", make_vcd, kLittle, false},
      {"trace.bare", kReferences, "trace.bare", make_bare_trace, kUsual, false},
      {"replay.read", kReferences, "trace.bare", make_read, kUsual, false},
      {"replay.lru64", kReferences, "trace.bare", make_replay, kUsual, false},
      {"replay.lru64-file", kReferences, "trace.bare", make_replay_from_file, kUsual, false},
      {"replay.lru64-file.two-threads", kReferences, "trace.bare", make_replay_reading_ahead, kUsual, false, true},
      {"replay.lru64.random", kReferences, "trace.bare", [](bool quick) { return make_random_replay(false, quick); }},
      {"replay.lru64.cyclic", kReferences, "trace.bare", [](bool quick) { return make_cyclic_replay(false, quick); }},
      {"replay.all-sizes", kReferences, "trace.bare", make_all_sizes, kUsual, false},
      {"replay.all-shapes", kReferences, "trace.bare", make_all_shapes, kUsual, false},
      {"replay.all-sizes.two-threads", kReferences, "trace.bare", make_all_sizes_reading_ahead, kUsual, false, true},
      {"replay.all-shapes.two-threads", kReferences, "trace.bare", make_all_shapes_reading_ahead, kUsual, false, true},
      {"replay.all-results", kReferences, "trace.bare", make_all_results, kUsual, false},
      {"replay.all-shapes.random", kReferences, "trace.bare",
       [](bool quick) { return make_random_replay(true, quick); }},
      {"replay.all-shapes.cyclic", kReferences, "trace.bare",
       [](bool quick) { return make_cyclic_replay(true, quick); }},
      {"replay.all-sizes.random", kReferences, "replay.all-sizes", make_random_pages, kUsual, false},
      {"replay.all-sizes.cyclic", kReferences, "replay.all-sizes", make_cyclic_pages, kUsual, false},
      {"sweep.one-thread", kReferences, "sweep.one-thread", [](bool quick) { return make_sweep(1, quick); }, kUsual,
       false, true},
      {"sweep.two-threads", kReferences, "sweep.one-thread", [](bool quick) { return make_sweep(2, quick); }, kUsual,
       false, true},
      {"replay.systemc", kReferences, "replay.lru64", make_systemc_replay, kUsual, true},
  };
  all.insert(all.end(), others.begin(), others.end());
  add_wishes(all);
  return all;
}

}  // namespace

const std::vector<Row>& rows() {
  static const std::vector<Row> all = make_rows();
  return all;
}

const Row* find_row(const std::string& name) {
  const auto row = std::find_if(rows().begin(), rows().end(), [&](const Row& r) { return r.name == name; });
  return row == rows().end() ? nullptr : &*row;
}

}  // namespace hv::bench
