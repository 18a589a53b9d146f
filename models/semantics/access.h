// SPDX-License-Identifier: Apache-2.0
// What one reference did, for those who watch.
#pragma once

#include <vector>

#include "semantics/compose.h"

namespace hv {

/// What the associator did for one reference.
enum class AssociatorEvent : std::uint8_t {
  none,      ///< not asked: there is none, or the reference never came so far
  bypassed,  ///< VMID is NULL
  hit,
  miss,  ///< and made an entry, if the maps had a value
};

/// Everything about one reference, for those who watch.
struct Access {
  AccessKind kind = AccessKind::read;
  bool by_process = true;  ///< through φ; false: a resource name of the running level (exception swap)
  Word name = 0;           ///< as the processor gave it
  AssociatorEvent associator = AssociatorEvent::none;
  std::uint32_t occupancy = 0;
  std::vector<CompositionObserver::Step> steps;         ///< of the reference itself and of table words
  std::vector<CompositionObserver::MapRead> map_reads;  ///< that were really done
  Translation outcome = RealName{};
};

class AccessObserver {
 public:
  virtual ~AccessObserver() = default;
  virtual void accessed(const Access&) = 0;
};

/// Writes a composition down in an Access.
class AccessRecorder final : public CompositionObserver {
 public:
  /// chain: not what it takes to read table words; reads: nothing but the table words.
  enum class What : std::uint8_t { all, chain, reads };
  explicit AccessRecorder(Access* access, What what = What::all) : access_(access), what_(what) {}
  void step(const Step& step) override {
    if (what_ == What::all || (what_ == What::chain && step.implicit == 0)) access_->steps.push_back(step);
  }
  void map_read(const MapRead& read) override {
    if (what_ != What::chain) access_->map_reads.push_back(read);
  }

 private:
  Access* access_;
  What what_;
};

const char* to_string(AssociatorEvent event);

}  // namespace hv
