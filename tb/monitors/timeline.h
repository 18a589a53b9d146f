// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "semantics/processor/turn_observer.h"
#include "semantics/vmid_register.h"

namespace hv::tb {

/// Who ran when, as a flame chart in Chrome's trace event format (for speedscope, Perfetto, chrome://tracing): while VM
/// 1.1 runs, the bars of the real machine, of VM 1 and of VM 1.1 are open, one in the other. Process exceptions,
/// interrupts, VM-faults and the end are instant events with cause and name. Written as it happens; a bar ends when the
/// instruction that changed the VMID has ended.
class Timeline final : public TurnObserver {
 public:
  using Now = std::function<std::uint64_t()>;           ///< time in ns
  using Write = std::function<void(std::string_view)>;  ///< takes the next piece of the file

  /// `title`: what ran. Writes the head of the file at once.
  Timeline(const VmidRegister& vmid, Now now, Write write, const std::string& title);

  /// The front panel has set the machine up; to be called before it runs.
  void started() { follow(now_()); }
  void turned(const StepResult& result) override;
  /// Closes all bars, and the file. Once.
  void finish();

 private:
  void follow(std::uint64_t time);
  void close_to(std::size_t levels, std::uint64_t time);
  void put(const std::string& event);
  void instant(const StepResult& result, std::uint64_t time);

  const VmidRegister& vmid_;
  Now now_;
  Write write_;
  std::string pending_;
  bool first_ = true, open_ = false;  ///< open_: the real machine's bar
  std::vector<Word> bars_;            ///< syllables of the VMs whose bars are open
};

}  // namespace hv::tb
