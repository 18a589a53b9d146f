// SPDX-License-Identifier: Apache-2.0
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include "proof/proof_case.h"
int main(int argc, char** argv) {
  using namespace hv::test;
  Mix mix;
  if (argc == 3 && !std::strcmp(argv[1], "--case")) {
    std::string p = run_case(std::strtoull(argv[2], nullptr, 10), mix);
    std::printf("%s\n", p.empty() ? "equal" : p.c_str());
    return !p.empty();
  }
  const unsigned long n = std::strtoul(argv[1], nullptr, 10), seed = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1;
  unsigned long failures = 0;
  const auto t0 = std::chrono::steady_clock::now();
  for (unsigned long i = 0; i < n; ++i) {
    const auto s = case_seed(seed, i);
    const auto p = run_case(s, mix);
    if (!p.empty() && ++failures < 10) std::printf("%lu: %s\n", s, p.c_str());
  }
  const double t = std::chrono::duration<double>(std::chrono::steady_clock::now() - t0).count();
  std::printf("%lu cases, %lu failures, %.2f ms a case, cut %lu, nests %lu excluded %lu, guest %lu tree %lu\n", n, failures, t / n * 1e3, mix.cut, mix.nests, mix.excluded,
              mix.guest_attempts / n, mix.tree_attempts / n);
  for (auto x : mix.depths) std::printf(" %.1f", 100.0 * x / n);
  std::printf("\noutcomes");
  for (auto x : mix.outcomes) std::printf(" %.1f", 100.0 * x / n);
  std::printf("\nexceptions");
  for (auto x : mix.exceptions) std::printf(" %.1f", 100.0 * x / n);
  std::printf("\nfaults");
  for (auto x : mix.faults) std::printf(" %.1f", 100.0 * x / n);
  std::printf("\n");
}
