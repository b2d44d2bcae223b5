# Runs while the server is installed. Given: assets, made (a folder of the build), mandir, doc.
# The unit: its program is below the prefix. systemd reads /usr/lib/systemd and /usr/local/lib/systemd by itself.
file(READ ${assets}/syncwall-server.service unit)
string(REPLACE "/usr/bin/" "${CMAKE_INSTALL_PREFIX}/bin/" unit "${unit}")
file(WRITE ${made}/syncwall-server.service "${unit}")
file(INSTALL DESTINATION ${CMAKE_INSTALL_PREFIX}/lib/systemd/system TYPE FILE FILES ${made}/syncwall-server.service)
install_packed(${assets}/man/syncwall-server.1 syncwall-server.1 ${mandir}/man1)
install_packed(${assets}/debian/changelog changelog ${doc}/syncwall-server)

# The service's options stand in /etc, whatever the prefix; an administrator's own stay.
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr" AND (DEFINED ENV{DESTDIR} OR NOT EXISTS /etc/default/syncwall-server))
  file(COPY_FILE ${assets}/debian/syncwall-server.default ${made}/syncwall-server)
  file(INSTALL DESTINATION /etc/default TYPE FILE FILES ${made}/syncwall-server)
endif()
