// SPDX-License-Identifier: Apache-2.0
// hv-record OUT.hvt [options] -- PROGRAM ARGS...: runs a program and records its references.
#include <algorithm>
#include <boost/program_options.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "trace/recorder/program_recording.h"
#include "trace/trace_writer.h"

namespace {

namespace po = boost::program_options;
using hv::trace::ProgramRecording;
using hv::trace::Reference;
using hv::trace::TraceHeader;
using hv::trace::TraceWriter;

constexpr int kIncomplete = 1;  // the run did not reach its proper end
constexpr int kUsageError = 2;
constexpr std::size_t kBlock = 8192;  // references

struct Arguments {
  std::string out;
  hv::trace::RecordingOptions recording;
  hv::trace::Compression compression;
  bool help = false;
  std::vector<std::string> command;
};

po::options_description describe_options(Arguments& arguments) {
  po::options_description options("Options");
  auto add = options.add_options();
  add("help", po::bool_switch(&arguments.help), "print this help");
  add("limit", po::value(&arguments.recording.limit)->value_name("N"), "record at most N references");
  add("skip", po::value(&arguments.recording.skip)->value_name("N"), "leave out the first N references");
  add("clean-env", po::bool_switch(&arguments.recording.clean_environment),
      "give the program the environment PATH=/usr/bin:/bin LC_ALL=C and nothing else");
  add("level", po::value(&arguments.compression.level)->value_name("L"), "zstd level, 1 to 22 (default 3)");
  add("window", po::value(&arguments.compression.window_log)->value_name("W"),
      "let zstd look 2^W bytes back, 10 to 27");
  return options;
}

// Numbers are unsigned: "-5" would wrap around silently.
void refuse_negative(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool is_number = words[i].size() > 1 && words[i][0] == '-' && words[i][1] >= '0' && words[i][1] <= '9';
    const std::size_t equals = words[i].find("=-");
    if (is_number || equals != std::string::npos) throw po::error("a number must not be negative: " + words[i]);
  }
}

void parse(const std::vector<std::string>& words, const po::options_description& visible, Arguments& arguments) {
  const auto dashes = std::find(words.begin(), words.end(), "--");
  const std::vector<std::string> own(words.begin(), dashes);
  refuse_negative(own);
  po::options_description all;
  all.add(visible).add_options()("out", po::value(&arguments.out));
  po::positional_options_description positional;
  positional.add("out", 1);
  po::variables_map values;
  po::store(po::command_line_parser(own).options(all).positional(positional).run(), values);
  po::notify(values);
  if (arguments.help) return;
  if (arguments.out.empty()) throw po::error("the file to record into is missing");
  if (dashes == words.end()) throw po::error("the program is missing: write it after --");
  arguments.command.assign(dashes + 1, words.end());
  if (arguments.command.empty()) throw po::error("no program stands after --");
}

void report(const ProgramRecording& recording, const TraceWriter& writer, double seconds, int status) {
  const double millions = static_cast<double>(writer.count()) / 1e6;
  std::fprintf(stderr, "hv-record: %llu references of %s (%s)%s in %.2f s, %.1f million/s; %llu bytes\n",
               static_cast<unsigned long long>(writer.count()), recording.header().program.c_str(),
               recording.header().isa.c_str(), recording.limited() ? ", stopped at the limit," : "", seconds,
               millions / seconds, static_cast<unsigned long long>(writer.bytes_written()));
  if (status != 0) std::fprintf(stderr, "hv-record: the program ended with status %d\n", status);
}

void record(ProgramRecording& recording, TraceWriter& writer) {
  const auto start = std::chrono::steady_clock::now();
  std::vector<Reference> block(kBlock);
  while (const std::size_t count = recording.read(block.data(), block.size())) writer.write(block.data(), count);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  const int status = recording.wait_for_exit();
  TraceHeader header = recording.header();
  header.notes["limited"] = recording.limited() ? "yes" : "no";
  header.notes["status"] = std::to_string(status);
  writer.replace_header(header);
  writer.finish();
  report(recording, writer, seconds.count(), status);
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  const po::options_description options = describe_options(arguments);
  try {
    parse({argv + 1, argv + argc}, options, arguments);
  } catch (const std::exception& error) {
    std::cerr << "hv-record: " << error.what() << "\nUsage: hv-record OUT.hvt [options] -- PROGRAM ARGS...\n";
    return kUsageError;
  }
  if (arguments.help) {
    std::cout << "Usage: hv-record OUT.hvt [options] -- PROGRAM ARGS...\n"
                 "Runs a Linux program under qemu-ARCH and records its memory references.\n"
              << options;
    return 0;
  }
  // An interrupt from the keyboard is the program's; what it means for the trace is seen by how it ends.
  std::signal(SIGINT, SIG_IGN);
  std::signal(SIGQUIT, SIG_IGN);
  int status_of_error = kUsageError;
  try {
    ProgramRecording recording(arguments.command, arguments.recording);
    TraceWriter writer(arguments.out, recording.header(), arguments.compression);
    status_of_error = kIncomplete;
    record(recording, writer);
  } catch (const std::exception& error) {
    std::cerr << "hv-record: " << error.what() << '\n';
    return status_of_error;
  }
  return 0;
}
