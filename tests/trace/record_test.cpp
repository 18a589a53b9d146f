// SPDX-License-Identifier: Apache-2.0
// Does the recorder record every reference, in order, and never pass off a part for the whole?
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>

#include "test_support.h"
#include "trace/recorder/program_file.h"
#include "trace/recorder/program_recording.h"
#include "trace/trace_tools.h"

namespace hv::trace::test {
namespace {

using K = ReferenceKind;
constexpr int kTurns = 1000;

std::vector<std::string> misbehave(const std::string& what) { return {HV_MISBEHAVING_PROGRAM, what}; }

// What loop_program.cpp must give, by its listing.
std::vector<Reference> references_of_loop(std::uint64_t code, std::uint64_t buffer) {
  std::vector<Reference> all;
  const auto fetch = [&](std::uint64_t offset, std::uint32_t size) { all.push_back({code + offset, size, K::fetch}); };
  fetch(0, 5);
  fetch(5, 7);
  for (int turn = 0; turn < kTurns; ++turn) {
    fetch(12, 3);
    all.push_back({buffer, 8, K::load});
    fetch(15, 4);
    all.push_back({buffer + 8, 8, K::load});
    all.push_back({buffer + 8, 8, K::store});
    fetch(19, 3);
    all.push_back({buffer + 16, 1, K::store});
    fetch(22, 2);
    fetch(24, 2);
  }
  fetch(26, 5);
  fetch(31, 2);
  fetch(33, 2);
  return all;
}

class Record : public TraceTest {
 protected:
  // Runs hv-record with these arguments, its messages into the file "messages"; its exit status.
  int hv_record(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), HV_RECORD_PROGRAM);
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
      const int messages = ::open(path("messages").c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
      const int output = ::open(path("output").c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
      ::dup2(messages, STDERR_FILENO);
      ::dup2(output, STDOUT_FILENO);
      ::execv(pointers[0], pointers.data());
      ::_exit(99);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
};

TEST_F(Record, every_reference_of_a_known_program_in_order) {
  ProgramRecording recording({HV_LOOP_PROGRAM});
  const std::vector<Reference> all = read_all(recording);
  ASSERT_EQ(all.size(), 9U * kTurns + 5U);
  EXPECT_EQ(all, references_of_loop(all[0].address, all[3].address));
  EXPECT_EQ(all[3].address % 4096, 0U);
  EXPECT_FALSE(recording.limited());
  EXPECT_EQ(recording.wait_for_exit(), 0);
  EXPECT_EQ(recording.header().isa, isa_of_program(HV_LOOP_PROGRAM));
}

TEST_F(Record, skip_and_limit_cut_out_exactly_that_part) {
  const std::vector<Reference> all = references_of_loop(0, 0);
  const std::uint64_t count = all.size();
  for (const auto& [skip, limit] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{
           {0, 1}, {0, count - 1}, {0, count}, {0, count + 1}, {1, 0}, {2049, 3000}, {count, 0}, {count + 9, 5}}) {
    RecordingOptions options;
    options.skip = skip;
    options.limit = limit;
    ProgramRecording recording({HV_LOOP_PROGRAM}, options);
    const std::uint64_t left = skip < count ? count - skip : 0;
    EXPECT_EQ(read_all(recording).size(), limit == 0 ? left : std::min(left, limit)) << skip << ' ' << limit;
    EXPECT_EQ(recording.limited(), limit != 0 && limit < left) << skip << ' ' << limit;
    EXPECT_EQ(recording.wait_for_exit(), 0);
  }
}

TEST_F(Record, same_program_same_references) {
  RecordingOptions options;
  options.clean_environment = true;
  std::set<std::string> hashes;
  for (int i = 0; i < 2; ++i) {
    ProgramRecording recording({"sort", "--version"}, options);
    hashes.insert(summarize(recording).content_hash);
  }
  EXPECT_EQ(hashes.size(), 1U);
}

TEST_F(Record, a_program_that_closes_all_descriptors) {
  auto command = misbehave("close");
  command.push_back(path("own"));
  ProgramRecording recording(command);
  EXPECT_GT(read_all(recording).size(), 200000U);
  EXPECT_EQ(recording.wait_for_exit(), 0);
  EXPECT_EQ(bytes_of(path("own")), "mine") << "the recorder must not write into the program's files";
}

TEST_F(Record, a_forked_child_is_left_out) {
  ProgramRecording recording(misbehave("fork"));
  EXPECT_LT(read_all(recording).size(), 3000000U) << "the child alone has more";
  EXPECT_EQ(recording.wait_for_exit(), 0);
}

TEST_F(Record, threads_lose_nothing) {
  ProgramRecording recording(misbehave("threads"));
  const TraceSummary summary = summarize(recording);
  EXPECT_EQ(recording.wait_for_exit(), 0);
  EXPECT_GE(summary.by_kind[1], 8U * 100000U);
  EXPECT_GE(summary.by_kind[2], 8U * 100000U);
}

TEST_F(Record, a_killed_program_is_an_error) {
  ProgramRecording recording(misbehave("killed"));
  EXPECT_THROW(read_all(recording), TraceError);
}

TEST_F(Record, a_program_that_replaces_itself_is_an_error) {
  ProgramRecording recording(misbehave("exec"));
  EXPECT_THROW(read_all(recording), TraceError);
}

TEST_F(Record, a_recording_given_up_ends_its_program) {
  ProgramRecording recording({"sleep", "1000"});
  Reference one;
  EXPECT_EQ(recording.read(&one, 1), 1U);
}

TEST_F(Record, what_cannot_be_recorded_is_named) {
  EXPECT_THROW(ProgramRecording({}), TraceError);
  EXPECT_THROW(ProgramRecording({"no-such-program"}), TraceError);
  file("script", "#!/bin/sh\necho\n");
  std::filesystem::permissions(path("script"), std::filesystem::perms::owner_all);
  EXPECT_THROW(ProgramRecording({path("script")}), TraceError);
  RecordingOptions options;
  options.plugin = path("none.so");
  EXPECT_THROW(ProgramRecording({"true"}, options), TraceError);
  options.plugin = file("broken.so", "not a plugin");
  ProgramRecording recording({"true"}, options);
  EXPECT_THROW(read_all(recording), TraceError);
}

TEST_F(Record, command_records_a_file) {
  EXPECT_EQ(hv_record({path("a.hvt"), "--", HV_LOOP_PROGRAM}), 0) << bytes_of(path("messages"));
  const auto reader = open_trace(path("a.hvt"));
  EXPECT_EQ(reader->header().notes.at("limited"), "no");
  EXPECT_EQ(reader->header().program, "trace_test_loop");
  EXPECT_EQ(read_all(*reader).size(), 9U * kTurns + 5U);
  EXPECT_NE(bytes_of(path("messages")).find("9005 references"), std::string::npos);
}

TEST_F(Record, command_passes_output_and_marks_limits_and_status) {
  EXPECT_EQ(hv_record({path("a.hvt"), "--limit=100", "--clean-env", "--", "echo", "it's"}), 0);
  EXPECT_EQ(bytes_of(path("output")), "it's\n");
  const auto reader = open_trace(path("a.hvt"));
  EXPECT_EQ(reader->header().notes.at("limited"), "yes");
  EXPECT_EQ(reader->header().command, "echo 'it'\\''s'");
  EXPECT_EQ(read_all(*reader).size(), 100U);
  EXPECT_EQ(hv_record({path("b.hvt"), "--", HV_MISBEHAVING_PROGRAM, "status"}), 0);
  EXPECT_EQ(open_trace(path("b.hvt"))->header().notes.at("status"), "7");
}

TEST_F(Record, command_leaves_nothing_behind_when_it_fails) {
  EXPECT_EQ(hv_record({path("a.hvt"), "--", HV_MISBEHAVING_PROGRAM, "killed"}), 1);
  EXPECT_EQ(hv_record({path("a.hvt"), "--", HV_MISBEHAVING_PROGRAM, "exec"}), 1);
  for (const std::vector<std::string>& wrong :
       std::vector<std::vector<std::string>>{{},
                                             {path("a.hvt")},
                                             {path("a.hvt"), "--"},
                                             {"--", "true"},
                                             {path("a.hvt"), "true", "--", "true"},
                                             {path("a.hvt"), "--limit", "-1", "--", "true"},
                                             {path("a.hvt"), "--nonsense", "--", "true"},
                                             {path("a.hvt"), "--", "no-such-program"},
                                             {path("none/a.hvt"), "--", "true"},
                                             {path("a.hvt"), "--window", "40", "--", "true"}}) {
    EXPECT_EQ(hv_record(wrong), 2) << bytes_of(path("messages"));
    EXPECT_NE(bytes_of(path("messages")), "");
  }
  EXPECT_EQ(files(), 2U) << "messages and output only";
}

}  // namespace
}  // namespace hv::trace::test
