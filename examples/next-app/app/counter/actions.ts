'use server';

import { addToCounter } from '../../lib/counter';

export async function addOne(): Promise<void> {
  await addToCounter(1);
}
