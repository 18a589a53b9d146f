// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "semantics/processor/decoded_pages.h"
#include "semantics/processor/granted_pages.h"
#include "semantics/processor/processor_state.h"

namespace hv {

/// Executes instructions that need nothing but pages granted beforehand: no access that fails or is not granted, no
/// exception, nothing privileged. The work of Processor::step(), many times over and much faster.
class GrantedRun {
 public:
  explicit GrantedRun(Word page_words) : pages_(page_words), decoded_(page_words) {}

  GrantedPages& pages() { return pages_; }

  /// What run() did.
  struct Work {
    std::uint64_t instructions = 0;
    std::uint64_t reads = 0, writes = 0;                  ///< operands in ordinary memory
    std::uint64_t counted_reads = 0, counted_writes = 0;  ///< operands in memory that counts them

    std::uint64_t references() const { return instructions + reads + writes + counted_reads + counted_writes; }
  };
  struct Limit {
    std::uint64_t instructions;
    std::uint64_t counted_operands;
  };
  /// As many instructions, from `state` on, as the pages and the limit allow; the first that needs more is left as if
  /// nothing had been tried. `uses` takes in their references.
  Work run(ProcessorState& state, GrantedUses& uses, const Limit& limit);

 private:
  GrantedPages pages_;
  DecodedPages decoded_;
};

}  // namespace hv
