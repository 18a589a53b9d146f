# SPDX-License-Identifier: Apache-2.0
# Debian's SystemC has no CMake package; it comes by pkg-config.
include(CMakeFindDependencyMacro)
find_dependency(PkgConfig)
if(NOT TARGET PkgConfig::systemc)
  pkg_check_modules(systemc REQUIRED IMPORTED_TARGET systemc)
endif()
include(${CMAKE_CURRENT_LIST_DIR}/hvTargets.cmake)
