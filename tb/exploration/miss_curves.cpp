// SPDX-License-Identifier: Apache-2.0
#include "exploration/miss_curves.h"

#include "explore/compact_trace.h"
#include "explore/page_numbers.h"
#include "explore/top_two.h"
#include "trace/trace_reader.h"

namespace hv::tb {
namespace {

constexpr std::size_t kBlock = 1024;  // references read at a time: they stay in the nearest cache

/// Tells `stacks` of the page of each reference's first byte: stacks.alternate(times, repeated) of the two pages used
/// last, stacks.reference(number, page) of any other.
template <class Stacks>
void tell_pages(const std::string& path, Word page_words, Stacks& stacks) {
  const PageSize page_size(page_words * explore::kWordBytes);
  explore::PageNumbers numbers;
  explore::TopTwo top;
  std::uint64_t told = 0, before = 0;  // references: told to the stacks, of the blocks before this one
  const auto tell_top = [&](std::uint64_t done) {
    stacks.alternate(top.changes(), done - told - top.changes());
    told = done;
  };
  const auto reader = trace::open_trace(path);
  std::vector<trace::Reference> block(kBlock);
  while (const std::size_t count = reader->read(block.data(), block.size())) {
    explore::TopTwo two = top;  // in registers
    for (std::size_t i = 0; i < count; ++i) {
      const Word page = page_size.page_of(block[i].address);
      if (two.reference(page)) continue;
      top = two;
      tell_top(before + i);
      stacks.reference(numbers.of(page), page);
      ++told;
      two.push(page);
    }
    top = two;
    before += count;
  }
  tell_top(before);
}

struct AllSizes {
  void reference(explore::LruDistances::Tag tag, Word) { counts.add(stack.reference(tag)); }
  void alternate(std::uint64_t times, std::uint64_t repeated) {
    stack.alternate(times);
    counts.add(1, times);
    counts.add(0, repeated);
  }
  explore::LruDistances stack;
  explore::DistanceCounts counts;
};

}  // namespace

explore::DistanceCounts read_distances(const std::string& path, Word page_words) {
  AllSizes sizes;
  tell_pages(path, page_words, sizes);
  return sizes.counts;
}

explore::LruShapes read_shapes(const std::string& path, Word page_words,
                               const std::vector<explore::LruShapes::Asked>& asked) {
  explore::LruShapes shapes(asked);
  tell_pages(path, page_words, shapes);
  return shapes;
}

}  // namespace hv::tb
