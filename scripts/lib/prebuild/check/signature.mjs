import { createHash } from 'node:crypto';

const kLoadCommands = 32;
const kCodeSignature = 0x1d;

/** The part of a 64-bit Mach-O file with the signature. */
function signatureOf(bytes) {
  let at = kLoadCommands;
  for (let left = bytes.readUInt32LE(16); left > 0; left -= 1) {
    if (bytes.readUInt32LE(at) === kCodeSignature) {
      const start = bytes.readUInt32LE(at + 8);
      return bytes.subarray(start, start + bytes.readUInt32LE(at + 12));
    }
    at += bytes.readUInt32LE(at + 4);
  }
  return undefined;
}

/**
 * Whether each page of a Mach-O file has the digest that its signature gives for it. macOS ends a process
 * that reads another page. The layout is that of cs_blobs.h: a super blob whose first blob is a code
 * directory, big-endian.
 */
export function isSigned(bytes) {
  const signature = signatureOf(bytes);
  if (signature === undefined) return false;
  const directory = signature.subarray(signature.readUInt32BE(16));
  const [digests, count] = [directory.readUInt32BE(16), directory.readUInt32BE(28)];
  const [end, size, pageBits] = [directory.readUInt32BE(32), directory[36], directory[39]];
  const page = 2 ** pageBits;
  if (count !== Math.ceil(end / page)) return false;
  return Array.from({ length: count }, (_, index) => {
    const text = bytes.subarray(index * page, Math.min((index + 1) * page, end));
    const digest = directory.subarray(digests + index * size, digests + (index + 1) * size);
    return createHash('sha256').update(text).digest().equals(digest);
  }).every(Boolean);
}
