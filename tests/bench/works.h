// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "row.h"

namespace hv::bench {

// native_work.cpp: the guest's algorithm as C++.
std::unique_ptr<Work> make_native(bool quick);
// plain_work.cpp: the guest on a PlainCpu.
std::unique_ptr<Work> make_plain(bool quick);

// step_work.cpp: the guest in the pure core, each access asked of the composer.
std::unique_ptr<Work> make_step(bool quick);

// bare_works.cpp: what SystemC and TLM themselves cost, without a machine.
std::unique_ptr<Work> make_bare_transport(bool quick);
std::unique_ptr<Work> make_bare_lockstep(bool quick);

// machine_works.cpp: the guest on the SystemC machine.
/// By direct memory pointers, `guest` (guests.h) beneath so many VMMs.
std::unique_ptr<Work> make_fast(const std::string& guest, unsigned depth, bool quick);
std::unique_ptr<Work> make_transport(bool quick);
std::unique_ptr<Work> make_lockstep(bool quick);
std::unique_ptr<Work> make_vcd(bool quick);

// bare_vcd_work.cpp: the machine's value changes, written by a plain writer.
std::unique_ptr<Work> make_bare_vcd(bool quick);

// trace_works.cpp: a recorded trace, read and replayed.
std::unique_ptr<Work> make_bare_trace(bool quick);
std::unique_ptr<Work> make_read(bool quick);
std::unique_ptr<Work> make_replay(bool quick);
std::unique_ptr<Work> make_replay_from_file(bool quick);
std::unique_ptr<Work> make_replay_reading_ahead(bool quick);
std::unique_ptr<Work> make_systemc_replay(bool quick);

// one_pass_works.cpp: associators of all sizes or shapes in one pass.
std::unique_ptr<Work> make_all_sizes(bool quick);
std::unique_ptr<Work> make_all_sizes_reading_ahead(bool quick);
std::unique_ptr<Work> make_all_shapes(bool quick);
std::unique_ptr<Work> make_all_shapes_reading_ahead(bool quick);
std::unique_ptr<Work> make_all_results(bool quick);
/// Of 100,000 pages, at random or round and round.
std::unique_ptr<Work> make_random_pages(bool quick);
std::unique_ptr<Work> make_cyclic_pages(bool quick);
/// References to such pages replayed: all `shapes`, or one configuration.
std::unique_ptr<Work> make_random_replay(bool shapes, bool quick);
std::unique_ptr<Work> make_cyclic_replay(bool shapes, bool quick);

// sweep_works.cpp: a sweep over a trace in memory, by so many threads; its items are references at a point.
std::unique_ptr<Work> make_sweep(unsigned jobs, bool quick);

}  // namespace hv::bench
