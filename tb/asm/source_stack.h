// SPDX-License-Identifier: Apache-2.0
// Delivers the lines of a source one after the other, those of included files, macros and repetitions in their places.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "asm/diagnostics.h"

namespace hv::assembly {

/// What bounds the work that a source can cause.
struct SourceLimits {
  std::size_t line_bytes = 4096;
  std::size_t lines = std::size_t{1} << 20;  ///< all together, as expanded
  std::size_t bytes = std::size_t{1} << 24;  ///< the same
  std::size_t depth = 64;                    ///< of files, macros and repetitions within each other
};

using Lines = std::shared_ptr<const std::vector<Line>>;

struct Macro {
  std::string name;
  std::vector<std::string> parameters;
  Lines body;
};

/// One `.if` that is open.
struct Condition {
  Line line;          ///< where it stands
  std::size_t order;  ///< the same, in the assembly
  unsigned column;    ///< the same, in the line
  bool active;        ///< its lines are assembled now
  bool may_turn;      ///< those behind its .else are
  bool in_else = false;
};

class SourceStack {
 public:
  /// `order` of what is reported: number of lines delivered so far.
  SourceStack(Diagnostics& diagnostics, const SourceLimits& limits) : diagnostics_(diagnostics), limits_(limits) {}

  /// These throw Mistake (column 1) where the depth is reached.
  void push_file(const std::string& name, std::string_view text);
  void push_macro(const Macro& macro, std::vector<std::string> arguments, const Line& caller);
  void push_repetition(Lines body, Word times, const Line& from);

  /// Nothing at the end of all. Throws Stop, having reported it, where a limit is reached.
  std::optional<Line> next();
  /// The lines up to the one that is this directive (`.endm`), on the same level as the one that `opening` (`.macro`)
  /// has begun; also delivers that last line, if it is there. Only of the innermost file, macro or repetition.
  std::vector<Line> take_body(const std::string& opening, const std::string& closing, std::optional<Line>& last);

  /// Whether the file is being read somewhere on the stack.
  bool reading(const std::string& name) const;

  std::vector<Condition>& conditions() { return frames_.back().conditions; }
  /// Whether lines are assembled now: not in a branch that is left out.
  bool active() const { return frames_.back().conditions.empty() || frames_.back().conditions.back().active; }

 private:
  struct Frame {
    std::string file;  ///< of a file, else empty
    Lines lines;
    std::size_t next = 0;
    Word times = 1;                                  ///< still to go, this one included
    std::vector<std::string> parameters, arguments;  ///< of a macro
    std::int32_t call = kNoCall;
    unsigned depth = 0;
    bool expands = false;  ///< replaces \name, \@ and \()
    Word serial = 0;
    std::vector<Condition> conditions;
  };
  void push(Frame frame);
  void close_conditions();
  std::optional<Line> next_in_frame();
  void expand(Line& line, const Frame& frame);
  void count(const Line& line, std::size_t lines, std::size_t bytes);

  Diagnostics& diagnostics_;
  const SourceLimits limits_;
  std::vector<Frame> frames_;
  std::size_t delivered_ = 0;
  std::size_t lines_ = 0, bytes_ = 0;  ///< held against the limits
  Word serial_ = 0;
};

}  // namespace hv::assembly
