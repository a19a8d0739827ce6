import type { Metadata } from 'next';
import { connection } from 'next/server';
import { loadCounter } from '../../lib/counter';
import { Counter } from './counter';

export const metadata: Metadata = { title: 'Counter · ssecast' };

export default async function CounterPage() {
  await connection();
  const { data, cursor } = await loadCounter();
  return <Counter count={data} cursor={cursor} />;
}
