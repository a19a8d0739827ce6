import type { NativeTargetKinds } from './contract.cjs';
import { record } from './record.cjs';

/**
 * The numbers that name the kinds of targets to the addon, as its own enum has them. Numbers, because
 * copying a name out of V8 would cost every publish some 100 ns.
 */
export const targetKinds: NativeTargetKinds = record.binding.targetKinds;
