# The rooms of the house. A room may include what it links, and nothing else: each room's headers are
# copied by no one and found only through its own include folder, so a wrong include does not build.
# Headers are included as "room/name.h".
#
#   syncwall_room(cache SOURCES a.cpp b.cpp USES base jobs LIBS fmt::fmt PUBLIC_LIBS …)
function(syncwall_room name)
  cmake_parse_arguments(R "" "" "SOURCES;USES;LIBS;PUBLIC_LIBS" ${ARGN})
  set(target syncwall_${name})
  add_library(${target} STATIC ${R_SOURCES})
  # One link per room in a folder of its own: the include path of a room shows that room only.
  set(door ${CMAKE_BINARY_DIR}/doors/${name})
  file(MAKE_DIRECTORY ${door})
  file(CREATE_LINK ${CMAKE_CURRENT_SOURCE_DIR} ${door}/${name} SYMBOLIC)
  target_include_directories(${target} PUBLIC ${door})
  target_link_libraries(${target} PRIVATE syncwall_warnings syncwall_hardened ${R_LIBS} PUBLIC ${R_PUBLIC_LIBS})
  foreach(used IN LISTS R_USES)
    target_link_libraries(${target} PUBLIC syncwall_${used})
  endforeach()
endfunction()

#   syncwall_test(unit-cache SOURCES … USES cache LIBS …): a doctest program, run by CTest under its name.
function(syncwall_test name)
  cmake_parse_arguments(T "" "" "SOURCES;USES;LIBS" ${ARGN})
  add_executable(${name} ${T_SOURCES})
  target_link_libraries(${name} PRIVATE syncwall_warnings syncwall_test_main ${T_LIBS})
  foreach(used IN LISTS T_USES)
    target_link_libraries(${name} PRIVATE syncwall_${used})
  endforeach()
  add_test(NAME ${name} COMMAND ${name})
  set_tests_properties(${name} PROPERTIES TIMEOUT 300)
  if(SYNCWALL_SANITIZE)
    set_tests_properties(${name} PROPERTIES TIMEOUT 1500)  # ThreadSanitizer is ten times slower
  endif()
endfunction()
