# Runs while the dashboard is installed. Given: assets, mandir, doc.
install_packed(${assets}/man/syncwall.1 syncwall.1 ${mandir}/man1)
install_packed(${assets}/debian/changelog changelog ${doc}/syncwall)
