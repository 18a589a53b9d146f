// SPDX-License-Identifier: Apache-2.0
// The operating system with all its programs: what it prints, how it shares the processor, what it leaves behind.
#include <algorithm>

#include "guest/guest_run.h"
#include "guest/os_expected.h"
#include "guest/os_run.h"

namespace hv::test {
namespace {

bool is_summary(const std::string& line) { return line.rfind("ended:", 0) == 0; }

/// What the programs printed, by their titles.
Lines printed(const OsRun& run) {
  Lines lines;
  for (const std::string& line : run.lines()) {
    if (is_summary(line)) break;
    const std::size_t title = line.rfind("** ", 0) == 0 ? 3 : 0;
    lines[line.substr(title, line.find(':') - title)].push_back(line);
  }
  return lines;
}

std::vector<std::string> summary(const OsRun& run) {
  std::vector<std::string> all = run.lines();
  all.erase(all.begin(), std::find_if(all.begin(), all.end(), is_summary));
  return all;
}

OsParameters with(Word slice, Word workload, Word page_words = 512, Word seed = 1973) {
  OsParameters parameters;
  parameters.slice = slice;
  parameters.workload = workload;
  parameters.page_words = page_words;
  parameters.seed = seed;
  return parameters;
}

/// Relocations in ascending order belong to the programs in the order in which they were started.
std::string order_of_ends(const OsRun& run) {
  std::map<std::uint64_t, std::string> ends;
  std::size_t index = 0;
  for (const auto& [r, seen] : run.watch.processes()) ends[seen.last] = tb::os_programs().at(index++);
  std::string order = "ended:";
  for (const auto& [step, title] : ends) order += " " + title;
  return order;
}

std::string counts(const OsRun& run) {
  const auto count = [&](ExceptionCause cause) { return std::to_string(run.watch.count(cause)); };
  return "addressing " + count(ExceptionCause::addressing) + ", privileged " +
         count(ExceptionCause::privileged_instruction) + ", illegal " + count(ExceptionCause::illegal_instruction) +
         ", arithmetic " + count(ExceptionCause::arithmetic);
}

std::string checksum(const OsRun& run) {
  Word sum = 0;
  for (Word name = run.image.pages * run.machine->config().page_words; name-- > 0;) sum = sum * 31 + run.word(name);
  char line[32];
  std::snprintf(line, sizeof line, "checksum %016llx", static_cast<unsigned long long>(sum));
  return line;
}

class Os : public testing::TestWithParam<OsParameters> {};

TEST_P(Os, ProgramsPrintWhatTheyHaveTo) {
  const OsRun run(GetParam());
  ASSERT_EQ(run.halt_code(), std::optional<Word>(0)) << run.text();
  EXPECT_EQ(printed(run), expected_lines(GetParam()));
}

TEST_P(Os, ItsOwnAccountIsTrue) {
  const OsRun run(GetParam());
  const auto lines = summary(run);
  ASSERT_EQ(lines.size(), 4u) << run.text();
  ASSERT_EQ(run.watch.processes().size(), tb::os_programs().size());
  EXPECT_EQ(lines[0], order_of_ends(run));
  const auto calls = run.watch.count(ExceptionCause::supervisor_call), ticks = run.watch.count(ExceptionCause::timer);
  EXPECT_EQ(lines[1].find("system calls " + std::to_string(calls) + ", timer interrupts " + std::to_string(ticks) +
                          ", dispatches "),
            0u)
      << lines[1];
  // Four pages were given to `grow`, and one instruction for each unit of the workload executed for `bits`.
  EXPECT_EQ(lines[2], counts(run) + "; repaired " + std::to_string(4 + GetParam().workload));
  EXPECT_EQ(run.watch.count(ExceptionCause::addressing), 5u);
  EXPECT_EQ(run.watch.count(ExceptionCause::privileged_instruction), 1u);
  EXPECT_EQ(run.watch.count(ExceptionCause::illegal_instruction), 1 + GetParam().workload);
  EXPECT_EQ(run.watch.count(ExceptionCause::arithmetic), 1u);
  EXPECT_EQ(run.watch.master_exceptions(), 0u);
  EXPECT_EQ(lines[3], checksum(run));
}

TEST_P(Os, ProcessesKeepApart) {
  const OsRun run(GetParam());
  Word free = run.image.words.size();  // behind kernel and programs
  for (const auto& [r, seen] : run.watch.processes()) {
    EXPECT_GE(r, free);
    if (seen.first_store <= seen.last_store) {
      EXPECT_GE(seen.first_store, r);
    }
    free = std::max(r + 1, seen.last_store + 1);
  }
  EXPECT_LE(free, run.image.pages * GetParam().page_words);
}

TEST_P(Os, PreemptsOnlyWithASlice) {
  const OsRun run(GetParam());
  const bool timed = GetParam().slice != 0;
  EXPECT_EQ(run.watch.count(ExceptionCause::timer) > 10, timed);
  for (const auto& [r, seen] : run.watch.processes())
    for (const std::uint64_t slice : seen.slices) EXPECT_LE(slice, GetParam().slice);
}

INSTANTIATE_TEST_SUITE_P(Slices, Os,
                         testing::Values(with(0, 8), with(1, 8), with(37, 8), with(2000, tb::kSmallWorkload)));
INSTANTIATE_TEST_SUITE_P(Sizes, Os, testing::Values(with(100, 4), with(500, 61), with(2000, 256), with(5000, 700)));
INSTANTIATE_TEST_SUITE_P(Pages, Os,
                         testing::Values(with(300, 8, 32), with(300, 64, 33), with(2000, 256, 1000),
                                         with(300, 8, 4096)));
INSTANTIATE_TEST_SUITE_P(Seeds, Os,
                         testing::Values(with(700, 30, 512, 0), with(700, 30, 512, 1), with(700, 30, 512, ~Word{0})));

TEST(OsImage, TwoSizesCostWhatTheHeaderSays) {
  const OsRun small(with(2000, tb::kSmallWorkload)), large(with(2000, 256));
  EXPECT_LT(small.machine->counters().instructions, 100'000u);
  EXPECT_GT(large.machine->counters().instructions, 700'000u);
  EXPECT_LT(large.machine->counters().instructions, 900'000u);
}

TEST(OsImage, MemoryBeyondWhatIsNeededIsSummedUpToo) {
  OsParameters parameters = with(2000, 8);
  const OsRun just(parameters);
  parameters.pages = just.image.pages + 7;
  const OsRun more(parameters);
  EXPECT_EQ(more.image.pages, parameters.pages);
  EXPECT_EQ(more.halt_code(), std::optional<Word>(0));
  EXPECT_EQ(summary(more).at(3), checksum(more));
  EXPECT_NE(summary(more).at(3), summary(just).at(3));  // word 17 differs
}

TEST(OsImage, RunsTheSameTwice) { EXPECT_EQ(OsRun(with(100, 8)).text(), OsRun(with(100, 8)).text()); }

TEST(OsImage, WithoutAConsoleEverythingElseIsTheSame) {
  OsParameters parameters = with(0, 8);
  const OsRun loud(parameters);
  const OsRun quiet(tb::os_image(parameters = with(0, 8)), 512);
  EXPECT_EQ(quiet.halt_code(), std::optional<Word>(0));
  EXPECT_EQ(quiet.text(), "");
  ASSERT_EQ(quiet.image.pages, loud.image.pages);
  for (Word name = 0; name < quiet.image.pages * 512; ++name) {
    if (name != 18) {
      ASSERT_EQ(quiet.word(name), loud.word(name)) << name;
    }
  }
}

/// One instruction more and the result of a program changes: the expectations can fail.
TEST(OsImage, ExpectationsDependOnTheSeed) {
  EXPECT_NE(expected_lines(with(0, 8, 512, 1)), expected_lines(with(0, 8, 512, 2)));
  const OsRun run(with(0, 8, 512, 1));
  EXPECT_NE(printed(run), expected_lines(with(0, 8, 512, 2)));
}

TEST(OsImage, DoesNotKnowHowDeepItRuns) {
  OsParameters parameters = with(500, tb::kSmallWorkload);
  parameters.console = kConsolePage * kPage;
  const GuestImage image = tb::os_image(parameters);
  const GuestRun real(image);
  ASSERT_EQ(real.halt_code(), std::optional<Word>(0));
  for (const FormCode form : {FormCode::paged, FormCode::relocation_bounds, FormCode::segmented})
    for (unsigned depth = 1; depth <= 3; ++depth) {
      GuestVm vm;
      vm.form = form;
      const Chain chain(image, depth, vm);
      const GuestRun run(chain.outermost);
      EXPECT_EQ(run.halt_code(), std::optional<Word>(0)) << depth;
      EXPECT_EQ(run.output(), real.output()) << depth;
      EXPECT_EQ(run.memory(chain.innermost_home(), image.pages), real.memory(0, image.pages)) << depth;
    }
}

}  // namespace
}  // namespace hv::test
