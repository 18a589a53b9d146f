// SPDX-License-Identifier: Apache-2.0
#include "guest/os_expected.h"

#include <algorithm>
#include <bitset>
#include <cstdio>
#include <numeric>

#include "asm/assembler.h"
#include "guest/sources.h"

namespace hv::test {
namespace {

using tb::OsParameters;

/// Knuth's MMIX generator.
class Random {
 public:
  explicit Random(Word seed) : x_(seed) {}
  Word next() { return x_ = x_ * 6364136223846793005u + 1442695040888963407u; }

 private:
  Word x_;
};

std::string text(Word number) { return std::to_string(number); }
std::string hex(Word number) {
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(number));
  return digits;
}

std::string sieve(Word workload) {
  const Word limit = 16 * workload;
  Word count = 0, sum = 0;
  for (Word n = 2; n < limit; ++n) {
    bool prime = true;
    for (Word d = 2; prime && d < n; ++d) prime = n % d != 0;
    count += prime;
    sum += prime ? n : 0;
  }
  return text(count) + " primes below " + text(limit) + ", sum " + text(sum);
}

std::string matrix(Word n) {
  Word trace = 0, sum = 0;
  for (Word i = 0; i < 8; ++i)
    for (Word j = 0; j < 8; ++j)
      for (Word k = 0; k < n; ++k) {
        const Word term = (i + k) * (k + 2 * j);
        sum += term;
        trace += i == j ? term : 0;
      }
  return "trace " + text(trace) + ", sum " + text(sum);
}

std::vector<std::string> sort(Word workload, Word seed) {
  Random random(seed);
  std::vector<Word> numbers;
  for (Word i = 0; i < 4 * workload; ++i) numbers.push_back(random.next() >> 33);
  const Word sum = std::accumulate(numbers.begin(), numbers.end(), Word{0});
  const auto [least, most] = std::minmax_element(numbers.begin(), numbers.end());
  return {text(numbers.size()) + " numbers, 0 out of order, " + text(*least) + " to " + text(*most),
          "sum before " + text(sum) + ", after " + text(sum)};
}

std::string search(Word workload, Word seed) {
  Random random(seed);
  std::string letters, line;
  for (Word i = 0; i < 8 * workload; ++i) letters += static_cast<char>('a' + (random.next() >> 62));
  for (const std::string word : {"ab", "aaa", "dcba"}) {
    Word count = 0;
    for (auto at = letters.find(word); at != std::string::npos; at = letters.find(word, at + 1)) ++count;
    line += word + " " + text(count) + "; ";
  }
  return line + "in " + text(letters.size()) + " letters";
}

std::string list(Word n) {
  Word stride = n * 5 / 8 + 1;
  while (std::gcd(stride, n) != 1) ++stride;
  Word digest = 0;
  for (Word k = 0; k < 4 * n; ++k) digest = digest * 31 + 3 * (k * stride % n) + 1;
  return text(4 * n) + " nodes, sum " + text(4 * (3 * n * (n - 1) / 2 + n)) + ", digest " + hex(digest);
}

std::string hash(Word workload, Word seed) {
  Random random(seed);
  Word value = 14695981039346656037u;
  for (Word i = 0; i < 8 * workload; ++i) value = (value ^ (random.next() >> 56)) * 1099511628211u;
  return "FNV-1a of " + text(8 * workload) + " bytes: " + hex(value);
}

std::string runs(Word workload, Word seed) {
  Random random(seed);
  std::vector<Word> words;
  while (words.size() < 4 * workload) {
    const Word number = random.next();
    words.insert(words.end(), (number >> 40) % 8 + 1, number >> 62);
  }
  words.resize(4 * workload);
  const Word total = words.size();
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return text(total) + " words in " + text(words.size()) + " runs; 0 differ";
}

std::string bits(Word workload, Word seed) {
  Random random(seed);
  Word ones = 0;
  for (Word i = 0; i < workload; ++i) ones += std::bitset<64>(random.next()).count();
  return text(ones) + " ones by hand, " + text(ones) + " by the instruction";
}

Word symbol(const std::string& program, const std::string& name) {
  assembly::Options options;
  options.reader = tb::guest_source;
  const tb::OsProgram os = tb::os_program(program);
  return assembly::must_assemble_text(os.source, "os/programs/" + program + ".hvs", options).symbols.at(name).value;
}

/// First bound of a program that asks for no data.
Word bound(const std::string& program, Word page) { return (symbol(program, "end") + page - 1) / page * page; }

std::string grow(Word page) {
  const Word from = bound("grow", page), to = from + 4 * page;
  Word sum = 0;
  for (Word name = from; name < to; name += 16) sum += name;
  return "from " + text(from) + " to " + text(to) + " words, sum " + text(sum);
}

std::string failure(const std::string& program, const std::string& cause, Word name) {
  return "** " + program + ": " + cause + ", name " + text(name) + ", at " + text(symbol(program, "fault"));
}

}  // namespace

Lines expected_lines(const OsParameters& parameters) {
  const Word w = parameters.workload, seed = parameters.seed, page = parameters.page_words;
  Lines lines = {{"sieve", {sieve(w)}},
                 {"matrix", {matrix(w)}},
                 {"sort", sort(w, seed)},
                 {"list", {list(w)}},
                 {"hash", {hash(w, seed)}},
                 {"search", {search(w, seed)}},
                 {"bits", {bits(w, seed)}},
                 {"grow", {grow(page)}},
                 {"runs", {runs(w, seed)}},
                 {"halter", {"halts the machine"}},
                 {"stray", {"writes far behind its bound"}},
                 {"garbled", {"runs into a word that is no instruction"}},
                 {"divide", {"7 / 0 = "}}};
  for (auto& [title, all] : lines)
    for (std::string& line : all) line = title + ": " + line;
  lines["halter"].push_back(failure("halter", "privileged instruction", symbol("halter", "fault")));
  lines["stray"].push_back(failure("stray", "addressing", bound("stray", page) + 3 * page));
  lines["garbled"].push_back(failure("garbled", "illegal instruction", symbol("garbled", "fault")));
  lines["divide"].push_back(failure("divide", "arithmetic", symbol("divide", "fault")));
  return lines;
}

}  // namespace hv::test
