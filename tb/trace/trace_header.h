// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

namespace hv::trace {

// What was recorded and how. All strings are UTF-8 and may be empty (text formats know nothing of it).
struct TraceHeader {
  std::string program;                       // name of the recorded program, without directories
  std::string command;                       // the whole command, as a shell would take it
  std::string recorder;                      // what produced the references
  std::string isa;                           // the program's instruction set: x86_64, aarch64, ...
  std::map<std::string, std::string> notes;  // anything else, by name
};

bool operator==(const TraceHeader& a, const TraceHeader& b);

// One flat JSON object whose values are all strings; invalid UTF-8 becomes U+FFFD.
std::string to_json_text(const TraceHeader& header);

// The inverse. Throws TraceError (without a file name) unless `text` is such an object.
TraceHeader header_from_json_text(const std::string& text);

}  // namespace hv::trace
