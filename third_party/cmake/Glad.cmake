# glad::glad: the OpenGL 3.3 core loader, written at build time by the generator (Debian: python3-glad).
find_program(GLAD_GENERATOR glad REQUIRED)
set(_glad ${CMAKE_BINARY_DIR}/glad)
add_custom_command(OUTPUT ${_glad}/src/gl.c ${_glad}/include/glad/gl.h
  COMMAND ${GLAD_GENERATOR} --api gl:core=3.3 --extensions "" --reproducible --quiet --out-path ${_glad} c
  COMMENT "glad: OpenGL 3.3 core loader" VERBATIM)
file(MAKE_DIRECTORY ${_glad}/include)
add_library(glad_glad STATIC ${_glad}/src/gl.c)
target_include_directories(glad_glad SYSTEM PUBLIC ${_glad}/include)
target_link_libraries(glad_glad PUBLIC ${CMAKE_DL_LIBS})
add_library(glad::glad ALIAS glad_glad)
