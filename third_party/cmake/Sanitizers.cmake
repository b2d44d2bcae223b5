# SYNCWALL_SANITIZE=address,undefined or thread, for every target (set by the presets asan and tsan).
if(SYNCWALL_SANITIZE)
  add_compile_options(-fsanitize=${SYNCWALL_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SYNCWALL_SANITIZE})
endif()
# Counters for libFuzzer in every target, and no main of its own: fuzz targets alone link -fsanitize=fuzzer.
if(SYNCWALL_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
# Instrumented code hides from GCC what is set where: it warns of values that are.
if(SYNCWALL_SANITIZE AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-Wno-maybe-uninitialized)
endif()
