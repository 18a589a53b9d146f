// SPDX-License-Identifier: Apache-2.0
#include "explore/lru_distances.h"

#include <algorithm>
#include <numeric>

namespace hv::explore {
namespace {

constexpr std::size_t kWordBits = 64;

unsigned bits_in(std::uint64_t word) { return static_cast<unsigned>(__builtin_popcountll(word)); }

}  // namespace

// --- DistanceCounts

std::uint64_t DistanceCounts::hits(std::uint64_t entries) const {
  const auto end = counts_.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(entries, counts_.size()));
  return std::accumulate(counts_.begin(), end, std::uint64_t{0});
}

std::uint64_t DistanceCounts::enough() const {
  std::size_t entries = counts_.size();
  while (entries > 0 && counts_[entries - 1] == 0) --entries;
  return entries;
}

void DistanceCounts::add_far(Distance distance, std::uint64_t references) {
  if (distance == kNowhere) {
    nowhere_ += references;
    return;
  }
  counts_.resize(std::max<std::size_t>(distance + std::size_t{1}, 2 * counts_.size()), 0);
  counts_[distance] += references;
}

// --- LruDistances

LruDistances::LruDistances() { clear(); }

void LruDistances::clear() {
  recent_.fill(kHole);
  recent_count_ = recent_holes_ = deep_places_ = 0;
  std::fill(position_.begin(), position_.end(), kNone);
  std::fill(is_place_.begin(), is_place_.end(), 0);
  std::fill(tree_.begin(), tree_.end(), 0);
  next_ = 0;
  deep_holes_.clear();
}

LruDistances::Distance LruDistances::reference_below_top(Tag tag) {
  if (tag >= position_.size())
    position_.resize(std::max<std::size_t>(tag + std::size_t{1}, 2 * position_.size()), kNone);
  const Position at = position_[tag];
  return at == kIsRecent ? reference_recent(tag) : reference_deep(tag, at);
}

LruDistances::Distance LruDistances::reference_recent(Tag tag) {
  if (recent_holes_ > 0) {
    const auto place = static_cast<std::size_t>(std::find(recent_.begin(), recent_.end(), tag) - recent_.begin());
    recent_[place] = kHole;
    put_on_top(tag, topmost_recent_hole(place));
    return static_cast<Distance>(place);
  }
  Tag above = recent_[0];  // looking and moving down in one go
  recent_[0] = tag;
  for (Distance place = 1;; ++place) {
    const Tag here = recent_[place];
    recent_[place] = above;
    if (here == tag) return place;
    above = here;
  }
}

/// `at` is the tag's position, or kNone.
LruDistances::Distance LruDistances::reference_deep(Tag tag, Position at) {
  const Distance distance = at == kNone ? kNowhere : static_cast<Distance>(recent_count_ + deep_places_above(at));
  position_[tag] = kIsRecent;
  if (recent_holes_ > 0) {  // it is filled; the tag's old place becomes empty
    if (at != kNone) deep_holes_.insert(at), tag_at_[at] = kHole;
    put_on_top(tag, topmost_recent_hole(recent_count_));
    --recent_holes_;
    return distance;
  }
  if (!deep_holes_.empty() && (at == kNone || *deep_holes_.rbegin() > at)) {
    const Position hole = *deep_holes_.rbegin();
    deep_holes_.erase(hole);
    if (at != kNone) deep_holes_.insert(at), tag_at_[at] = kHole;
    remove_deep(hole);
  } else if (at != kNone) {
    remove_deep(at);
  }
  if (recent_count_ < kRecent) {  // nothing is deep
    put_on_top(tag, recent_count_++);
    return distance;
  }
  const Tag last = recent_[kRecent - 1];
  put_on_top(tag, kRecent - 1);
  push_deep(last);
  return distance;
}

/// Into the recent place `hole`, whatever stands there, go those above it.
void LruDistances::put_on_top(Tag tag, std::size_t hole) {
  std::copy_backward(recent_.begin(), recent_.begin() + hole, recent_.begin() + hole + 1);
  recent_[0] = tag;
}

std::size_t LruDistances::topmost_recent_hole(std::size_t below) const {
  return static_cast<std::size_t>(std::find(recent_.begin(), recent_.begin() + below, kHole) - recent_.begin());
}

void LruDistances::forget(Tag tag) {
  if (tag >= position_.size() || position_[tag] == kNone) return;
  if (position_[tag] == kIsRecent) {
    *std::find(recent_.begin(), recent_.end(), tag) = kHole;
    ++recent_holes_;
  } else {
    tag_at_[position_[tag]] = kHole;
    deep_holes_.insert(position_[tag]);
  }
  position_[tag] = kNone;
}

// --- the line

/// On top of the deep places.
void LruDistances::push_deep(Tag tag) {
  if (next_ == tag_at_.size()) renumber();
  append(tag);
}

void LruDistances::append(Tag tag) {
  if (tag == kHole)
    deep_holes_.insert(deep_holes_.end(), next_);
  else
    position_[tag] = next_;
  tag_at_[next_] = tag;
  std::uint64_t& word = is_place_[next_ / kWordBits];
  word |= std::uint64_t{1} << next_ % kWordBits;
  ++deep_places_;
  if (++next_ % kWordBits == 0) add_to_tree((next_ - 1) / kWordBits, bits_in(word));
}

void LruDistances::remove_deep(Position at) {
  const std::size_t word = at / kWordBits;
  is_place_[word] &= ~(std::uint64_t{1} << at % kWordBits);
  --deep_places_;
  if (word < next_ / kWordBits) add_to_tree(word, ~std::uint32_t{0});  // −1
}

std::size_t LruDistances::deep_places_above(Position at) const {
  const std::size_t word = at / kWordBits;
  const std::uint64_t up_to = ~std::uint64_t{0} >> (kWordBits - 1 - at % kWordBits);
  std::uint32_t below = bits_in(is_place_[word] & up_to);
  for (std::size_t i = word; i > 0; i &= i - 1) below += tree_[i - 1];
  return deep_places_ - below;
}

void LruDistances::add_to_tree(std::size_t word, std::uint32_t places) {
  for (std::size_t i = word + 1; i <= tree_.size(); i += i & (~i + 1)) tree_[i - 1] += places;
}

/// Gives all deep places the first positions, on a line at least twice as long as they need.
void LruDistances::renumber() {
  std::vector<Tag> tags;
  tags.reserve(deep_places_);
  for (Position at = 0; at < next_; ++at)
    if (is_place_[at / kWordBits] >> at % kWordBits & 1) tags.push_back(tag_at_[at]);
  std::size_t length = kLeastLength;
  while (length < 2 * tags.size()) length *= 2;
  tag_at_.resize(length);
  is_place_.assign(length / kWordBits, 0);
  tree_.assign(length / kWordBits, 0);
  next_ = 0;
  deep_places_ = 0;
  deep_holes_.clear();
  for (const Tag tag : tags) append(tag);
}

}  // namespace hv::explore
