// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <tlm>

#include "semantics/outcome.h"
#include "semantics/page_grant.h"

namespace hv::sc {

/// Ignorable extension for initiators that want to know more than the standard response says. The composer answers any
/// initiator without it; one that attaches it may say what the access is for, and learns why it failed.
class AccessReport final : public tlm::tlm_extension<AccessReport> {
 public:
  // Asked by the initiator.
  bool fetch = false;            ///< a read that fetches an instruction
  bool by_process = true;        ///< false: the address is a resource name of the running level; φ has no part in it
  std::optional<Word> tag_page;  ///< with by_process false: page number for the associator, instead of the name's own

  // Answered by the composer.
  std::optional<Failure> failure;  ///< why the response is an error, where a map or the memory is the reason

  tlm_extension_base* clone() const override { return new AccessReport(*this); }
  void copy_from(const tlm_extension_base& other) override { *this = static_cast<const AccessReport&>(other); }
};

/// Ignorable extension for initiators that want direct memory pointers of the composer, and will do what its associator
/// needs for its hits and its order of replacement to stay exact: before using such a pointer, issuer->begin_uses();
/// with each use, a later time into *last_use; before any other transaction, issuer->end_uses(). Without it no pointer
/// is granted, since it would bypass the associator.
class GrantRequest final : public tlm::tlm_extension<GrantRequest> {
 public:
  // Answered by the composer with a grant, which is of one page.
  GrantIssuer* issuer = nullptr;
  PageGrant page;

  tlm_extension_base* clone() const override { return new GrantRequest(*this); }
  void copy_from(const tlm_extension_base& other) override { *this = static_cast<const GrantRequest&>(other); }
};

/// Extension of the VMID unit's transactions: the address is a resource name of this level. Not ignorable, and used on
/// no other socket than the one that the composer has for the VMID unit.
class LevelAccess final : public tlm::tlm_extension<LevelAccess> {
 public:
  ResourceName name;     ///< asked; the payload's address holds what fits of it
  bool for_map = false;  ///< asked: the word takes part in a memory map
  RealName real;         ///< answered: where the word is
  std::optional<LevelRead> failure;

  tlm_extension_base* clone() const override { return new LevelAccess(*this); }
  void copy_from(const tlm_extension_base& other) override { *this = static_cast<const LevelAccess&>(other); }
};

}  // namespace hv::sc
