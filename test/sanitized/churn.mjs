import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { pick, under } from './chance.mjs';

const head = (cursor, version) =>
  `GET / HTTP/${version}\r\nHost: a\r\n${cursor ? `Last-Event-ID: ${cursor}\r\n` : ''}\r\n`;

/**
 * One client after the other: reads, reads slowly, stops reading, resets, or never reads at all. The last
 * one of each stays, if that is wished.
 */
export async function churn(port, running, lastStays = false) {
  let cursor = '';
  while (running()) {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      cursor = /.*^id: ([\x21-\x7e]+)$/ms.exec(text)?.[1] ?? cursor;
    });
    socket.write(
      head(pick(['', cursor, cursor, 'garbage', '9999999999999-0']), pick(['1.1', '1.0'])),
    );
    const way = pick(['reads', 'reads', 'stalls', 'resets', 'halves', 'never']);
    if (way === 'never') socket.pause();
    await sleep(under(120));
    if (way === 'stalls') {
      socket.pause();
      await sleep(under(400));
      socket.resume();
      await sleep(under(40));
    }
    if (way === 'halves') {
      socket.end();
      await sleep(under(20));
    }
    if (lastStays && !running()) return;
    if (way === 'resets') socket.resetAndDestroy();
    else socket.destroy();
  }
}
