// SPDX-License-Identifier: Apache-2.0
// What the words after a command of the stepper mean.
#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "stepper/walk.h"

namespace hv::tb {

/// A command that makes no sense; what() says why.
class StepperError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Decimal, or hexadecimal after 0x. Throws StepperError; `what` says what it should be.
Word parse_word(const std::string& text, const std::string& what);
/// "NULL", "1.1" or "vm1.1". Throws StepperError.
std::vector<Word> parse_vmid(const std::string& text);
/// Whether the word is meant for a machine: a level or a VMID.
bool names_machine(const std::string& text);
/// A number, or a label of the machine (by tree name), or label+number. Throws StepperError.
struct Place {
  Word name = 0;
  bool is_label = false;  ///< then `name` is a resource name
};
Place parse_place(const Symbols& symbols, const std::string& machine, const std::string& text);

/// The memory of one machine of the nest, as it stands: of an active level, or of any VM that could be entered.
class MemoryView {
 public:
  /// `which`: a level of the running nest ("0": real memory), or a tree name with a dot or after "vm". Throws
  /// StepperError where there is no such machine.
  MemoryView(Walk& walk, const std::string& which);
  /// Of the running machine.
  explicit MemoryView(Walk& walk);

  /// Tree name.
  std::string machine() const { return machine_; }
  unsigned level() const { return level_; }
  /// Where the name is; nothing where it has no real name.
  std::optional<RealName> real(Word name) const;
  /// The word; nothing where there is none.
  std::optional<Word> read(Word name) const;

 private:
  void enter(Walk& walk, const std::vector<Word>& syllables);

  std::shared_ptr<PureMachine> copy_;  ///< of the machine, in another VM
  PureMachine* in_;
  unsigned level_;
  std::string machine_;
};

}  // namespace hv::tb
