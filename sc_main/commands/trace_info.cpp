// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <iostream>

#include "commands/commands.h"
#include "common.h"
#include "trace/trace_tools.h"

namespace hv::cli {
namespace {

void print(const std::string& name, const std::string& value) {
  if (!value.empty())
    std::cout << name << std::string(name.size() < 14 ? 14 - name.size() : 0, ' ') << "  " << value << "\n";
}

void print(const std::string& name, std::uint64_t value) { print(name, std::to_string(value)); }

std::string hex(std::uint64_t value) {
  char text[19];
  std::snprintf(text, sizeof text, "0x%llx", static_cast<unsigned long long>(value));
  return text;
}

int run(const CommandLine& line) {
  const auto reader = trace::open_trace(line.argument(0));
  const trace::TraceSummary summary = trace::summarize(*reader);
  print("format", trace::name_of(summary.format));
  print("program", summary.header.program);
  print("command", summary.header.command);
  print("recorder", summary.header.recorder);
  print("isa", summary.header.isa);
  for (const auto& [name, value] : summary.header.notes) print(name, value);
  print("references", summary.references);
  const char* const kinds[] = {"fetches", "loads", "stores", "modifies"};
  for (std::size_t kind = 0; kind < summary.by_kind.size(); ++kind) print(kinds[kind], summary.by_kind[kind]);
  print("bytes", summary.bytes);
  print("lowest", hex(summary.min_address));
  print("highest", hex(summary.max_address));
  print("pages", std::to_string(summary.pages) + " of " + std::to_string(trace::kSummaryPageBytes) + " bytes (" +
                     std::to_string(summary.fetch_pages) + " with fetches, " + std::to_string(summary.data_pages) +
                     " with data)");
  print("straddling", std::to_string(summary.straddling) + " references reach into a second page");
  print("hash", summary.content_hash);
  return kDone;
}

}  // namespace

Command trace_info_command() {
  return {"trace-info",
          "what is in an address trace",
          {{"TRACE"}, {}},
          "TRACE is lackey text, Dinero din, a ChampSim or a native trace, plain or compressed with gzip, zstd or xz, "
          "told apart by\n"
          "content; - is standard input. It is read to its end; one that is cut off is an error.\n",
          run};
}

}  // namespace hv::cli
