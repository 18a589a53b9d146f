// SPDX-License-Identifier: Apache-2.0
// System calls, preemption and the kernel's defences, with programs of the tests' own.
#include <stdexcept>

#include "guest/os_run.h"

namespace hv::test {
namespace {

OsParameters with(const std::vector<OsProgram>& programs, Word slice = 100) {
  OsParameters parameters;
  parameters.programs = programs;
  parameters.slice = slice;
  return parameters;
}

/// What programs printed, without the kernel's summary.
std::string output(const std::vector<OsProgram>& programs, Word slice = 100) {
  const OsRun run(with(programs, slice));
  EXPECT_EQ(run.halt_code(), std::optional<Word>(0));
  return run.text().substr(0, run.text().find("ended:"));
}

std::string output_of(const std::string& body) { return output({own_program("p", body)}); }

TEST(OsCalls, Numbers) {
  const std::pair<const char*, const char*> numbers[] = {{"0", "0"},
                                                         {"9", "9"},
                                                         {"10", "10"},
                                                         {"100", "100"},
                                                         {"12340", "12340"},
                                                         {"9999999999999999999", "9999999999999999999"},
                                                         {"1 << 63", "9223372036854775808"},
                                                         {"10000000000000000000", "10000000000000000000"},
                                                         {"~0", "18446744073709551615"}};
  for (const auto& [number, text] : numbers)
    EXPECT_EQ(output_of(std::string(" LOAD R1,n\n SVC PUT_NUMBER\n SVC EXIT\nn: .word ") + number),
              std::string("p: ") + text + "\n");
  EXPECT_EQ(output_of(" LOAD R1,n\n SVC PUT_HEX\n SVC EXIT\nn: .word 0xfedcba9876543210"), "p: fedcba9876543210\n");
}

TEST(OsCalls, LinesComeOutWhole) {
  const std::string letter = " LA R1,'x'\n SVC PUT_CHAR\n";
  EXPECT_EQ(output({own_program("p", letter + " SVC YIELD\n" + letter), own_program("q", letter)}), "q: x\np: xx\n");
  std::string many;
  for (int i = 0; i < 100; ++i) many += letter;
  EXPECT_EQ(output_of(many), "p: " + std::string(72, 'x') + "\np: " + std::string(28, 'x') + "\n");
  EXPECT_EQ(output_of(" say \"\\n\""), "p: \n");
}

TEST(OsCalls, Parameters) {
  OsParameters parameters = with({own_program("p", ""), own_program("q", R"(
        get R9,WORKLOAD
        say_number R9
        say " "
        get R9,SEED
        say_number R9
        say " "
        get R9,OWN_ID
        say_number R9
        say " "
        get R9,OWN_BOUND
        say_number R9
        say " "
        get R9,PAGE_SIZE
        say_number R9
        say " "
        get R9,PARAMETERS
        say_number R9)")});
  parameters.workload = 33;
  parameters.seed = 77;
  const OsRun run(parameters);
  EXPECT_EQ(run.text().find("q: 33 77 2 512 512 0\n"), 0u) << run.text();
}

TEST(OsCalls, WhatDoesNotExistEndsTheProcess) {
  for (const std::string number : {"7", "8", "-1"})
    EXPECT_EQ(output_of(" SVC " + number).substr(0, 24), "** p: no such system cal") << number;
}

TEST(OsCalls, StringsMustLieWithinTheBound) {
  const std::string begin = "** p: addressing, name ";
  EXPECT_EQ(output_of(" LA R1,512\n SVC PUT_STRING").find(begin + "512, "), 0u);
  EXPECT_EQ(output_of(" LA R1,-1\n SVC PUT_STRING").find(begin + "18446744073709551615, "), 0u);
  // A string without end: the last word of the process is 'z' and nothing follows.
  EXPECT_EQ(output_of(" LA R1,'z'\n STORE R1,511\n LA R1,511\n SVC PUT_STRING").find("p: z\n" + begin + "512, "), 0u);
}

TEST(OsCalls, GrowthEndsAtTheLimit) {
  const std::string touch = " STORE R1,512\n STORE R1,1024\n";
  EXPECT_EQ(output({own_program("p", touch + " say \"ok\"", 2)}), "p: ok\n");
  EXPECT_EQ(output({own_program("p", touch, 1)}).find("** p: addressing, name 1024, "), 0u);
  EXPECT_EQ(output({own_program("p", " STORE R1,1024\n", 2)}).find("** p: addressing, name 1024, "), 0u);
}

TEST(OsCalls, TheLentInstructionTakesAnyRegister) {
  for (unsigned a = 0; a < 16; ++a) {
    const std::string r = "R" + std::to_string(a);
    EXPECT_EQ(output_of(" LOAD " + r + ",n\n .word OP_BITS << 56 | " + std::to_string(a) + " << 52\n STORE " + r +
                        ",n\n LOAD R1,n\n SVC PUT_NUMBER\n SVC EXIT\nn: .word 0xf00000000000ff01"),
              "p: 13\n");
  }
  EXPECT_EQ(output_of(" .word OP_BITS << 56 | 2 << 52\n say_number R2"), "p: 0\n");
}

/// All registers hold numbers of its own, while a loop that changes none of them but R15 is interrupted over and over.
OsProgram holder(const std::string& title, unsigned first) {
  std::string body;
  for (unsigned i = 0; i < 15; ++i) body += " LA R" + std::to_string(i) + "," + std::to_string(first + i) + "\n";
  body += " LA R15,300\nloop: SUBI R15,1\n JNZ R15,loop\n";
  for (unsigned i = 0; i < 15; ++i) body += " STORE R" + std::to_string(i) + ",kept+" + std::to_string(i) + "\n";
  for (unsigned i = 0; i < 15; ++i) body += " LOAD R1,kept+" + std::to_string(i) + "\n SVC PUT_NUMBER\n say \" \"\n";
  return own_program(title, body + " SVC EXIT\nkept: .space 15\n");
}

std::string held(const std::string& title, unsigned first) {
  std::string line = title + ": ";
  for (unsigned i = 0; i < 15; ++i) line += std::to_string(first + i) + " ";
  return line + "\n";
}

TEST(OsPreemption, KeepsRegisters) {
  for (Word slice = 1; slice < 20; ++slice) {
    const std::string text = output({holder("p", 100), holder("q", 200), holder("r", 300)}, slice);
    for (const std::string& line : {held("p", 100), held("q", 200), held("r", 300)})
      EXPECT_NE(text.find(line), std::string::npos) << "slice " << slice << "\n" << text;
  }
}

/// SVC of no process in between: each slice is as many instructions as the boot block says, and they take turns.
TEST(OsPreemption, SlicesAreExact) {
  const auto spin = own_program("p", " LA R15,2000\nloop: SUBI R15,1\n JNZ R15,loop\n");
  for (const Word slice : {1, 2, 19, 20, 333}) {
    const OsRun run(with({spin, spin, spin}, slice));
    ASSERT_EQ(run.halt_code(), std::optional<Word>(0));
    ASSERT_EQ(run.watch.processes().size(), 3u);
    for (const auto& [r, seen] : run.watch.processes()) {
      EXPECT_EQ(seen.slices, std::vector<std::uint64_t>(4001 / slice, slice));
    }
  }
}

TEST(OsKernel, TooLittleMemory) {
  OsParameters parameters = with({own_program("p", "")});
  GuestImage image = OsRun::make(parameters);
  image.words.at(17) -= 1;
  const OsRun run(image, 512);
  EXPECT_EQ(run.halt_code(), std::optional<Word>(2));
  EXPECT_EQ(run.text(), "kernel: the programs do not fit the memory\n");
}

TEST(OsKernel, ItsOwnExceptionStopsTheMachine) {
  OsParameters parameters = with({own_program("p", " say \"x\\n\"")});
  GuestImage image = OsRun::make(parameters);
  const OsRun good(image, 512);
  ASSERT_EQ(good.halt_code(), std::optional<Word>(0));
  const Word at = good.label("call_put_string");
  image.words.at(at) = 0;
  const OsRun run(image, 512);
  EXPECT_EQ(run.halt_code(), std::optional<Word>(64 + 3));
  EXPECT_EQ(run.text(), "kernel: exception 3, name " + std::to_string(at) + "\n");
}

TEST(OsKernel, AConsoleThatIsNotThereStopsTheMachine) {
  OsParameters parameters = with({own_program("p", " say \"x\\n\"")});
  parameters.console = Word{1} << 40;
  const OsRun run(os_image(parameters), 512);
  EXPECT_EQ(run.halt_code(), std::optional<Word>(3));
}

TEST(OsImage, RefusesWhatCannotBe) {
  const auto refused = [](const OsParameters& parameters) {
    EXPECT_THROW(tb::os_image(parameters), std::invalid_argument);
  };
  OsParameters parameters;
  parameters.workload = 3;
  refused(parameters);
  parameters = {};
  parameters.page_words = 31;
  refused(parameters);
  parameters = {};
  parameters.pages = 10;
  refused(parameters);
  refused(with(std::vector<OsProgram>(17, own_program("p", ""))));
  refused(with({{"empty", " SVC 0\n"}}));
  EXPECT_THROW(tb::os_program("none"), std::invalid_argument);
  EXPECT_THROW(tb::os_image(with({{"wrong", " .include \"program.hvs\"\n NONSENSE\n"}})), assembly::AssemblyError);
}

TEST(OsImage, SixteenProgramsRun) { EXPECT_EQ(output(std::vector<OsProgram>(16, own_program("p", ""))), ""); }

}  // namespace
}  // namespace hv::test
