# syncwall_warnings: what every target of ours is compiled with. Errors by preset (SYNCWALL_WERROR): a package that is
# built years later with another compiler should not fail for a new warning. -Wformat=2 makes
# ImGui::Text(name) an error, which keeps outside text out of format strings.
add_library(syncwall_warnings INTERFACE)
target_compile_options(syncwall_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wformat=2 -Wold-style-cast -Wnon-virtual-dtor
  $<$<BOOL:${SYNCWALL_WERROR}>:-Werror>
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>)
