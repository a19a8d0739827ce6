import { memoryBackplane } from 'ssecast/backplane';
import { describeContract } from './contract.js';

let count = 0;
beforeEach(() => {
  count += 1;
});

describeContract('a log in memory', () =>
  memoryBackplane({ name: `contract-${count}`, leaseTime: 2_000 }),
);
