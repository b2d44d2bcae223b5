# SYNCWALL_SANITIZE=address,undefined or thread, for every target (set by the presets asan and tsan).
if(SYNCWALL_SANITIZE)
  add_compile_options(-fsanitize=${SYNCWALL_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${SYNCWALL_SANITIZE})
endif()
