// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>

namespace hv::sc {

/// What the processor sees of a device that interrupts. Asked between instructions, in the processor's own time: a
/// signal would come only when the processor next waits for the kernel.
class InterruptSource : virtual public sc_core::sc_interface {
 public:
  virtual bool requests_interrupt() const = 0;
  /// The interrupt has been delivered.
  virtual void acknowledge() = 0;
};

}  // namespace hv::sc
