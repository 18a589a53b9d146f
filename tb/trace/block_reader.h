// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "trace/trace_reader.h"

namespace hv::trace {

enum class Reading {
  here,   // on the caller's thread
  ahead,  // on a thread of its own, by a few blocks
};

// Reading::ahead where there is a processor for it.
Reading usual_reading();

// The references of a trace, block by block. Memory does not go with the trace's length.
class BlockReader {
 public:
  BlockReader(std::unique_ptr<TraceReader> reader, Reading reading);
  ~BlockReader();
  BlockReader(const BlockReader&) = delete;
  BlockReader& operator=(const BlockReader&) = delete;

  // Points `block` to the next references and returns how many; they stay there until the next call. 0 means that the
  // trace's proper end was reached and verified. Throws what the reader throws, after all references before that.
  std::size_t next(const Reference*& block);

 private:
  // As large as the nearest cache likes; a block for another thread is longer, since to hand it over takes its time.
  static constexpr std::size_t kHere = 1024, kAhead = 16384, kBlocks = 4;
  struct Block {
    std::vector<Reference> references;
    std::size_t count = 0;
  };

  void read_ahead();
  void fill(Block& block);
  std::size_t next_read_ahead(const Reference*& block);

  std::unique_ptr<TraceReader> reader_;  // of the thread, while there is one
  const Reading reading_;
  std::array<Block, kBlocks> blocks_;

  std::mutex mutex_;
  std::condition_variable changed_;
  // Blocks by number, block n in blocks_[n % kBlocks]: filled_ are filled, of which taken_ were handed to the caller,
  // the last one still in use.
  std::size_t filled_ = 0, taken_ = 0;
  bool ended_ = false, stop_ = false;
  std::exception_ptr error_;  // instead of the block after the last

  std::thread thread_;
};

}  // namespace hv::trace
