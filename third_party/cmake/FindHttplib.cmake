# httplib::httplib: cpp-httplib with OpenSSL. A compiled library on Debian: its own cflags, so that the OpenSSL,
# zlib and brotli macros match, or its classes have another layout.
if(TARGET httplib::httplib)
  return()
endif()
find_package(PkgConfig REQUIRED)
pkg_check_modules(HTTPLIB REQUIRED IMPORTED_TARGET cpp-httplib)
add_library(httplib_httplib INTERFACE)
target_link_libraries(httplib_httplib INTERFACE PkgConfig::HTTPLIB)
add_library(httplib::httplib ALIAS httplib_httplib)
set(Httplib_FOUND TRUE)
