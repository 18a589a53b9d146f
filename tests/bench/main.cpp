// SPDX-License-Identifier: Apache-2.0
// hv_bench: measures one row of the benchmark table, or makes the table of the rows' lines. scripts/bench
// calls it once for each row, since SystemC elaborates once a process.
#include <cstdlib>
#include <iostream>
#include <systemc>

#include "measure.h"
#include "table.h"

namespace {

using namespace hv::bench;

/// Else libsystemc prints its banner before sc_main() begins.
const int banner_off = setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 0);

constexpr int kDone = 0, kFailed = 1, kUsage = 2;
constexpr const char* kHelp =
    "hv_bench [--quick] ROW   measure this row; prints {\"name\",\"rate\",\"unit\"} (--quick: only that it "
    "works)\n"
    "hv_bench --list          the names of all rows\n"
    "hv_bench --table         the table, of the rows' lines on standard input\n"
    "hv_bench --json          the same as JSON\n"
    "A rate is the better of two repetitions, per second of CPU time (of two threads, real time); of several lines of "
    "a row, the table takes\n"
    "the best.\n";

int measure_row(const std::string& name, bool quick) {
  const Row* const row = find_row(name);
  if (!row) {
    std::cerr << "hv_bench: there is no row " << name << " (hv_bench --list)\n";
    return kUsage;
  }
  std::cout << line_of(name, measure(*row, quick)) << "\n";
  return kDone;
}

int run(const std::vector<std::string>& words) {
  const bool quick = words.size() == 2 && words[0] == "--quick";
  if (words.size() != 1 && !quick) return std::cerr << kHelp, kUsage;
  const std::string& word = words.back();
  if (quick || word.rfind("--", 0) != 0) return measure_row(word, quick);
  if (word == "--help") {
    std::cout << kHelp;
  } else if (word == "--list") {
    for (const Row& row : rows()) std::cout << row.name << "\n";
  } else if (word == "--table") {
    std::cout << to_text(read_lines(std::cin));
  } else if (word == "--json") {
    std::cout << to_json(read_lines(std::cin)) << "\n";
  } else {
    return std::cerr << kHelp, kUsage;
  }
  return kDone;
}

}  // namespace

int sc_main(int argc, char* argv[]) {
  (void)banner_off;
  sc_core::sc_report_handler::set_actions("/OSCI/SystemC", sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  try {
    const int status = run({argv + (argc > 0 ? 1 : 0), argv + argc});
    std::cout.flush();
    return std::cout ? status : kFailed;
  } catch (const std::exception& error) {
    std::cerr << "hv_bench" << (argc > 1 ? std::string(" ") + argv[argc - 1] : "") << ": " << error.what() << "\n";
    return kFailed;
  }
}
