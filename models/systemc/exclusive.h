// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <systemc>

namespace hv::sc {

/// Takes transactions one after the other, in the order of their coming. A target further down may wait in
/// b_transport; without this, the next transaction would come in meanwhile and be mixed up with the one that waits.
class Exclusive {
 public:
  /// A transaction's turn, from its construction (which waits for it) to its end.
  class Turn {
   public:
    explicit Turn(Exclusive& owner) : owner_(owner), ticket_(owner.next_++) {
      while (owner_.serving_ != ticket_) sc_core::wait(owner_.passed_on_);
    }
    ~Turn() {
      if (++owner_.serving_ != owner_.next_) owner_.passed_on_.notify();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    Exclusive& owner_;
    std::uint64_t ticket_;
  };

 private:
  std::uint64_t next_ = 0, serving_ = 0;
  sc_core::sc_event passed_on_;
};

}  // namespace hv::sc
