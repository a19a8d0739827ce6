import type { Metadata } from 'next';
import { connection } from 'next/server';
import { currentCount } from '../../lib/counter';
import { live } from '../../lib/live';
import { Counter } from './counter';

export const metadata: Metadata = { title: 'Counter · ssecast' };

export default async function CounterPage() {
  await connection();
  const { data, cursor } = await live.channel('counter').snapshot(currentCount);
  return <Counter count={data} cursor={cursor} />;
}
