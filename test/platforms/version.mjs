/** Prints which Node this is, and on Linux its C library, for the table of platforms. */
const { header } = process.report.getReport();
const node = `Node ${process.versions.node.split('.')[0]}`;
const libc = header.glibcVersionRuntime;
console.log(libc === undefined ? node : `${node}, glibc ${libc}`);
