import { pipeline, type Readable } from 'node:stream';
import zlib from 'node:zlib';

/** What is sent is decoded at once, also before a compressed block is complete. */
const kFlush = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH };

const decoders: Readonly<Record<string, () => NodeJS.ReadWriteStream>> = {
  gzip: () => zlib.createGunzip(kFlush),
  deflate: () => zlib.createInflate(kFlush),
  br: () => zlib.createBrotliDecompress({ flush: zlib.constants.BROTLI_OPERATION_FLUSH }),
};

/** The body without its content coding; undefined for a coding that was not asked for. */
export function decoded(body: Readable, coding: string | undefined): Readable | undefined {
  if (coding === undefined || coding === 'identity') return body;
  const create = decoders[coding.toLowerCase()];
  if (create === undefined) return undefined;
  // The reader of the result hears of an error.
  return pipeline(body, create(), () => undefined) as unknown as Readable;
}
