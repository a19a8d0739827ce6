import { fs } from './untraced.cjs';

/** The path of the dynamic linker is near the beginning of a program: linkers put it after the headers. */
const kBeginning = 4_096;

/**
 * Whether this Node was linked with musl, as on Alpine: such a process cannot load a glibc addon. The program
 * names its dynamic linker. Node's report would tell, too, and takes longer than everything else that
 * importing ssecast does; it is asked where the program cannot be read.
 */
export function isMusl(): boolean {
  if (process.platform !== 'linux') return false;
  const linker = /\/ld-(musl|linux)/.exec(beginningOf(process.execPath))?.[1];
  return linker === undefined ? isMuslByReport() : linker === 'musl';
}

function beginningOf(file: string): string {
  try {
    const bytes = Buffer.alloc(kBeginning);
    const descriptor = fs.openSync(file, 'r');
    try {
      return bytes.toString('latin1', 0, fs.readSync(descriptor, bytes));
    } finally {
      fs.closeSync(descriptor);
    }
  } catch {
    // Replaced by an update while it runs, or not readable.
    return '';
  }
}

function isMuslByReport(): boolean {
  if (process.report === undefined) return false;
  const report = process.report as NodeJS.ProcessReport & { excludeNetwork?: boolean };
  // Otherwise the report looks up the host name of every open connection.
  const before = report.excludeNetwork;
  report.excludeNetwork = true;
  const { header } = report.getReport() as { header?: { glibcVersionRuntime?: string } };
  report.excludeNetwork = before ?? false;
  return header?.glibcVersionRuntime === undefined;
}
