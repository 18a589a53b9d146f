// SPDX-License-Identifier: Apache-2.0
#include "trace/trace_header.h"

#include <nlohmann/json.hpp>
#include <tuple>

#include "trace/trace_error.h"

namespace hv::trace {
namespace {

using Json = nlohmann::json;

auto as_tuple(const TraceHeader& h) { return std::tie(h.program, h.command, h.recorder, h.isa, h.notes); }

// The named members, so that writing and reading cannot disagree about their keys.
template <typename Header, typename Visit>
void visit_named(Header& header, Visit visit) {
  visit("program", header.program);
  visit("command", header.command);
  visit("recorder", header.recorder);
  visit("isa", header.isa);
}

}  // namespace

bool operator==(const TraceHeader& a, const TraceHeader& b) { return as_tuple(a) == as_tuple(b); }

std::string to_json_text(const TraceHeader& header) {
  Json object = header.notes;
  if (header.notes.empty()) object = Json::object();
  visit_named(header, [&](const char* key, const std::string& value) { object[key] = value; });
  return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

TraceHeader header_from_json_text(const std::string& text) {
  TraceHeader header;
  try {
    header.notes = Json::parse(text).get<std::map<std::string, std::string>>();
  } catch (const Json::exception&) {
    throw TraceError("the header is not a JSON object of strings");
  }
  visit_named(header, [&](const char* key, std::string& value) {
    const auto found = header.notes.find(key);
    if (found == header.notes.end()) return;
    value = found->second;
    header.notes.erase(found);
  });
  return header;
}

}  // namespace hv::trace
