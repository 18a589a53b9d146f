// SPDX-License-Identifier: Apache-2.0
// hv-proof: many random cases of the proof that VMMs and hardware together are equal to the real machine.
#include <boost/program_options.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "progress_line.h"
#include "proof/proof_case.h"
#include "proof/proof_run.h"
#include "version.h"

namespace hv::test {
namespace {

namespace options = boost::program_options;
constexpr int kDone = 0, kDifferent = 1, kUsage = 2;
constexpr std::uint64_t kMostCases = 1'000'000'000'000;
constexpr unsigned kMostJobs = 256;

struct UsageError : std::runtime_error {
  using runtime_error::runtime_error;
};

options::options_description description() {
  options::options_description all("hv-proof: random guests on the real machine and under random trees of VMMs");
  const auto number = [] { return options::value<std::string>(); };
  all.add_options()("help", "this text")                                                     //
      ("cases", number()->default_value("10000"), "how many")                                //
      ("seed", number()->default_value("1"), "which ones")                                   //
      ("jobs", number()->default_value("1"), "threads")                                      //
      ("json", options::value<std::string>(), "file for the result; - for standard output")  //
      ("case", number(), "run the one case of this seed, as a failure named it");
  return all;
}

std::uint64_t number_of(const options::variables_map& given, const char* name, std::uint64_t low, std::uint64_t high) {
  const std::string& text = given[name].as<std::string>();
  const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos && text.size() <= 20;
  try {
    const std::uint64_t value = digits ? std::stoull(text) : 0;
    if (digits && value >= low && value <= high) return value;
  } catch (const std::out_of_range&) {
  }
  throw UsageError(std::string("--") + name + " is '" + text + "'; it must be a number from " + std::to_string(low) +
                   " to " + std::to_string(high));
}

nlohmann::ordered_json to_json(const ProofResult& result, std::uint64_t seed, const std::string& command) {
  const Mix& mix = result.mix;
  nlohmann::ordered_json json{
      {"seed", seed}, {"commit", HV_VERSION}, {"cases", mix.cases}, {"failures", result.failures}};
  for (const auto& [name, share] : shares(mix)) json["mix"][name] = share;
  json["guest_instructions"] = mix.guest_attempts;
  json["machine_instructions"] = mix.tree_attempts;
  json["accesses_checked"] = mix.accesses_checked;
  json["stores_checked"] = mix.stores_checked;
  json["failing"] = nlohmann::ordered_json::array();
  for (const auto& failure : result.first) json["failing"].push_back({{"case", failure.seed}, {"what", failure.what}});
  json["command"] = command;
  return json;
}

/// The file appears under its name only when it is complete.
void write(const std::string& path, const std::string& text) {
  if (path == "-") {
    std::cout << text;
    return;
  }
  const std::string part = path + ".part";
  std::ofstream file(part);
  if (!(file << text).flush() || std::rename(part.c_str(), path.c_str()) != 0) {
    std::remove(part.c_str());
    throw UsageError(path + ": cannot be written; --json wants a file in a directory that exists");
  }
}

int run_one(std::uint64_t seed) {
  Mix mix;
  const std::string what = run_case(seed, mix);
  std::cout << (what.empty() ? mix.excluded ? "not claimed to be equal (tests/proof/scope_watch.h)" : "equal" : what)
            << "\n";
  return what.empty() ? kDone : kDifferent;
}

int run(int argc, char** argv) {
  options::variables_map given;
  options::store(options::command_line_parser(argc, argv).options(description()).positional({}).run(), given);
  if (given.count("help")) return std::cout << description(), kDone;
  if (given.count("case")) return run_one(number_of(given, "case", 0, ~std::uint64_t{0}));
  const std::uint64_t cases = number_of(given, "cases", 1, kMostCases);
  const std::uint64_t seed = number_of(given, "seed", 0, ~std::uint64_t{0});
  const auto jobs = static_cast<unsigned>(number_of(given, "jobs", 1, kMostJobs));
  std::string command = "hv-proof";
  for (int i = 1; i < argc; ++i) command += std::string(" ") + argv[i];

  ProofResult result;
  {
    cli::ProgressLine line("cases");
    result = run_cases(cases, seed, jobs, [&](std::uint64_t done) { line(done, cases); });
  }
  for (const auto& failure : result.first)
    std::cerr << "hv-proof --case " << failure.seed << ": " << failure.what << "\n";
  const std::string json = to_json(result, seed, command).dump(2) + "\n";
  if (given.count("json")) write(given["json"].as<std::string>(), json);
  if (!given.count("json") || given["json"].as<std::string>() != "-")
    std::cout << result.mix.cases << " cases, " << result.failures << " different\n";
  return result.failures == 0 ? kDone : kDifferent;
}

}  // namespace
}  // namespace hv::test

int main(int argc, char** argv) {
  try {
    return hv::test::run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "hv-proof: " << error.what() << "\n";
    return hv::test::kUsage;
  }
}
