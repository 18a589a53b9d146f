// SPDX-License-Identifier: Apache-2.0
// Leave to reach a page without asking the map composer each time: what makes long runs fast. It changes nothing that
// can be counted: the composer grants only what the associator holds, takes it back as soon as the next reference
// might meet anything else, and is told what was done meanwhile.
#pragma once

#include <cstdint>

#include "semantics/associator.h"
#include "semantics/digest.h"
#include "semantics/names.h"

namespace hv {

/// For the running machine, as long as neither its VMID nor φ changes.
struct PageGrant {
  ProcessName first;      ///< the first name of the page
  RealName frame;         ///< its real name
  bool writable = false;  ///< false: entries are made from words of this page, so that stores must be noticed
  Associator::Time* last_use = nullptr;  ///< of the page's entry: to be set to the time of each use
};

/// References to granted pages that the composer was not asked for.
struct GrantedUses {
  Associator::Time time = 0;     ///< of the last use; each use has a later one
  std::uint64_t digest = 0;      ///< of real names, each taken in by digested()
  std::uint64_t references = 0;  ///< how many there were
  std::uint64_t stores = 0;      ///< of these
};

/// Who gives grants (the map composer), towards those who use them.
class GrantIssuer {
 public:
  virtual ~GrantIssuer() = default;
  /// Time and digest as they stand; no uses yet.
  virtual GrantedUses begin_uses() = 0;
  /// The uses since begin_uses(), before anything else is asked of the composer.
  virtual void end_uses(const GrantedUses& uses) = 0;
};

/// Who is told that grants are taken back.
class GrantHolder {
 public:
  virtual ~GrantHolder() = default;
  /// Of the page of this process name.
  virtual void withdraw(ProcessName name) = 0;
  virtual void withdraw_all() = 0;
};

}  // namespace hv
