# httplib::httplib: cpp-httplib with OpenSSL. A compiled library on Debian: its own cflags, so that the OpenSSL,
# zlib and brotli macros match, or its classes have another layout.
if(TARGET httplib::httplib)
  return()
endif()
find_package(PkgConfig REQUIRED)
pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
# The tests hold our client and server against it: only versions that the whole of tests/ has passed with.
set(SYNCWALL_HTTPLIB_TRIED 0.11.4)
option(SYNCWALL_ANY_HTTPLIB "build with a cpp-httplib that was not tried" OFF)
if(NOT HTTPLIB_VERSION IN_LIST SYNCWALL_HTTPLIB_TRIED AND NOT SYNCWALL_ANY_HTTPLIB)
  message(FATAL_ERROR "cpp-httplib ${HTTPLIB_VERSION} was not tried with Syncwall, only: ${SYNCWALL_HTTPLIB_TRIED}. "
    "Give -DSYNCWALL_ANY_HTTPLIB=ON, run tests/run, and where it passes add the version in ${CMAKE_CURRENT_LIST_FILE}.")
endif()
add_library(httplib_httplib INTERFACE)
target_link_libraries(httplib_httplib INTERFACE PkgConfig::HTTPLIB)
add_library(httplib::httplib ALIAS httplib_httplib)
set(Httplib_FOUND TRUE)
