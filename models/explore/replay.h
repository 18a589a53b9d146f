// SPDX-License-Identifier: Apache-2.0
// Trace replay in the pure core: every reference of a trace is translated at any depth of nesting, through
// tables that lie in the memory of each level and are really walked.
//
// The trace's references are names of the deepest level, behind φ: φ has no part in a replay (phi.* changes
// nothing). Nothing is executed, so no instructions are counted and no word of the process's memory is read
// or written; stores are told to the composer as stores are.
#pragma once

#include <functional>
#include <optional>
#include <stdexcept>

#include "explore/compact_trace.h"
#include "explore/configuration.h"
#include "explore/nest.h"
#include "explore/run_result.h"
#include "semantics/memory.h"

namespace hv::explore {

/// What is replayed on: the machine with its memory sized, and what is to be in it. Whoever replays writes
/// nest.build(…, nest.resumable()) into real memory, does LVMID of nest.entry_syllable() where there is one,
/// resets all counters, and translates the stream's references with MapComposer::translate_tagged(name,
/// tag_page, kind).
struct ReplaySetup {
  MachineConfig machine;
  Nest nest;
};

/// The configuration cannot be replayed on: the message says why.
class ReplayImpossible : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// For a trace with `pages` pages. Throws ReplayImpossible when the configuration has an objection(), when a
/// map f is too small, or when the nest needs more real memory than there is (memory.pages) or can be.
ReplaySetup replay_setup(const Configuration& configuration, Word pages);
/// The same for this trace, whose own page numbers fmap.policy may look at. trace.page_words() must be the
/// configuration's page.words.
ReplaySetup replay_setup(const Configuration& configuration, const TracePages& trace);

/// Called with the nest built and not yet entered: tests change table words here.
using EditMemory = std::function<void(const Nest&, ArrayMemory&)>;

/// Called now and then with the number of references done.
using ReplayProgress = std::function<void(std::uint64_t)>;

/// Nothing, or why a replay of so many references cannot have so many of them before anything is counted.
std::optional<std::string> warm_up_objection(std::uint64_t warm_up, std::uint64_t references);

/// Whether misses are to be told apart (misses.apart), and there may be some: else all kinds are 0.
bool counts_misses_apart(const Configuration& configuration);

/// Replays the whole trace from an empty associator; what is counted begins after configuration.trace.warm_up
/// references (that trace's other parameters say what is taken from a file: whoever reads it looks at them).
/// trace.page_words() must be the configuration's page.words. Throws ReplayImpossible as replay_setup() does, and
/// where there is a warm_up_objection().
RunResult replay(const Configuration& configuration, const CompactTrace& trace, const EditMemory& edit = {},
                 const ReplayProgress& progress = {});

/// Cycles that the result's references take on the real machine alone: a word of memory each, without map or
/// associator. The slowdown of a replay is its cycles over these.
std::uint64_t real_machine_cycles(const Configuration& configuration, const RunResult& result);

}  // namespace hv::explore
