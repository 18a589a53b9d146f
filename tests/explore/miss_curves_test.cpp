// SPDX-License-Identifier: Apache-2.0
// Are the misses read straight from a trace file those of replays of the same trace?
#include "exploration/miss_curves.h"

#include <unistd.h>

#include <cstdio>

#include "exploration/load_trace.h"
#include "support.h"
#include "trace/trace_reader.h"
#include "trace/trace_writer.h"

namespace hv::explore {
namespace {

constexpr std::size_t kReferences = 400000;

/// A trace file that is the beginning of a recorded one; gone at the end.
class Beginning {
 public:
  explicit Beginning(const std::string& name) {
    const auto reader = trace::open_trace(std::string(HV_SOURCE_DIR) + "/traces/" + name);
    trace::TraceWriter writer(path(), reader->header());
    std::vector<trace::Reference> block(1000);
    while (writer.count() < kReferences) writer.write(block.data(), reader->read(block.data(), block.size()));
    writer.finish();
  }
  ~Beginning() { std::remove(path().c_str()); }
  const std::string& path() const { return path_; }

 private:
  const std::string path_ = testing::TempDir() + "miss-curves-" + std::to_string(::getpid()) + ".hvt";
};

TEST(MissCurves, AreThoseOfReplays) {
  const Beginning file("awk.hvt");
  for (const Word page_words : {512u, 1000u}) {
    const CompactTrace trace = tb::load_trace(file.path(), page_words).trace;
    const DistanceCounts sizes = tb::read_distances(file.path(), page_words);
    const LruShapes shapes = tb::read_shapes(file.path(), page_words, {{1, 4}, {2, 70}, {4, 1}, {12, 3}, {16, 2}});
    EXPECT_EQ(sizes.references(), trace.size());
    EXPECT_EQ(shapes.references(), trace.size());
    EXPECT_EQ(sizes.misses(trace.pages()), trace.pages());
    for (std::uint32_t ways = 1; ways <= 4; ++ways) EXPECT_EQ(shapes.misses(1, ways), sizes.misses(ways));
    Configuration c;
    c.machine.page_words = page_words;
    c.machine.associator.entries = 24;
    EXPECT_EQ(sizes.misses(24), replay(c, trace).counters.associator_misses);
    for (const LruShapes::Asked& each : {LruShapes::Asked{12, 3}, {16, 2}, {16, 1}, {4, 1}, {2, 70}, {2, 3}}) {
      c.machine.associator.entries = each.sets * each.ways;
      c.machine.associator.ways = each.ways;
      EXPECT_EQ(shapes.misses(each.sets, each.ways), replay(c, trace).counters.associator_misses)
          << each.sets << " sets of " << each.ways << " ways";
    }
  }
}

}  // namespace
}  // namespace hv::explore
