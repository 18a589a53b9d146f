# SPDX-License-Identifier: Apache-2.0
# cmake -DOUT=FILE -DROOT=DIRECTORY -DSOURCES="a.hvs,b/c.hvs" -P embed.cmake: writes a C++ file that holds the texts.
string(REPLACE "," ";" sources "${SOURCES}")
set(entries "")
foreach(source IN LISTS sources)
  file(READ ${ROOT}/${source} text)
  # A string literal may be at most 64 KiB long in portable C++; adjacent ones are joined.
  string(APPEND entries "      {\"${source}\",\n       ")
  string(LENGTH "${text}" length)
  set(at 0)
  while(at LESS length)
    string(SUBSTRING "${text}" ${at} 8000 piece)
    string(APPEND entries "R\"hvs(${piece})hvs\"\n       ")
    math(EXPR at "${at} + 8000")
  endwhile()
  string(APPEND entries "},\n")
endforeach()
file(WRITE ${OUT}.part "// Made by tb/guest/embed.cmake.
#include \"guest/sources.h\"

#include <map>

namespace hv::tb {

std::optional<std::string> guest_source(const std::string& path) {
  static const std::map<std::string, std::string> sources{
${entries}  };
  const auto found = sources.find(path);
  if (found == sources.end()) return std::nullopt;
  return found->second;
}

}  // namespace hv::tb
")
file(RENAME ${OUT}.part ${OUT})
