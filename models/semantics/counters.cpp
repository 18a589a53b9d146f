// SPDX-License-Identifier: Apache-2.0
#include "semantics/counters.h"

namespace hv {

Counters& Counters::operator+=(const Counters& other) {
#define HV_ADD(name, meaning) name += other.name;
  HV_COUNTERS(HV_ADD)
#undef HV_ADD
#define HV_ADD(name, meaning) \
  for (unsigned level = 0; level < name.size(); ++level) name[level] += other.name[level];
  HV_LEVEL_COUNTERS(HV_ADD)
#undef HV_ADD
  return *this;
}

Counters& Counters::operator-=(const Counters& other) {
#define HV_SUBTRACT(name, meaning) name -= other.name;
  HV_COUNTERS(HV_SUBTRACT)
#undef HV_SUBTRACT
#define HV_SUBTRACT(name, meaning) \
  for (unsigned level = 0; level < name.size(); ++level) name[level] -= other.name[level];
  HV_LEVEL_COUNTERS(HV_SUBTRACT)
#undef HV_SUBTRACT
  return *this;
}

bool operator==(const Counters& left, const Counters& right) {
  bool same = true;
#define HV_COMPARE(name, meaning) same = same && left.name == right.name;
  HV_COUNTERS(HV_COMPARE)
  HV_LEVEL_COUNTERS(HV_COMPARE)
#undef HV_COMPARE
  return same;
}

}  // namespace hv
