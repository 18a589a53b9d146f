// SPDX-License-Identifier: Apache-2.0
// Kinds of machines and nests, such that every three choices that go together stand together in one of them.
#pragma once

#include <string>

#include "agree/busy_guest.h"
#include "agree/covering_array.h"

namespace hv::test {

enum MachineFactor : unsigned {
  kEntries,
  kWays,
  kKey,
  kInvalidation,
  kDesign,
  kRegistersPolicy,
  kPageWords,
  kPhiForm,
  kFForm,
  kDepth,
  kMachineFactors
};

Factors machine_factors();
BusyGuest::Shape shape_of(const Factors::Row& row);
std::string describe(const BusyGuest::Shape& shape);
/// Rows with all triples.
const std::vector<Factors::Row>& machine_rows();

}  // namespace hv::test
