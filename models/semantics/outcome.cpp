// SPDX-License-Identifier: Apache-2.0
#include "semantics/outcome.h"

namespace hv {

Delivery deliver(const Failure& failure, unsigned depth) {
  return std::visit(
      Visitor{[](const ProcessException& e) -> Delivery { return e; }, [](const VmFault& t) -> Delivery { return t; },
              [depth](const NonexistentMemory& n) -> Delivery {
                if (depth == 0) return ProcessException{ExceptionCause::nonexistent_memory, ProcessName{n.real.value}};
                return VmFault{1, as_resource(n.real), FaultCause::nonexistent_memory, n.kind, n.implicit};
              }},
      failure);
}

const char* to_string(AccessKind kind) {
  switch (kind) {
    case AccessKind::fetch: return "fetch";
    case AccessKind::read: return "read";
    case AccessKind::write: return "write";
  }
  return "?";
}

const char* to_string(ExceptionCause cause) {
  switch (cause) {
    case ExceptionCause::addressing: return "addressing";
    case ExceptionCause::privileged_instruction: return "privileged instruction";
    case ExceptionCause::illegal_instruction: return "illegal instruction";
    case ExceptionCause::supervisor_call: return "supervisor call";
    case ExceptionCause::arithmetic: return "arithmetic";
    case ExceptionCause::nonexistent_memory: return "nonexistent memory";
    case ExceptionCause::bad_process_map: return "bad process map";
    case ExceptionCause::vm_capability: return "VM capability";
    case ExceptionCause::vmid_full: return "VMID full";
    case ExceptionCause::bad_syllable: return "bad syllable";
    case ExceptionCause::bad_map: return "bad map";
    case ExceptionCause::timer: return "timer";
    case ExceptionCause::device: return "device";
  }
  return "?";
}

const char* to_string(FaultCause cause) {
  switch (cause) {
    case FaultCause::absent: return "absent";
    case FaultCause::beyond_bound: return "beyond bound";
    case FaultCause::bad_map: return "bad map";
    case FaultCause::nonexistent_memory: return "nonexistent memory";
    case FaultCause::bad_nest: return "bad nest";
    case FaultCause::ended: return "ended";
    case FaultCause::timer: return "timer";
    case FaultCause::device: return "device";
    case FaultCause::type2_phi: return "type-2 phi";
  }
  return "?";
}

}  // namespace hv
