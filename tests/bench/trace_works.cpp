// SPDX-License-Identifier: Apache-2.0
#include <zstd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <numeric>

#include "exploration/load_trace.h"
#include "exploration/replay_file.h"
#include "explore/replay.h"
#include "guest.h"
#include "platform/replay_run.h"
#include "trace/native_format.h"
#include "works.h"

namespace hv::bench {
namespace {

const std::string kTrace = std::string(HV_SOURCE_DIR) + "/traces/sort.hvt";
constexpr std::size_t kBlock = 4096;  // references handled at a time
constexpr std::uint64_t kQuickReferences = 100000;

explore::Configuration configuration() { return guest_configuration(2); }

/// Reads the trace through the reader, as far as `most` references; calls use(references, count).
template <class Use>
std::uint64_t read_trace(std::uint64_t most, Use use) {
  std::vector<trace::Reference> block(kBlock);
  const auto reader = trace::open_trace(kTrace);
  std::uint64_t done = 0;
  while (done < most) {
    const std::size_t count = reader->read(block.data(), block.size());
    if (count == 0) break;
    use(block.data(), count);
    done += count;
  }
  return done;
}

// --- trace.bare

/// The compressed records in memory, then zstd and the decoder of records alone.
class BareTrace final : public Work {
 public:
  explicit BareTrace(bool)
      : buffer_(std::size_t{1} << 17), block_(kBlock), context_(ZSTD_createDCtx(), &ZSTD_freeDCtx) {
    std::ifstream file(kTrace, std::ios::binary);
    file_.assign(std::istreambuf_iterator<char>(file), {});
    const std::size_t fixed = trace::kMagic.size() + 8;
    require(context_ && file_.size() > fixed, kTrace + " cannot be read");
    const auto* length = reinterpret_cast<const std::uint8_t*>(file_.data()) + trace::kMagic.size() + 4;
    records_ = fixed + trace::load_little_endian_32(length) + 4;
    require(records_ < file_.size(), kTrace + " is no native trace");
  }

  std::uint64_t run() override {
    ZSTD_DCtx_reset(context_.get(), ZSTD_reset_session_only);
    ZSTD_inBuffer in{file_.data() + records_, file_.size() - records_, 0};
    trace::Predictions predictions{};
    std::size_t left = 0;  // bytes of a record that is not whole yet
    references_ = last_address_ = 0;
    for (bool more = true; more;) {
      ZSTD_outBuffer out{buffer_.data(), buffer_.size(), left};
      require(!ZSTD_isError(ZSTD_decompressStream(context_.get(), &out, &in)), kTrace + " is damaged");
      more = in.pos < in.size || out.pos == out.size;
      left = decode(out.pos, predictions);
    }
    return references_;
  }

  void check() override {
    std::uint64_t last = 0;
    const std::uint64_t count = read_trace(
        ~std::uint64_t{0}, [&](const trace::Reference* block, std::size_t n) { last = block[n - 1].address; });
    // What stands within the last few bytes of the records is left to readers that know of the end.
    require(references_ <= count && count - references_ <= trace::kMaxRecordBytes, "the trace has other references");
    require(last_address_ != 0 && last != 0, "nothing was decoded");
  }

 private:
  /// Decodes `end` bytes of the buffer; moves what is left to its beginning and returns how much.
  std::size_t decode(std::size_t end, trace::Predictions& predictions) {
    if (end < trace::kMaxRecordBytes) return end;
    const std::uint8_t* next = buffer_.data();
    const std::uint8_t* const last = next + end - trace::kMaxRecordBytes;
    for (std::size_t count = 1; count != 0;) {
      const auto progress = trace::decode_records(next, last, predictions, block_.data(), block_.size());
      next = progress.next;
      count = progress.count;
      references_ += count;
      if (count != 0) last_address_ = block_[count - 1].address;
    }
    const auto left = static_cast<std::size_t>(buffer_.data() + end - next);
    std::copy_n(next, left, buffer_.data());
    return left;
  }

  std::string file_;
  std::size_t records_ = 0;
  std::vector<std::uint8_t> buffer_;
  std::vector<trace::Reference> block_;
  std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context_;
  std::uint64_t references_ = 0, last_address_ = 0;
};

// --- replay.*

class Read final : public Work {
 public:
  explicit Read(bool quick) : most_(quick ? kQuickReferences : ~std::uint64_t{0}) {}
  std::uint64_t run() override {
    return read_trace(most_, [&](const trace::Reference* block, std::size_t n) { last_ = block[n - 1]; });
  }
  void check() override { require(last_.size != 0, "nothing was read"); }

 private:
  std::uint64_t most_;
  trace::Reference last_;
};

/// The beginning of the trace, or (0) all of it, in the form in which it is replayed.
explore::CompactTrace compact(std::uint64_t references) {
  return tb::load_trace(kTrace, configuration().machine.page_words, {0, references, 0}).trace;
}

/// From the trace in memory.
class Replay final : public Work {
 public:
  explicit Replay(bool quick) : trace_(compact(quick ? kQuickReferences : 0)) {}
  std::uint64_t run() override {
    result_ = explore::replay(configuration(), trace_);
    return trace_.size();
  }
  void check() override { require(result_.counters.references == trace_.size(), "references were left out"); }

 private:
  explore::CompactTrace trace_;
  explore::RunResult result_;
};

/// All that `hvsim replay` does from opening the trace on.
class ReplayFromFile final : public Work {
 public:
  explicit ReplayFromFile(trace::Reading reading) : reading_(reading) {}
  std::uint64_t run() override {
    const tb::ReplayedFile replayed = tb::replay_file(kTrace, configuration(), {tb::TraceHash::none, reading_});
    references_ = replayed.references;
    result_ = replayed.result;
    return references_;
  }
  void check() override {
    const auto step_by_step =
        explore::replay(configuration(), tb::load_trace(kTrace, configuration().machine.page_words).trace);
    require(result_.counters.references == references_, "references were left out");
    require(result_.counters == step_by_step.counters && result_.real_digest == step_by_step.real_digest,
            "a replay step by step gives something else");
  }

 private:
  const trace::Reading reading_;
  std::uint64_t references_ = 0;
  explore::RunResult result_;
};

class SystemcReplay final : public Work {
 public:
  /// Not the whole trace: it can be done only once, but need not take long.
  explicit SystemcReplay(bool quick) : trace_(compact(quick ? kQuickReferences : 10000000)) {}
  std::uint64_t run() override {
    result_ = tb::replay_through_systemc(configuration(), trace_);
    return trace_.size();
  }
  void check() override {
    require(result_.real_digest == explore::replay(configuration(), trace_).real_digest,
            "the references have other real names than in the pure core");
  }

 private:
  explore::CompactTrace trace_;
  explore::RunResult result_;
};

}  // namespace

std::unique_ptr<Work> make_bare_trace(bool quick) { return std::make_unique<BareTrace>(quick); }
std::unique_ptr<Work> make_read(bool quick) { return std::make_unique<Read>(quick); }
std::unique_ptr<Work> make_replay(bool quick) { return std::make_unique<Replay>(quick); }
std::unique_ptr<Work> make_replay_from_file(bool) { return std::make_unique<ReplayFromFile>(trace::Reading::here); }
std::unique_ptr<Work> make_replay_reading_ahead(bool) {
  return std::make_unique<ReplayFromFile>(trace::Reading::ahead);
}
std::unique_ptr<Work> make_systemc_replay(bool quick) { return std::make_unique<SystemcReplay>(quick); }

}  // namespace hv::bench
