// SPDX-License-Identifier: Apache-2.0
#include "agree/covering_array.h"

#include "proof/dice.h"

namespace hv::test {
namespace {

using Row = Factors::Row;

/// A number for each three values of different factors.
class Triples {
 public:
  explicit Triples(const std::vector<unsigned>& sizes) : sizes_(sizes) {
    for (std::size_t i = 0; i < sizes.size(); ++i)
      for (std::size_t j = i + 1; j < sizes.size(); ++j)
        for (std::size_t k = j + 1; k < sizes.size(); ++k) {
          places_.push_back({i, j, k, count_});
          count_ += std::size_t{sizes[i]} * sizes[j] * sizes[k];
        }
  }
  std::size_t count() const { return count_; }
  template <class See>
  void each_of(const Row& row, See see) const {
    for (const Place& p : places_) see(p.first + (row[p.i] * sizes_[p.j] + row[p.j]) * sizes_[p.k] + row[p.k]);
  }
  /// Sets three values of the row.
  void put(std::size_t triple, Row& row) const {
    const Place* place = &places_.back();
    while (place->first > triple) --place;
    std::size_t rest = triple - place->first;
    row[place->k] = static_cast<unsigned>(rest % sizes_[place->k]);
    rest /= sizes_[place->k];
    row[place->j] = static_cast<unsigned>(rest % sizes_[place->j]);
    row[place->i] = static_cast<unsigned>(rest / sizes_[place->j]);
  }

 private:
  struct Place {
    std::size_t i, j, k, first;
  };
  std::vector<unsigned> sizes_;
  std::vector<Place> places_;
  std::size_t count_ = 0;
};

/// The triples of all legal rows.
std::vector<bool> legal_triples(const Factors& factors, const Triples& triples) {
  std::vector<bool> wanted(triples.count(), false);
  Row row(factors.sizes.size(), 0);
  for (;;) {
    if (factors.legal(row)) triples.each_of(row, [&](std::size_t triple) { wanted[triple] = true; });
    std::size_t at = 0;
    while (at < row.size() && ++row[at] == factors.sizes[at]) row[at++] = 0;
    if (at == row.size()) return wanted;
  }
}

/// A random legal row with this triple in it.
Row random_row(const Factors& factors, const Triples& triples, std::size_t triple, Dice& dice) {
  Row row(factors.sizes.size());
  do {
    for (std::size_t i = 0; i < row.size(); ++i) row[i] = static_cast<unsigned>(dice.below(factors.sizes[i]));
    triples.put(triple, row);
  } while (!factors.legal(row));
  return row;
}

}  // namespace

std::vector<Row> rows_with_all_triples(const Factors& factors, std::uint64_t seed) {
  constexpr unsigned kCandidates = 40;
  const Triples triples(factors.sizes);
  Dice dice(seed);
  std::vector<bool> missing = legal_triples(factors, triples);
  std::vector<Row> rows;
  for (std::size_t triple = 0; triple < missing.size(); ++triple) {
    if (!missing[triple]) continue;
    Row best;
    std::size_t most = 0;
    for (unsigned i = 0; i < kCandidates; ++i) {
      Row row = random_row(factors, triples, triple, dice);
      std::size_t fresh = 0;
      triples.each_of(row, [&](std::size_t each) { fresh += missing[each]; });
      if (fresh > most) most = fresh, best = std::move(row);
    }
    triples.each_of(best, [&](std::size_t each) { missing[each] = false; });
    rows.push_back(best);
  }
  return rows;
}

}  // namespace hv::test
