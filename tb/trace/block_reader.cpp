// SPDX-License-Identifier: Apache-2.0
#include "trace/block_reader.h"

namespace hv::trace {

Reading usual_reading() { return std::thread::hardware_concurrency() > 1 ? Reading::ahead : Reading::here; }

BlockReader::BlockReader(std::unique_ptr<TraceReader> reader, Reading reading)
    : reader_(std::move(reader)), reading_(reading) {
  if (reading == Reading::here) {
    blocks_[0].references.resize(kHere);
    return;
  }
  for (Block& block : blocks_) block.references.resize(kAhead);
  thread_ = std::thread([this] { read_ahead(); });
}

BlockReader::~BlockReader() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

std::size_t BlockReader::next(const Reference*& block) {
  if (reading_ == Reading::ahead) return next_read_ahead(block);
  block = blocks_[0].references.data();
  return reader_->read(blocks_[0].references.data(), kHere);
}

std::size_t BlockReader::next_read_ahead(const Reference*& block) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [&] { return taken_ < filled_ || ended_; });
  if (taken_ < filled_) {
    if (filled_ - taken_ + 1 == kBlocks) changed_.notify_all();  // the block that was in use is free now
    const Block& next = blocks_[taken_++ % kBlocks];
    block = next.references.data();
    return next.count;
  }
  if (error_) std::rethrow_exception(error_);
  return 0;
}

/// The thread.
void BlockReader::read_ahead() {
  for (;;) {
    Block* block = nullptr;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [&] { return stop_ || filled_ - taken_ + 1 < kBlocks; });
      if (stop_) return;
      block = &blocks_[filled_ % kBlocks];
    }
    std::exception_ptr error;
    try {
      fill(*block);
    } catch (...) {
      error = std::current_exception();
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    if (block->count > 0) ++filled_;
    ended_ = error || block->count < kAhead;
    error_ = error;
    changed_.notify_all();
    if (ended_) return;
  }
}

/// Less than a whole block only at the trace's end, or where the reader throws.
void BlockReader::fill(Block& block) {
  block.count = 0;
  while (block.count < kAhead) {
    const std::size_t more = reader_->read(block.references.data() + block.count, kAhead - block.count);
    if (more == 0) return;
    block.count += more;
  }
}

}  // namespace hv::trace
