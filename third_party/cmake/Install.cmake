# cmake --install to any prefix, and two Debian packages by `cpack -G DEB` in the build folder: syncwall (the dashboard and
# the commands) and syncwall-server, which needs neither a display nor fonts.
include(GNUInstallDirs)
set(_doc ${CMAKE_INSTALL_DATAROOTDIR}/doc)
install(TARGETS syncwall RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT dashboard)
install(TARGETS syncwall-server RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT server)
install(FILES ${CMAKE_SOURCE_DIR}/assets/syncwall.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications COMPONENT dashboard)
install(FILES ${CMAKE_SOURCE_DIR}/assets/syncwall.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps COMPONENT dashboard)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/assets/sources/ DESTINATION ${CMAKE_INSTALL_DATADIR}/syncwall/sources COMPONENT dashboard)
install(FILES ${CMAKE_SOURCE_DIR}/assets/docs/sources.md DESTINATION ${_doc}/syncwall COMPONENT dashboard)
install(FILES ${CMAKE_SOURCE_DIR}/README.md DESTINATION ${_doc}/syncwall COMPONENT dashboard)
install(FILES ${CMAKE_SOURCE_DIR}/assets/openapi.yaml DESTINATION ${_doc}/syncwall-server COMPONENT server)
# What depends on the prefix, which is known only while it is installed.
foreach(component dashboard server)
  install(CODE "set(assets \"${CMAKE_SOURCE_DIR}/assets\")
set(made \"${CMAKE_BINARY_DIR}/install\")
set(mandir \"${CMAKE_INSTALL_MANDIR}\")
set(doc \"${_doc}\")
include(\"${CMAKE_SOURCE_DIR}/third_party/cmake/InstallPacked.cmake\")" COMPONENT ${component})
endforeach()
install(SCRIPT ${CMAKE_SOURCE_DIR}/third_party/cmake/InstallDashboard.cmake COMPONENT dashboard)
install(SCRIPT ${CMAKE_SOURCE_DIR}/third_party/cmake/InstallServer.cmake COMPONENT server)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME syncwall)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "Syncwall <syncwall@localhost>")
# Absolute names (/etc) are put below the package's root.
set(CPACK_SET_DESTDIR ON)
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL dashboard server)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_DASHBOARD_PACKAGE_NAME syncwall)
set(CPACK_DEBIAN_DASHBOARD_PACKAGE_SECTION utils)
set(CPACK_COMPONENT_DASHBOARD_DESCRIPTION "dashboard for auto-sync connector jobs
Shows the auto-sync connector jobs of an Enterprise h2oGPTe or of a
syncwall-server: counts, filters, a sortable table of up to a million jobs,
why a job failed, and deletion; as a window, as a wall for a room, and as
commands that print tables, JSON or CSV.")
# Found at run time, so no link tells of them.
set(CPACK_DEBIAN_DASHBOARD_PACKAGE_DEPENDS "fonts-inter, libgl1, ca-certificates")
set(CPACK_DEBIAN_DASHBOARD_PACKAGE_RECOMMENDS "fonts-noto-cjk, fonts-noto-core, tzdata, libgl1-mesa-dri")
set(CPACK_DEBIAN_DASHBOARD_PACKAGE_SUGGESTS "syncwall-server")

set(CPACK_DEBIAN_SERVER_PACKAGE_NAME syncwall-server)
set(CPACK_DEBIAN_SERVER_PACKAGE_SECTION net)
set(CPACK_COMPONENT_SERVER_DESCRIPTION "server of auto-sync connector jobs
Keeps connector jobs in SQLite and answers over HTTP or TLS: pages in any
order, changes since a revision, deletions with an audit, API keys for
administrators and users. The dashboard is the package syncwall.
.
A systemd unit comes with it, which is not enabled by itself.")
# 0.1.0's package syncwall had the server's files.
set(CPACK_DEBIAN_SERVER_PACKAGE_DEPENDS "ca-certificates, init-system-helpers (>= 1.52)")
set(CPACK_DEBIAN_SERVER_PACKAGE_RECOMMENDS "tzdata")
set(CPACK_DEBIAN_SERVER_PACKAGE_BREAKS "syncwall (<< 0.2.0)")
set(CPACK_DEBIAN_SERVER_PACKAGE_REPLACES "syncwall (<< 0.2.0)")
set(_deb ${CMAKE_SOURCE_DIR}/assets/debian)
set(CPACK_DEBIAN_SERVER_PACKAGE_CONTROL_EXTRA "${_deb}/postinst;${_deb}/prerm;${_deb}/postrm;${_deb}/conffiles")
include(CPack)
