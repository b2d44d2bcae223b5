# Included while it is installed (cmake --install, cpack). Given: made (a folder of the build).
# As Debian wants them: packed as small as possible, the same bytes each time.
function(install_packed from name to)
  file(MAKE_DIRECTORY ${made}/${to})
  execute_process(COMMAND gzip -9nc ${from} OUTPUT_FILE ${made}/${to}/${name}.gz COMMAND_ERROR_IS_FATAL ANY)
  file(INSTALL DESTINATION ${CMAKE_INSTALL_PREFIX}/${to} TYPE FILE FILES ${made}/${to}/${name}.gz)
endfunction()
