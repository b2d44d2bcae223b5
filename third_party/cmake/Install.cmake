# cmake --install to any prefix, and a Debian package by `cpack -G DEB` in the build folder.
include(GNUInstallDirs)
install(TARGETS syncwall syncwall-server RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES ${CMAKE_SOURCE_DIR}/assets/syncwall.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
install(FILES ${CMAKE_SOURCE_DIR}/assets/syncwall.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
install(FILES ${CMAKE_SOURCE_DIR}/README.md ${CMAKE_SOURCE_DIR}/assets/openapi.yaml DESTINATION ${CMAKE_INSTALL_DOCDIR})
# What depends on the prefix, which is known only while it is installed.
install(CODE "set(assets \"${CMAKE_SOURCE_DIR}/assets\")
set(made \"${CMAKE_BINARY_DIR}/install\")
set(mandir \"${CMAKE_INSTALL_MANDIR}\")
set(docdir \"${CMAKE_INSTALL_DOCDIR}\")")
install(SCRIPT ${CMAKE_SOURCE_DIR}/third_party/cmake/InstallByPrefix.cmake)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME syncwall)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "Syncwall <syncwall@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "dashboard for auto-sync connector jobs")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Shows the auto-sync connector jobs of an Enterprise h2oGPTe or of its own
syncwall-server: counts, filters, a sortable table of up to a million jobs,
why a job failed, and deletion; as a window, as a wall for a room, and as
commands that print tables, JSON or CSV.
.
The package brings the server too, with a systemd unit that is not enabled
by itself.")
# Absolute names (/etc) are put below the package's root.
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Found at run time, so no link tells of them.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "fonts-inter, libgl1, ca-certificates, init-system-helpers (>= 1.52)")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "fonts-noto-cjk, fonts-noto-core, tzdata, libgl1-mesa-dri")
set(_deb ${CMAKE_SOURCE_DIR}/assets/debian)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA "${_deb}/postinst;${_deb}/prerm;${_deb}/postrm;${_deb}/conffiles")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
include(CPack)
