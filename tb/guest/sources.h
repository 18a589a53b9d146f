// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace hv::tb {

/// The text of a guest program's source, by its path under tb/guest, as it was when this library was built.
std::optional<std::string> guest_source(const std::string& path);

}  // namespace hv::tb
