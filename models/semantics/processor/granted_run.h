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

  /// Up to `most` instructions, from `state` on; the first that needs more is left as if nothing had been tried.
  /// Returns how many. `uses` takes in their references.
  std::uint64_t run(ProcessorState& state, GrantedUses& uses, std::uint64_t most);

 private:
  GrantedPages pages_;
  DecodedPages decoded_;
};

}  // namespace hv
