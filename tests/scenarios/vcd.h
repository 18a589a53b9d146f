// SPDX-License-Identifier: Apache-2.0
// A reader of VCD files, as far as SystemC writes them. It shares nothing with what wrote them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace hv::test {

class Vcd {
 public:
  struct Signal {
    unsigned width = 0;
    std::vector<std::pair<std::uint64_t, std::string>> changes;  ///< time, bits (first one highest, not extended)
  };
  struct Span {
    std::uint64_t begin, end;
  };

  /// Throws std::runtime_error where the file is none.
  explicit Vcd(const std::string& path);

  /// By full names, with dots, and with "[high:low]" where the file has it.
  const std::map<std::string, Signal>& signals() const { return signals_; }
  std::uint64_t end() const { return end_; }

  // Signals by names without the root scope and without the range; throws std::out_of_range for others.
  const Signal& signal(const std::string& name) const;
  /// At this time: a decimal number; "-" where all bits are z, "x" where one is x.
  std::string number(const std::string& name, std::uint64_t time) const;
  /// At this time: the characters that the bits stand for.
  std::string text(const std::string& name, std::uint64_t time) const;
  /// Times at which it becomes this number.
  std::vector<std::uint64_t> times(const std::string& name, const std::string& number) const;
  /// From each rise of a line to its next fall.
  std::vector<Span> pulses(const std::string& name) const;

  static std::string number_of(const std::string& bits);

 private:
  void declare(const std::vector<std::string>& words);
  void change(std::uint64_t time, const std::string& line);
  const std::string& bits(const std::string& name, std::uint64_t time) const;

  std::vector<std::string> scopes_;
  std::map<std::string, std::string> names_by_code_;
  std::map<std::string, Signal> signals_;
  std::map<std::string, std::string> full_names_;  ///< of the short names
  std::uint64_t end_ = 0;
};

}  // namespace hv::test
