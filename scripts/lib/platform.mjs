/** Node linked with musl, as on Alpine, cannot load an addon built with glibc. */
function isMusl() {
  if (process.platform !== 'linux') return false;
  process.report.excludeNetwork = true;
  return process.report.getReport().header.glibcVersionRuntime === undefined;
}

/** The folder in native/prebuilds/ of an addon for this system. */
export const platformFolder = `${process.platform}-${process.arch}${isMusl() ? '-musl' : ''}`;
