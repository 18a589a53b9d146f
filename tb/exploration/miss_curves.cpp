// SPDX-License-Identifier: Apache-2.0
#include "exploration/miss_curves.h"

#include "explore/compact_trace.h"
#include "explore/page_numbers.h"
#include "explore/top_two.h"

namespace hv::tb {
namespace {

/// How many of the block's references come before the first that is to none of the two topmost pages. A function of its
/// own, so that all it needs stays in registers.
[[gnu::noinline]] std::size_t count_top(const trace::Reference* block, std::size_t count, PageSize page_size,
                                        explore::TopTwo& top) {
  explore::TopTwo two = top;
  std::size_t i = 0;
  while (i < count && two.reference(page_size.page_of(block[i].address))) ++i;
  top = two;
  return i;
}

/// Tells `stacks` of the page of each reference's first byte: stacks.alternate(times, repeated) of the two pages used
/// last, stacks.reference(number, page) of any other.
template <class Stacks>
void tell_pages(const std::string& path, Word page_words, trace::Reading reading, Stacks& stacks) {
  const PageSize page_size(page_words * explore::kWordBytes);
  explore::PageNumbers numbers;
  explore::TopTwo top;
  std::uint64_t untold = 0;  // references to the two topmost pages
  const auto tell_top = [&] {
    stacks.alternate(top.changes(), untold - top.changes());
    untold = 0;
  };
  trace::BlockReader reader(trace::open_trace(path), reading);
  const trace::Reference* block = nullptr;
  while (const std::size_t count = reader.next(block))
    for (std::size_t i = 0;; ++i) {
      const std::size_t of_top = count_top(block + i, count - i, page_size, top);
      untold += of_top;
      i += of_top;
      if (i == count) break;
      tell_top();
      const Word page = page_size.page_of(block[i].address);
      stacks.reference(numbers.of(page), page);
      top.push(page);
    }
  tell_top();
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

explore::DistanceCounts read_distances(const std::string& path, Word page_words, trace::Reading reading) {
  AllSizes sizes;
  tell_pages(path, page_words, reading, sizes);
  return sizes.counts;
}

explore::LruShapes read_shapes(const std::string& path, Word page_words,
                               const std::vector<explore::LruShapes::Asked>& asked, trace::Reading reading) {
  explore::LruShapes shapes(asked);
  tell_pages(path, page_words, reading, shapes);
  return shapes;
}

}  // namespace hv::tb
