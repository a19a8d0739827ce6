import type { NativeLoad, NativeLoadOptions } from './contract.cjs';
import { record } from './record.cjs';

/**
 * Opens clients on a thread of C++.
 * @throws RangeError `ERR_SSECAST_INVALID_OPTION`
 */
export function openLoad(options: NativeLoadOptions): NativeLoad {
  return record.binding.openLoad(options);
}
